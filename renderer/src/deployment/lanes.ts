import type * as z from 'zod';
import type { Deployment, plannedStep } from '#contract/deployment';
import type { StatusKind } from '../ui/Status.tsx';
import type { Told } from './stages.ts';

type Planned = z.infer<typeof plannedStep>;

/** A replica as the deployment treats it. `gets`: the gateway sends it requests; `isGone`: it is not there any more. */
export type Lane = {
  readonly name: string;
  readonly side: 'old' | 'new';
  readonly kind: StatusKind;
  readonly word: string;
  readonly gets: boolean;
  readonly isGone: boolean;
};

type Standing = Pick<Lane, 'kind' | 'word'> & Partial<Lane>;

/** The replicas that a plan makes and those that it removes, each as it stands. Pure. */
export function lanesOf(plan: readonly Planned[], told: Told, state: Deployment['state']): readonly Lane[] {
  const numbered = plan.map((step, at) => ({ ...step, n: at + 1 }));
  const fresh = targets(numbered, ['create']);
  const old = targets(numbered, ['remove', 'stop']).filter((name) => !fresh.includes(name));
  const at = (what: string, name?: string) => {
    const step = numbered.find((one) => one.do === what && (name === undefined || one.target === name));
    return step ? told.steps.get(step.n)?.state : undefined;
  };
  const moved = at('switch') === 'done';
  const back = state === 'taken-back' || state === 'failed' || state === 'interrupted' || state === 'stopped';
  const ofOld = (name: string): Standing => {
    if (at('remove', name) === 'done') return removed;
    if (moved) return { kind: 'leaving', word: 'leaving' };
    if (at('stop', name) === 'done') return { kind: 'idle', word: 'stopped' };
    return { kind: 'serving', word: 'serves', gets: true };
  };
  const ofNew = (name: string): Standing => {
    const failed = ['create', 'start', 'verify'].some((what) => at(what, name) === 'failed');
    if (failed) return { kind: 'fail', word: back ? 'failed, removed' : 'failed', isGone: back };
    if (at('create', name) === 'undone' || back) return removed;
    if (moved) return { kind: 'serving', word: 'ready', gets: true };
    if (at('verify', name) === 'done') return { kind: 'serving', word: 'ready' };
    if (at('verify', name) === 'started') return { kind: 'busy', word: 'being asked' };
    if (at('start', name) !== undefined) return { kind: 'busy', word: 'starting' };
    return at('create', name) === undefined ? { kind: 'idle', word: 'to come' } : { kind: 'idle', word: 'created' };
  };
  return [
    ...old.map((name): Lane => ({ gets: false, isGone: false, ...ofOld(name), name, side: 'old' })),
    ...fresh.map((name): Lane => ({ gets: false, isGone: false, ...ofNew(name), name, side: 'new' })),
  ];
}

const removed: Standing = { kind: 'not-applicable', word: 'removed', isGone: true };

/** What was done to them after it was over: `there` are the containers that there are now, null where nobody knows. Pure. */
export function sinceThen(lanes: readonly Lane[], there: ReadonlySet<string> | null): readonly Lane[] {
  return lanes.map((lane) =>
    there === null || lane.isGone || there.has(lane.name)
      ? lane
      : { ...lane, ...removed, word: 'removed since', gets: false, isGone: true },
  );
}

const targets = (plan: readonly Planned[], kinds: readonly string[]): string[] => [
  ...new Set(plan.filter((step) => kinds.includes(step.do)).map(({ target }) => target)),
];

/** What the record knows of a replica: milliseconds from its start to right answers, and how many were right. */
export type Measured = {
  readonly readyMs: number | null;
  readonly right: number;
  readonly asked: number;
};

/** Pure. */
export function measuredOf(
  name: string,
  plan: readonly Planned[],
  { begun, ended, failed }: Told,
  { golden }: Deployment['evidence'],
): Measured {
  const number = (what: string) => plan.findIndex((step) => step.do === what && step.target === name) + 1;
  const verified = number('verify');
  const [from, to] = [begun.get(number('start')), failed.has(verified) ? undefined : ended.get(verified)];
  const answers = golden.filter(({ replica }) => replica === name);
  return {
    readyMs: from === undefined || to === undefined ? null : to - from,
    right: answers.filter(({ ok }) => ok).length,
    asked: answers.length,
  };
}
