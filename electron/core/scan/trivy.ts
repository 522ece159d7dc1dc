import * as z from 'zod';
import type { Tool } from './tool.ts';

const vulnerability = z.object({
  VulnerabilityID: z.string(),
  Severity: z.string(),
  /** Empty or absent where nothing mends it yet. */
  FixedVersion: z.string().optional(),
});

const database = z.object({ UpdatedAt: z.iso.datetime({ offset: true }) }).optional();

/** Trivy's report, schema 2: github.com/aquasecurity/trivy, pkg/types/report.go. It leaves out what is empty. */
const report = z.object({
  SchemaVersion: z.literal(2),
  /** `Server` where it asks one, whose data it is then. */
  Trivy: z
    .object({ Version: z.string().optional(), Server: z.object({ VulnerabilityDB: database }).optional() })
    .optional(),
  ArtifactType: z.literal('container_image'),
  Metadata: z.object({
    ImageID: z.string(),
    OS: z.object({ Family: z.string(), EOSL: z.boolean().optional() }).optional(),
  }),
  Results: z
    .array(
      z.object({
        Packages: z.array(z.unknown()).nullish(),
        Vulnerabilities: z.array(vulnerability).nullish(),
      }),
    )
    .nullish(),
});

/** What `trivy version --format json` says; without a database where none was ever fetched. */
const version = z.object({
  Version: z.string().optional(),
  VulnerabilityDB: database,
});

/** `--input` and `--format` are as old as the schema; all else is environment. */
export const trivy: Tool = {
  name: 'trivy',
  args: (archive) => ['image', '--input', archive, '--format', 'json', '--quiet'],
  env: {
    TRIVY_SCANNERS: 'vuln',
    TRIVY_SEVERITY: 'UNKNOWN,LOW,MEDIUM,HIGH,CRITICAL',
    TRIVY_IGNORE_UNFIXED: 'false',
    TRIVY_LIST_ALL_PKGS: 'true',
    TRIVY_EXIT_CODE: '0',
    TRIVY_OUTPUT: '',
    TRIVY_TIMEOUT: '15m',
    TRIVY_DISABLE_TELEMETRY: 'true',
    TRIVY_SKIP_VERSION_CHECK: 'true',
  },
  offline: { TRIVY_SKIP_DB_UPDATE: 'true', TRIVY_SKIP_JAVA_DB_UPDATE: 'true', TRIVY_OFFLINE_SCAN: 'true' },
  about: ['version', '--format', 'json'],
  read(said, about) {
    const { Trivy, Metadata, Results } = report.parse(said);
    const { Version, VulnerabilityDB } = version.parse(about);
    const results = Results ?? [];
    const mended = results.flatMap((it) => (it.Vulnerabilities ?? []).filter(({ FixedVersion }) => FixedVersion));
    const of = (severity: string) => [
      ...new Set(mended.filter(({ Severity }) => Severity === severity).map((it) => it.VulnerabilityID)),
    ];
    return {
      image: Metadata.ImageID,
      version: Trivy?.Version ?? Version ?? null,
      database: (Trivy?.Server?.VulnerabilityDB ?? VulnerabilityDB)?.UpdatedAt ?? null,
      critical: of('CRITICAL'),
      high: of('HIGH'),
      recognised: results.some((it) => (it.Packages?.length ?? 0) > 0 || (it.Vulnerabilities?.length ?? 0) > 0),
      endOfLife: Metadata.OS?.EOSL === true,
    };
  },
};
