import type { Plan } from '#contract/deployment';
import type { GoldenResult } from '#contract/model';
import { Problem, type StopId } from '#contract/problem';
import type { Check } from '#core/checklist/check';
import { type Accepted, decided } from '#core/checklist/decide';
import type { Fact, FactName, Facts, FactValues, ReplicaFact, Subject } from '#core/checklist/facts';
import { had, missing } from '#core/checklist/facts';
import { type Around, findingsOf } from '#core/checklist/findings';
import { limitsFrom } from '#core/checklist/limits';
import { parseServiceFile } from '#core/service/parse';

export const at = '2030-01-01T00:00:00.000Z';
export const now = Date.parse('2030-01-01T00:00:01.000Z');

/** A container as an engine shows it, hardened in every way; what is given takes the place of whole parts. */
export function container({
  config = {},
  host = {},
  ...more
}: {
  config?: object;
  host?: object;
  [part: string]: unknown;
} = {}): unknown {
  return {
    Id: 'c1',
    Name: '/shop',
    Image: 'sha256:1',
    Path: '/server',
    Args: ['--port', '8080'],
    RestartCount: 0,
    Config: {
      Image: 'acme/shop:1.0.0',
      User: '1000:1000',
      Env: ['PATH=/bin'],
      Healthcheck: { Test: ['CMD', '/health'] },
      ...config,
    },
    HostConfig: {
      Privileged: false,
      NanoCpus: 1e9,
      CpuQuota: 0,
      CpusetCpus: '',
      Memory: 512 * 1024 ** 2,
      MemorySwap: 512 * 1024 ** 2,
      PidsLimit: 2048,
      RestartPolicy: { Name: 'always', MaximumRetryCount: 0 },
      AutoRemove: false,
      NetworkMode: 'shop',
      PidMode: '',
      IpcMode: 'private',
      UTSMode: '',
      UsernsMode: '',
      CapAdd: null,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      ReadonlyRootfs: true,
      Devices: [],
      DeviceRequests: null,
      LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } },
      ...host,
    },
    Mounts: [],
    NetworkSettings: { Networks: { shop: {} } },
    ...more,
  };
}

export const image = (config: object = {}, more: object = {}): unknown => ({
  Id: 'sha256:1',
  Size: 1,
  Architecture: 'amd64',
  Created: '2029-12-01T00:00:00.5Z',
  Config: {
    User: '1000',
    Labels: Object.fromEntries(
      ['version', 'revision', 'source'].map((name) => [`org.opencontainers.image.${name}`, 'x']),
    ),
    ...config,
  },
  ...more,
});

export const host = (more: object = {}): unknown => ({
  MemTotal: 8 * 1024 ** 3,
  NCPU: 4,
  Architecture: 'x86_64',
  Runtimes: { runc: {}, nvidia: {} },
  SecurityOptions: ['name=seccomp,profile=default'],
  ...more,
});

export const replica = (more: Partial<ReplicaFact> = {}): ReplicaFact => ({
  name: 'shop',
  image: 'sha256:1',
  status: 'running',
  restarting: false,
  exitCode: 0,
  oomKilled: false,
  restarts: 0,
  health: { status: 'healthy', lastExit: 0, said: '' },
  ...more,
});

export const answers = (more: Partial<FactValues['answers']> = {}): FactValues['answers'] => ({
  address: '127.0.0.1:9000',
  protocol: 'oip-v2',
  confidence: 'certain',
  reasons: ['GET /v2 names the server'],
  open: true,
  models: ['shop'],
  schema: true,
  metrics: '/metrics',
  metricNames: ['requests_total', 'errors_total', 'request_seconds'],
  asked: [{ request: 'GET /v2', status: 200, ms: 2, body: '{"name":"shop"}' }],
  ...more,
});

export const entrance = (more: Partial<FactValues['entrance']> = {}): FactValues['entrance'] => ({
  asked: [
    { path: '/', key: 'none', status: 401 },
    { path: '/v2', key: 'wrong', status: 401 },
  ],
  tls: { version: 'TLSv1.3', until: '2030-06-01T00:00:00.000Z', names: ['models.acme.example'], trusted: true },
  ...more,
});

export const goldenResult = (more: Partial<GoldenResult> = {}): GoldenResult => ({
  name: 'a seven',
  ok: true,
  generated: false,
  status: 200,
  ms: 3,
  firstTokenMs: null,
  wrong: [],
  body: '7',
  asked: 'POST /',
  ...more,
});

export const scan = (more: Partial<FactValues['scan']> = {}): FactValues['scan'] => ({
  scanner: 'trivy',
  version: '0.69.1',
  database: '2029-12-31T00:00:00Z',
  at,
  since: at,
  critical: [],
  high: ['CVE-2'],
  recognised: true,
  endOfLife: false,
  replaces: false,
  before: null,
  ...more,
});

/** What comparing the APIs found: these paths break callers. */
export const compared = (...broken: readonly string[]): FactValues['comparison'] => ({
  changes: broken.map((path) => ({ path, what: 'removed', verdict: 'breaking', why: 'it is gone' })),
  breaking: broken.length,
  safe: 0,
  unknown: [],
  isWhole: true,
});

const ref = (release: string, version: string) => ({ release, version, digest: `sha256:${version}` });
export const plan = (more: Partial<Plan> = {}): Plan => ({
  service: 'shop',
  host: 'local',
  kind: 'deploy',
  from: ref('r1', '1.0.0'),
  to: ref('r2', '1.1.0'),
  steps: [{ do: 'way-back', target: 'r1' }],
  gap: 0,
  hash: '',
  notes: [],
  ...more,
});

export const golden = { name: 'a seven', request: { path: '/' }, expect: {} };

/** A service file as it is understood. */
export const file = (more: object = {}): FactValues['file'] =>
  parseServiceFile({
    name: 'f',
    text: JSON.stringify({ service: 'shop', model: { image: 'acme/shop:1.0.0' }, ...more }),
  });

export type Given = {
  readonly [N in FactName]?: FactValues[N];
} & {
  readonly kind?: Subject['kind'];
  readonly stage?: Subject['stage'];
  readonly stopped?: StopId;
  readonly accepted?: Partial<Accepted>;
};

const names: readonly FactName[] = [
  'file',
  'container',
  'replicas',
  'image',
  'host',
  'ports',
  'changes',
  'volumes',
  'logs',
  'answers',
  'entrance',
  'golden',
  'plan',
  'wayBack',
  'record',
  'said',
  'weights',
  'comparison',
  'sample',
  'probes',
  'load',
  'drills',
  'scan',
  'series',
];

/** What is given was had, and nothing else was. */
export function factsOf(given: Given): Facts {
  const of = (name: FactName): Fact<unknown> =>
    name in given ? had<unknown>(given[name], `GET ${name}`, at) : missing(`${name} could not be had.`);
  return Object.fromEntries(names.map((name) => [name, of(name)])) as Facts;
}

export function around({ kind = 'container', stage = 'production', stopped }: Given): Around {
  const problem = stopped && new Problem('STOPPED', 'The plan says no', { hint: 'mend it', stop: stopped });
  return { subject: { kind, name: 'shop', stage }, limits: limitsFrom(null), now, stopped: problem ?? null };
}

/** What checks find in what is given, and what follows of it. */
export const foundOf = (checks: readonly Check[], given: Given) =>
  decided(findingsOf(checks, factsOf(given), around(given)), {
    checks,
    stage: given.stage ?? 'production',
    accepted: { now: [], over: [], ...given.accepted },
  });

/** What one check finds in what is given. */
export function findingOf(check: Check, given: Given) {
  const found = foundOf([check], given).find(({ id }) => id === check.id);
  if (!found) throw new Error(`${check.id} found nothing`);
  return found;
}
