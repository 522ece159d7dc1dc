// Written from the documentation and the sources of both tools, not by running them: trivy's pkg/types/report.go and
// integration/testdata/*.json.golden, grype's grype/presenter/models and its JSON presenter's snapshots.

const layer = { Digest: `sha256:${'1'.repeat(64)}`, DiffID: `sha256:${'2'.repeat(64)}` };

/** One of trivy's `Vulnerabilities`; without `fixed` nothing mends it yet. */
export const trivyVulnerability = (id: string, severity: string, fixed?: string, name = 'libssl3') => ({
  VulnerabilityID: id,
  PkgID: `${name}@3.0.15-1`,
  PkgName: name,
  PkgIdentifier: { PURL: `pkg:deb/debian/${name}@3.0.15-1?arch=amd64&distro=debian-12.9`, UID: 'c3465bd7087640a7' },
  InstalledVersion: '3.0.15-1',
  ...(fixed === undefined ? {} : { FixedVersion: fixed }),
  Status: fixed === undefined ? 'affected' : 'fixed',
  Layer: layer,
  SeveritySource: 'nvd',
  PrimaryURL: `https://avd.aquasec.com/nvd/${id.toLowerCase()}`,
  DataSource: { ID: 'debian', Name: 'Debian Security Tracker', URL: 'https://salsa.debian.org/security-tracker-team' },
  Title: 'openssl: something is known of it',
  Severity: severity,
  VendorSeverity: { nvd: 4, debian: 1 },
  PublishedDate: '2029-01-01T20:29:00Z',
  LastModifiedDate: '2029-02-01T18:27:00Z',
});

export const trivyReport = (image: string, vulnerabilities: readonly object[], more: object = {}) => ({
  SchemaVersion: 2,
  Trivy: { Version: '0.69.1' },
  ReportID: '017b7d41-e09f-7000-80ea-000000000001',
  CreatedAt: '2030-01-01T00:00:00.000000005Z',
  ArtifactID: `sha256:${'3'.repeat(64)}`,
  ArtifactName: '/tmp/slipway-scan-x/image.tar',
  ArtifactType: 'container_image',
  Metadata: {
    Size: 5_843_968,
    OS: { Family: 'debian', Name: '12.9' },
    ImageID: image,
    DiffIDs: [layer.DiffID],
    RepoTags: ['acme/shop:1.0.0'],
    ImageConfig: { architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [layer.DiffID] } },
    Layers: [{ Size: 5_843_968, ...layer }],
  },
  Results: [
    {
      Target: '/tmp/slipway-scan-x/image.tar (debian 12.9)',
      Class: 'os-pkgs',
      Type: 'debian',
      Packages: [{ ID: 'libssl3@3.0.15-1', Name: 'libssl3', Version: '3.0.15-1', Arch: 'amd64', Layer: layer }],
      Vulnerabilities: vulnerabilities,
    },
    { Target: 'Python', Class: 'lang-pkgs', Type: 'python-pkg', Packages: [{ Name: 'numpy', Version: '2.1.0' }] },
  ],
  ...more,
});

/** `trivy version --format json`. */
export const trivyVersion = (updatedAt: string | null) => ({
  Version: '0.69.1',
  ...(updatedAt === null
    ? {}
    : {
        VulnerabilityDB: {
          Version: 2,
          NextUpdate: '2030-01-02T00:00:00.00000001Z',
          UpdatedAt: updatedAt,
          DownloadedAt: '2030-01-01T00:00:00.00000001Z',
        },
      }),
});

/** One of grype's `matches`; `state` is fixed, not-fixed, wont-fix, unknown or empty. */
export const grypeMatch = (id: string, severity: string, state: string, name = 'libssl3') => ({
  vulnerability: {
    id,
    dataSource: `https://security-tracker.debian.org/tracker/${id}`,
    namespace: 'debian:distro:debian:12',
    severity,
    urls: [],
    cvss: [],
    epss: [{ cve: id, epss: 0.03, percentile: 0.42, date: '2029-12-01' }],
    fix: { versions: state === 'fixed' ? ['3.0.16-1'] : [], state },
    advisories: [],
    risk: 1.68,
  },
  relatedVulnerabilities: [],
  matchDetails: [{ type: 'exact-direct-match', matcher: 'dpkg-matcher', searchedBy: {}, found: {} }],
  artifact: { id: 'a246fd2054833c93', name, version: '3.0.15-1', type: 'deb', locations: [], licenses: [], cpes: [] },
});

export const grypeReport = (image: string, matches: readonly object[], more: object = {}) => ({
  matches,
  source: {
    type: 'image',
    target: {
      userInput: '/tmp/slipway-scan-x/image.tar',
      imageID: image,
      manifestDigest: `sha256:${'4'.repeat(64)}`,
      mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
      tags: ['acme/shop:1.0.0'],
      imageSize: 65,
      layers: [],
      manifest: null,
      config: null,
      repoDigests: [],
      architecture: 'amd64',
      os: 'linux',
    },
  },
  distro: { name: 'debian', version: '12', idLike: [] },
  descriptor: {
    name: 'grype',
    version: '0.104.0',
    configuration: { output: ['json'] },
    db: {
      status: { schemaVersion: 'v6.1.1', built: '2029-12-31T04:02:11Z', path: '/root/.cache/grype/db/6', valid: true },
      providers: { debian: { captured: '2029-12-31T01:12:09Z', input: 'xxh64:0' } },
    },
    timestamp: '2030-01-01T00:00:00Z',
  },
  ...more,
});
