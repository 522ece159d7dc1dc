import type { Deployment, DeploymentEvent, DeploymentState, Step } from '#contract/deployment';
import type { Host } from '#contract/host';
import type { Answer, GoldenResult, Inspection } from '#contract/model';
import type { ServiceStatus } from '#contract/service';

export const r1 = { release: 'r1', version: '1.0.0', digest: 'sha256:aaaa' };
export const r2 = { release: 'r2', version: '1.1.0', digest: 'sha256:bbbb' };

export const host: Host = {
  name: 'local',
  url: 'unix:///var/run/docker.sock',
  state: 'connected',
  mode: 'silent',
  production: false,
  engine: { id: 'E1', version: '20.10.24', api: '1.41', architecture: 'amd64', cpus: 2, memory: 4_000_000_000 },
  containers: 7,
  services: 1,
};
export const hostDown: Host = {
  ...host,
  name: 'edge',
  state: 'unreachable',
  engine: null,
  containers: null,
  services: null,
  reason: 'no such socket',
};

export const serving: ServiceStatus = {
  service: 'digits',
  host: 'local',
  address: '127.0.0.1:9000',
  state: 'serving',
  release: r2,
  replicas: [{ name: 'digits-r2-1', id: 'c1', state: 'ready', release: 'r2', admitted: true }],
  gateway: { name: 'digits-gateway', id: 'g1', image: 'haproxy:3.2-alpine', running: true },
  traffic: [
    {
      release: 'r2',
      requests: 1200,
      errors: 0,
      latency: { p50: 1.2, p90: 2, p99: 4.5, max: 1500 },
      sampled: false,
    },
  ],
};
export const unknownService: ServiceStatus = { ...serving, host: 'edge', state: 'unknown', replicas: [], traffic: [] };

export const step = (n: number, state: Step['state'] = 'done'): Step => ({
  n,
  of: 2,
  do: n === 1 ? 'create' : 'switch',
  target: `digits-r2-${n}`,
  state,
  ms: state === 'started' ? 0 : 84,
});

export function deployment(state: DeploymentState, over: Partial<Deployment> = {}): Deployment {
  return {
    id: 'd1',
    service: 'digits',
    host: 'local',
    kind: 'deploy',
    state,
    from: r1,
    to: r2,
    startedAt: '2026-01-31T09:15:00.000Z',
    servingAt: '2026-01-31T09:15:00.800Z',
    finishedAt: '2026-01-31T09:15:03.200Z',
    steps: [step(1), step(2)],
    reason: null,
    operator: 'ann@desk',
    console: 'slipway 1.2.3',
    engine: 'E1',
    note: null,
    evidence: {
      golden: [],
      traffic: [],
      switchedMs: 800,
      gapMs: null,
      findings: [],
      logs: {},
      containers: [],
      watch: null,
      wayBack: null,
    },
    ...over,
  };
}

const at = '2026-01-31T09:15:00.000Z';
export const stepEvent = (n: number, of: Step): DeploymentEvent => ({ n, at, type: 'step', step: of });
export const stateEvent = (n: number, state: DeploymentState): DeploymentEvent => ({ n, at, type: 'state', state });

export const golden: GoldenResult = {
  name: 'a seven',
  ok: true,
  generated: false,
  status: 200,
  ms: 3,
  firstTokenMs: null,
  wrong: [],
  body: '{}',
  asked: 'POST /ask',
};
export const answer: Answer = { status: 200, ms: 3.2, body: { outputs: [7] }, golden: [] };

export const inspection: Inspection = {
  subject: 'image',
  name: 'acme/digits:1.1.0',
  digest: 'sha256:bbbb',
  protocol: 'oip-v2',
  confidence: 'certain',
  reasons: ['/v2 answers with server metadata'],
  version: '1.1.0',
  ports: [8080],
  port: 8080,
  paths: { ready: '/v2/health/ready', predict: null, metadata: '/v2', metrics: '/metrics' },
  models: ['digits'],
  schema: null,
  server: null,
  request: null,
  tried: [],
  user: '',
  architecture: 'amd64',
};
