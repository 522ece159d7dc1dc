import type * as z from 'zod';
import type { Deployment, DeploymentEvent, plannedStep, Step } from '#contract/deployment';

type Planned = z.infer<typeof plannedStep>;

/** What a person sees of steps of the same kind in a row: "start 4 replicas". `ms` is null while none was begun. */
export type Stage = {
  readonly key: string;
  readonly do: string;
  readonly words: string;
  readonly targets: readonly string[];
  readonly state: 'idle' | 'busy' | 'done' | 'failed' | 'undone';
  readonly ms: number | null;
  readonly reason: string | null;
};

/** Where a deployment stands, from its plan and the events so far. Pure. */
export type Told = {
  readonly steps: ReadonlyMap<number, Step>;
  readonly reasons: ReadonlyMap<number, string>;
  /** Milliseconds since 1970 at which a step was begun and ended. */
  readonly begun: ReadonlyMap<number, number>;
  readonly ended: ReadonlyMap<number, number>;
  /** The same of its being taken back. */
  readonly undone: ReadonlyMap<number, number>;
  /** Steps that failed, also those that were taken back since. */
  readonly failed: ReadonlySet<number>;
  readonly said: readonly { readonly n: number; readonly at: string; readonly text: string }[];
  readonly state: Deployment['state'];
  readonly reason: string | null;
  readonly last: number;
};

export const untold: Told = {
  steps: new Map(),
  reasons: new Map(),
  begun: new Map(),
  ended: new Map(),
  undone: new Map(),
  failed: new Set(),
  said: [],
  state: 'planned',
  reason: null,
  last: 0,
};

export function tell(told: Told, events: readonly DeploymentEvent[]): Told {
  const steps = new Map(told.steps);
  const reasons = new Map(told.reasons);
  const begun = new Map(told.begun);
  const ended = new Map(told.ended);
  const undone = new Map(told.undone);
  const failed = new Set(told.failed);
  const said = [...told.said];
  let { state, reason, last } = told;
  for (const event of events) {
    last = Math.max(last, event.n);
    switch (event.type) {
      case 'step':
        steps.set(event.step.n, event.step);
        if (event.step.state === 'started') begun.set(event.step.n, Date.parse(event.at));
        else (event.step.state === 'undone' ? undone : ended).set(event.step.n, Date.parse(event.at));
        if (event.step.state === 'failed') failed.add(event.step.n);
        if (event.reason !== undefined) reasons.set(event.step.n, event.reason);
        break;
      case 'state':
        state = event.state;
        reason = event.reason ?? reason;
        break;
      case 'said':
        said.push({ n: event.n, at: event.at, text: event.text });
        break;
    }
  }
  return { steps, reasons, begun, ended, undone, failed, said, state, reason, last };
}

const words: Readonly<Record<string, (n: number, planned: Planned) => string>> = {
  network: () => 'make the network',
  gateway: () => 'make the gateway',
  'start-gateway': () => 'start the gateway',
  'replace-gateway': () => 'replace the gateway',
  connect: () => 'connect the gateway',
  pull: () => 'bring the image',
  pin: () => 'keep the image by name',
  weights: () => 'check the weights',
  secrets: () => 'put the secrets in place',
  create: (n) => `create ${many(n, 'replica')}`,
  pause: () => 'let callers wait',
  stop: (n) => `stop ${many(n, 'old replica')}`,
  start: (n) => `start ${many(n, 'replica')}`,
  verify: () => 'wait for right answers',
  compare: () => 'compare what callers send and read',
  'way-back': () => 'prove the way back',
  access: () => 'put the keys in place',
  keep: () => 'keep the file',
  switch: () => 'move traffic',
  call: () => 'call it as callers do',
  watch: (_n, { seconds }) => (typeof seconds === 'number' ? `watch for ${seconds} s` : 'watch'),
  disconnect: () => 'disconnect the gateway',
  drain: () => 'finish open requests',
  remove: (n) => `remove ${many(n, 'old replica')}`,
  'remove-gateway': () => 'remove the gateway',
  'remove-secrets': () => 'remove secrets no longer used',
  'remove-network': () => 'remove the network',
  note: () => 'write it down on the host',
};

const many = (n: number, one: string): string => (n === 1 ? `1 ${one}` : `${n} ${one}s`);

/** The plan's steps, those of one kind in a row as one, each as far as it has come. Pure. */
export function stagesOf(plan: readonly Planned[], told: Told): readonly Stage[] {
  const groups: { planned: Planned; from: number; to: number }[] = [];
  const steps = plan.length > 0 ? plan : [...told.steps.values()];
  steps.forEach((planned, at) => {
    const open = groups.at(-1);
    if (open && open.planned.do === planned.do) open.to = at + 1;
    else groups.push({ planned, from: at + 1, to: at + 1 });
  });
  return groups.map(({ planned, from, to }) => {
    const numbers = Array.from({ length: to - from + 1 }, (_, i) => from + i);
    const happened = numbers.flatMap((n) => told.steps.get(n) ?? []);
    return {
      key: `${from} ${planned.do}`,
      do: planned.do,
      words: words[planned.do]?.(numbers.length, planned) ?? planned.do,
      targets: numbers.map((n) => steps[n - 1]?.target ?? ''),
      state: numbers.some((n) => told.failed.has(n)) ? 'failed' : stateOf(happened, numbers.length),
      ms: lasted(numbers, told),
      reason: numbers.map((n) => told.reasons.get(n)).find((why) => why !== undefined) ?? null,
    };
  });
}

function stateOf(happened: readonly Step[], of: number): Stage['state'] {
  const is = (state: Step['state']) => happened.some((step) => step.state === state);
  if (is('failed')) return 'failed';
  if (is('undone')) return 'undone';
  if (happened.length === 0) return 'idle';
  return is('started') || happened.length < of ? 'busy' : 'done';
}

/** From the first that was begun to the last that ended; steps side by side count once. */
function lasted(numbers: readonly number[], { begun, ended, steps }: Told): number | null {
  const first = Math.min(...numbers.map((n) => begun.get(n) ?? Number.POSITIVE_INFINITY));
  const last = Math.max(...numbers.map((n) => ended.get(n) ?? 0));
  if (last > 0 && Number.isFinite(first)) return Math.max(0, last - first);
  const measured = numbers.flatMap((n) => (steps.get(n)?.state === 'done' ? (steps.get(n)?.ms ?? []) : []));
  return measured.length > 0 ? Math.max(...measured) : null;
}
