import type * as z from 'zod';
import type { Deployment, plannedStep } from '#contract/deployment';
import type { StatusKind } from '../ui/Status.tsx';
import type { Told } from './stages.ts';

type Planned = z.infer<typeof plannedStep>;

/**
 * A replica as the deployment treats it. `gets`: the gateway sends it requests; `isGone`: it is not there any more, and
 * `isGuessed` where no step says that: it follows from how the deployment ended.
 */
export type Lane = {
  readonly name: string;
  readonly side: 'old' | 'new';
  readonly kind: StatusKind;
  readonly word: string;
  readonly gets: boolean;
  readonly isGone: boolean;
  readonly isGuessed?: boolean;
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
  const switched = switchIn(plan, told, state);
  const moved = switched === 'done';
  const ended = state === 'failed' || state === 'interrupted';
  const back = state === 'taken-back' || state === 'stopped' || (ended && !moved);
  const ofOld = (name: string): Standing => {
    if (at('remove', name) === 'done') return removed;
    if (switched === 'unknown') return unknown;
    if (moved) return { kind: 'leaving', word: 'leaving' };
    if (at('stop', name) === 'done') return { kind: 'idle', word: 'stopped' };
    return { kind: 'serving', word: 'serves', gets: true };
  };
  const ofNew = (name: string): Standing => {
    const failed = ['create', 'start', 'verify'].some((what) => at(what, name) === 'failed');
    const made = at('create', name);
    if (switched === 'unknown') return unknown;
    if (made === 'undone') return failed ? { ...removed, kind: 'fail', word: 'failed, removed' } : removed;
    if (back && made === undefined) return { ...removed, word: 'not made' };
    // What failed and could not be taken back is still there, for a person to remove.
    if (state === 'failed' && back) return { kind: 'fail', word: 'left behind' };
    if (failed) return { kind: 'fail', word: back ? 'failed, removed' : 'failed', isGone: back, isGuessed: back };
    if (back) return { ...removed, isGuessed: true };
    if (moved) return { kind: 'serving', word: 'ready', gets: true };
    if (at('verify', name) === 'done') return { kind: 'serving', word: 'ready' };
    if (at('verify', name) === 'started') return { kind: 'busy', word: 'being asked' };
    if (at('start', name) !== undefined) return { kind: 'busy', word: 'starting' };
    return made === undefined ? { kind: 'idle', word: 'to come' } : { kind: 'idle', word: 'created' };
  };
  return [
    ...old.map((name): Lane => ({ gets: false, isGone: false, ...ofOld(name), name, side: 'old' })),
    ...fresh.map((name): Lane => ({ gets: false, isGone: false, ...ofNew(name), name, side: 'new' })),
  ];
}

const removed: Standing = { kind: 'not-applicable', word: 'removed', isGone: true };
const unknown: Standing = { kind: 'unchecked', word: 'not known' };

/** Whether requests go to what the switch says; `unknown` where it was neither finished nor taken back. */
function switchIn(plan: readonly Planned[], told: Told, state: Deployment['state']): 'done' | 'not' | 'unknown' {
  const step = told.steps.get(plan.findIndex((one) => one.do === 'switch') + 1)?.state;
  if (state === 'taken-back' || state === 'stopped') return 'not';
  if (step === 'done') return 'done';
  return state === 'failed' && (step === 'started' || step === 'failed') ? 'unknown' : 'not';
}

/** How the release that served before stands, beside its name. Pure. */
export function oldWords(
  { state, from, to, finishedAt }: Deployment,
  plan: readonly Planned[],
  told: Told,
  lanes: readonly Lane[],
): string {
  const switched = switchIn(plan, told, state);
  if (switched === 'unknown') return 'whether it serves is not known';
  if (switched === 'done' && to !== null) return to.release === from?.release ? 'serves' : 'kept as the way back';
  if (switched === 'not' && finishedAt && state !== 'succeeded')
    return lanes.some(({ side, word }) => side === 'old' && word === 'stopped') ? 'is stopped' : 'serves as before';
  if (to === null) return 'serves no more once its requests are answered';
  return 'serves until the new one has proven itself';
}

/** What was done to them after it was over: `there` are the containers that there are now, null where nobody knows. Pure. */
export function sinceThen(lanes: readonly Lane[], there: ReadonlySet<string> | null): readonly Lane[] {
  return lanes.map((lane) => {
    if (there === null || there.has(lane.name) !== lane.isGone) return lane;
    if (!lane.isGone) return { ...lane, ...removed, word: 'removed since', gets: false, isGone: true };
    // One that a step removed may have been made again since, under the same name.
    return lane.isGuessed ? { ...lane, kind: 'unchecked', word: 'still there', isGone: false } : lane;
  });
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
