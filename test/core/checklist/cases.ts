import {
  answers,
  at,
  compared,
  container,
  entrance,
  file,
  type Given,
  golden,
  goldenResult,
  host,
  image,
  plan,
  replica,
  scan,
} from './made.ts';

/** For every check what makes it pass and what makes it fail; with none of its facts it has to stay unchecked. */
export type Case = { readonly passes: Given; readonly fails: Given; readonly kind?: Given['kind'] };

const is = (host: object) => ({ container: container({ host }) });
const hardened = { container: container() };
const load = { offered: 100, p95: 80, errors: 0, carries: 60, memoryPeak: 1 };
const slo = { scale: { peak: 100, replicas: 3, slo: { p95: '100ms', errors: '1%' } } };
const drill = (kind: string, more: object) => ({
  drills: [{ kind, recoveredMs: 1000, failed: 0, exitCode: 0, ...more }],
});
const mounts = (Source: string, Destination: string, RW: boolean) => ({
  container: container({ Mounts: [{ Type: 'bind', Source, Destination, RW }] }),
});
const port = (ip: string) => ({ ports: [{ inside: 8080, ip, outside: 9000 }] });
const gpu = (Runtimes: object) => ({
  container: container({ host: { DeviceRequests: [{ DeviceIDs: ['0'], Count: 0 }] } }),
  host: host({ Runtimes }),
});
const runs = (...Args: string[]) => ({ container: container({ Args }) });
const probe = (end: 'refused' | 'broke', status: number) =>
  ({ name: 'empty', what: 'no body', end, status, ms: 1, said: '' }) as const;

const owned = { integration: { owner: 'ada', deputy: 'grace', consumers: ['till'], personalData: 'no', sample: 'f' } };
const personal = { integration: { personalData: true } };
const secured = { front: { callers: 'internet', keys: ['till'], tls: { certificate: 'c', key: 'k' } } };
const writes = { model: { image: 'a:1', protocol: 'openai' } };
const said = (id: string) => ({
  [id]: { text: 'we asked counsel', by: 'ada', at, until: '2030-06-01T00:00:00.000Z' },
});
const asked = (id: string): Case => ({ passes: { said: said(id) }, fails: { said: {} }, kind: 'service' });
const weights = (sha256: string) => ({
  file: file({ model: { image: 'a:1', weights: { volume: 'models', sha256 } } }),
});
const [a, b] = ['a'.repeat(64), 'b'.repeat(64)];

export const cases: Readonly<Record<string, Case>> = {
  'SCA-01': { passes: hardened, fails: is({ NanoCpus: 0 }) },
  'SCA-02': { passes: hardened, fails: is({ Memory: 0, MemorySwap: 0 }) },
  'SCA-04': {
    passes: { ...hardened, host: host() },
    fails: { ...is({ Memory: 16 * 1024 ** 3 }), host: host() },
  },
  'SCA-06': { passes: { file: file({ scale: { replicas: 2 } }) }, fails: { file: file() }, kind: 'file' },
  'SCA-08': {
    passes: { load, file: file(slo) },
    fails: { load: { ...load, p95: 500 }, file: file(slo) },
    kind: 'service',
  },
  'SCA-09': {
    passes: { load, file: file(slo) },
    fails: { load: { ...load, carries: 20 }, file: file(slo) },
    kind: 'service',
  },
  'SCA-17': { passes: gpu({ nvidia: {} }), fails: gpu({ runc: {} }) },
  'SCA-22': {
    passes: { image: image(), host: host() },
    fails: { image: image({}, { Architecture: 'arm64' }), host: host() },
  },
  'REL-01': { passes: hardened, fails: is({ RestartPolicy: { Name: '' } }) },
  'REL-02': { passes: hardened, fails: is({ AutoRemove: true }) },
  'REL-03': { passes: hardened, fails: { container: container({ config: { Healthcheck: { Test: ['NONE'] } } }) } },
  'REL-04': {
    passes: { replicas: [replica()] },
    fails: { replicas: [replica({ health: { status: 'starting', lastExit: 127, said: 'no curl' } })] },
  },
  'REL-07': { passes: { kind: 'service', file: file(), ...port('127.0.0.1') }, fails: hardened },
  'REL-09': { passes: drill('crash', {}), fails: drill('crash', { recoveredMs: null }) },
  'REL-10': { passes: { replicas: [replica()] }, fails: { replicas: [replica({ restarts: 7 })] } },
  'REL-11': { passes: { replicas: [replica()] }, fails: { replicas: [replica({ oomKilled: true })] } },
  'REL-12': { passes: drill('stop', { exitCode: 143 }), fails: drill('stop', { exitCode: 137 }) },
  'REL-13': {
    passes: hardened,
    fails: { container: container({ Path: '/bin/sh', Args: ['-c', 'serve --port 80'] }) },
  },
  'REL-16': {
    passes: { record: { deploy: null, rollback: { at: '2029-12-20T00:00:00.000Z', ms: 4000, failed: 0 } } },
    fails: { record: { deploy: null, rollback: { at: '2029-12-20T00:00:00.000Z', ms: 4_000_000, failed: 0 } } },
  },
  'REL-24': { passes: { file: file(slo) }, fails: { file: file() }, kind: 'file' },
  'MON-01': { passes: { answers: answers() }, fails: { answers: answers({ metrics: null, metricNames: [] }) } },
  'MON-02': { passes: { answers: answers() }, fails: { answers: answers({ metricNames: [] }) } },
  'MON-06': { passes: { series: 48 }, fails: { series: 2 } },
  'MON-07': { passes: { file: file({ monitoring: { tell: ['desktop'] } }) }, fails: { file: file() }, kind: 'file' },
  'MON-09': {
    passes: { ...hardened, logs: ['it listens'] },
    fails: { ...is({ LogConfig: { Type: 'none', Config: {} } }), logs: [] },
  },
  'MON-10': { passes: hardened, fails: is({ LogConfig: { Type: 'json-file', Config: {} } }) },
  'MON-22': asked('MON-22'),
  'MON-24': asked('MON-24'),
  'MON-18': { passes: { golden: [goldenResult()] }, fails: { golden: [goldenResult({ body: '{"score": NaN}' })] } },
  'VER-01': { passes: hardened, fails: { container: container({ config: { Image: 'acme/shop:latest' } }) } },
  'VER-02': {
    passes: { replicas: [replica(), replica({ name: 'other' })] },
    fails: { replicas: [replica(), replica({ image: 'sha256:2' })] },
  },
  'VER-04': { passes: { image: image() }, fails: { image: image({ Labels: null }) } },
  'VER-05': {
    passes: { answers: answers(), file: file({ model: { image: 'a:1', name: 'shop' } }) },
    fails: { answers: answers({ models: ['other'] }), file: file({ model: { image: 'a:1', name: 'shop' } }) },
    kind: 'service',
  },
  'VER-06': { passes: { ...weights(a), weights: a }, fails: { ...weights(a), weights: b }, kind: 'service' },
  'VER-07': { passes: runs('--model', 'org/name', '--revision', 'f'.repeat(40)), fails: runs('--model', 'org/name') },
  'VER-08': {
    passes: { ...runs('--weights', '/models/shop.safetensors'), image: image() },
    fails: { ...runs('--weights=/models/shop.pkl'), image: image() },
  },
  'VER-15': asked('VER-15'),
  'VER-10': { passes: { kind: 'file', plan: plan() }, fails: { kind: 'file', stopped: 'no-way-back' } },
  'VER-11': {
    passes: { file: file({ golden: [golden] }), golden: [goldenResult()] },
    fails: { file: file({ golden: [golden] }), golden: [goldenResult({ ok: false, wrong: ['expected 7, got 1'] })] },
    kind: 'service',
  },
  'not-resolvable': { passes: { kind: 'file', plan: plan() }, fails: { kind: 'file', stopped: 'not-resolvable' } },
  'SEC-01': { passes: hardened, fails: is({ Privileged: true }) },
  'SEC-02': {
    passes: { ...hardened, host: host() },
    fails: { container: container({ config: { User: '' } }), host: host() },
  },
  'SEC-03': { passes: hardened, fails: is({ CapAdd: ['SYS_ADMIN'] }) },
  'SEC-04': { passes: hardened, fails: is({ SecurityOpt: null }) },
  'SEC-05': {
    passes: { ...hardened, host: host() },
    fails: { ...is({ SecurityOpt: ['seccomp=unconfined'] }), host: host() },
  },
  'SEC-07': {
    passes: { ...hardened, changes: [] },
    fails: { ...is({ ReadonlyRootfs: false }), changes: ['/data', '/data/x'] },
  },
  'SEC-08': { passes: hardened, fails: mounts('/var/run/docker.sock', '/var/run/docker.sock', false) },
  'SEC-09': { passes: mounts('/srv/shop', '/data', true), fails: mounts('/etc', '/host', true) },
  'SEC-10': { passes: hardened, fails: is({ PidMode: 'host' }) },
  'SEC-11': { passes: port('127.0.0.1'), fails: port('0.0.0.0') },
  'SEC-12': {
    passes: { container: container({ config: { Image: 'nvcr.io/nvidia/tritonserver:25.01' } }), ...port('0.0.0.0') },
    fails: {
      container: container({ config: { Image: 'rayproject/ray:2' } }),
      ports: [{ inside: 8265, ip: '0.0.0.0', outside: 8265 }],
    },
  },
  'SEC-13': { passes: hardened, fails: is({ PidsLimit: null }) },
  'SEC-15': { passes: hardened, fails: { container: container({ NetworkSettings: { Networks: { bridge: {} } } }) } },
  'SEC-16': { passes: hardened, fails: is({ Devices: [{ PathOnHost: '/dev/sda' }] }) },
  'SEC-19': {
    passes: hardened,
    fails: { container: container({ config: { Env: ['HF_TOKEN=hf_0123456789abcdefghijklmn'] } }) },
  },
  'SEC-20': { passes: port('127.0.0.1'), fails: { ...port('0.0.0.0'), answers: answers() } },
  'SEC-22': {
    passes: { ...port('0.0.0.0'), file: file(secured), entrance: entrance() },
    fails: { ...port('0.0.0.0'), file: file({ front: { callers: 'internet', keys: ['till'] } }) },
    kind: 'service',
  },
  'SEC-25': {
    passes: { scan: scan() },
    fails: { scan: scan({ critical: ['CVE-1'], replaces: true, before: { critical: [], high: ['CVE-2'] } }) },
  },
  'SEC-33': { passes: hardened, fails: runs('--trust-remote-code') },
  'SEC-34': { passes: mounts('/srv/models', '/models', false), fails: mounts('/srv/models', '/models', true) },
  'SEC-39': {
    passes: { file: file(writes), said: said('SEC-39') },
    fails: { file: file(writes), said: {} },
    kind: 'service',
  },
  'taken-by-another': { passes: { kind: 'file', plan: plan() }, fails: { kind: 'file', stopped: 'taken-by-another' } },
  'INT-01': {
    passes: { answers: answers() },
    fails: { answers: answers({ protocol: 'http', schema: false, models: [] }) },
  },
  'INT-03': {
    passes: { file: file(owned), plan: plan(), comparison: compared() },
    fails: {
      file: file(owned),
      plan: plan(),
      comparison: compared('outputs.digit'),
    },
    kind: 'file',
  },
  'INT-05': {
    passes: { file: file(owned), sample: { rows: 200, answered: 200 } },
    fails: { file: file(owned), sample: { rows: 200, answered: 100 } },
    kind: 'service',
  },
  'INT-06': {
    passes: { probes: { probes: [probe('refused', 400)], alive: true } },
    fails: { probes: { probes: [probe('broke', 500)], alive: true } },
    kind: 'service',
  },
  'INT-13': { passes: { file: file(owned) }, fails: { file: file() }, kind: 'file' },
  'INT-15': {
    passes: { file: file(personal), said: said('INT-15') },
    fails: { file: file(personal), said: {} },
    kind: 'file',
  },
  'INT-17': asked('INT-17'),
  'EVO-01': { passes: { file: file({ review: { every: '90d' } }) }, fails: { file: file() }, kind: 'file' },
  'EVO-02': { passes: { file: file(owned) }, fails: { file: file() }, kind: 'file' },
  'EVO-06': asked('EVO-06'),
  'EVO-12': asked('EVO-12'),
  'EVO-05': { passes: { image: image() }, fails: { image: image({}, { Created: '2020-01-01T00:00:00Z' }) } },
};
