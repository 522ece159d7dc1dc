import type { Deployment, DeploymentEvent, Step } from '#contract/deployment';
import { at } from './traffic.ts';

const plan = [
  { do: 'create', target: 'slipway-digits-r2-1' },
  { do: 'start', target: 'slipway-digits-r2-1' },
  { do: 'verify', target: 'slipway-digits-r2-1' },
  { do: 'switch', target: 'r2' },
  { do: 'remove', target: 'slipway-digits-r1-1' },
];

export { plan };

/** The event at which a step of the plan became what it is, `seconds` after the start. */
export function became(n: number, state: Step['state'], seconds: number): DeploymentEvent {
  const { do: what, target } = plan[n - 1] ?? { do: '', target: '' };
  return {
    n: Math.round(seconds * 100) + n,
    at: at(seconds),
    type: 'step',
    step: { n, of: plan.length, do: what, target, state, ms: 100 },
  };
}

/** All of the plan, a second a step. */
export const done: readonly DeploymentEvent[] = plan.flatMap((_, i) => [
  became(i + 1, 'started', i),
  became(i + 1, 'done', i + 1),
]);

export const deployment = (some: Partial<Deployment> = {}): Deployment => ({
  id: 'd',
  service: 'digits',
  host: 'local',
  kind: 'deploy',
  state: 'succeeded',
  from: { release: 'r1', version: '1.0.0', digest: 'a' },
  to: { release: 'r2', version: '1.1.0', digest: 'b' },
  startedAt: at(0),
  servingAt: at(4),
  finishedAt: at(5),
  steps: [],
  reason: null,
  operator: 'mira',
  console: 'here',
  engine: '20.10',
  note: null,
  evidence: {
    golden: [],
    traffic: [{ release: 'r2', requests: 120, errors: 0, latency: null, sampled: false }],
    switchedMs: 4000,
    gapMs: null,
    findings: [],
    logs: {},
    containers: [],
    watch: null,
    wayBack: null,
  },
  ...some,
});
