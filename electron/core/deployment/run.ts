import { Problem } from '#contract/problem';
import { apart, final, type Step, side } from './steps.ts';

export type StepEvent = {
  readonly n: number;
  readonly step: Step;
  readonly state: 'started' | 'done' | 'failed' | 'undone';
  readonly ms: number;
  readonly reason?: string;
};

export type Effects = {
  perform(step: Step, signal: AbortSignal): Promise<void>;
  takeBack(step: Step, signal: AbortSignal): Promise<void>;
  /** Durable when it settles. What is told together is told in one commit. */
  journal(events: readonly StepEvent[]): void | Promise<void>;
  /** The same for what is only told: nothing waits for it long. */
  tell(events: readonly StepEvent[]): void | Promise<void>;
};

/** How a run ended: `taken-back` means that all is as it was, `stuck` that a step resisted being taken back or cannot be. */
export type Outcome =
  | { readonly end: 'succeeded' }
  | { readonly end: 'taken-back'; readonly cause: unknown }
  | { readonly end: 'stuck'; readonly cause: unknown; readonly left: readonly Left[] };

/** A step that was not carried out or not taken back, and why where it was tried. */
export type Left = { readonly step: Step; readonly cause: unknown };
/** A step under its number in the plan, from 1. */
export type Numbered = { readonly n: number; readonly step: Step };

export const numbered = (plan: readonly Step[]): Numbered[] => plan.map((step, index) => ({ n: index + 1, step }));

/** `takeBackLimit` is how long taking one step back may take, in milliseconds. */
export type Ends = { readonly cancel: AbortSignal; readonly fence: AbortSignal; readonly takeBackLimit: number };

/**
 * Carries out a plan. Intent is durable before its effect; steps on separate replicas run side by side.
 * On failure or `cancel` everything done is taken back, in reverse. Once something is removed there is no way back:
 * then only `fence` (the lock is lost) ends the run early, and what failed is left for a person.
 */
export async function run(plan: readonly Numbered[], effects: Effects, ends: Ends): Promise<Outcome> {
  const { cancel, fence, takeBackLimit } = ends;
  const going: Going = { begun: [], done: new Set(), unsaid: [] };
  try {
    for (const chains of batches(plan)) {
      const irrevocable = [...going.begun, ...chains.flat()].some(({ step }) => final.has(step.do));
      const signal = irrevocable ? fence : AbortSignal.any([cancel, fence]);
      signal.throwIfAborted();
      await together(chains, going, effects, signal);
    }
    await effects.journal(going.unsaid);
    return { end: 'succeeded' };
  } catch (cause) {
    await attempt(() => effects.tell(going.unsaid));
    if (going.begun.some(({ step }) => final.has(step.do)) || isUnrecordable(cause, going))
      return { end: 'stuck', cause, left: unfinished(plan, going.done) };
    const left = await undo(going.begun, effects, takeBackLimit);
    return left.length === 0 ? { end: 'taken-back', cause } : { end: 'stuck', cause, left };
  }
}

/** Once requests go to the new release, nothing more is done that the journal does not know, not even back. */
const isUnrecordable = (cause: unknown, { begun }: Going): boolean =>
  cause instanceof Problem && cause.code === 'RECORD_FAILED' && begun.some(({ step }) => step.do === 'switch');

/** What is told with the next intent in one commit is `unsaid` until then. */
type Going = { readonly begun: Numbered[]; readonly done: Set<Step>; unsaid: StepEvent[] };

/** Steps that follow one another, in chains that go side by side: a replica is not kept waiting for another. */
function batches(plan: readonly Numbered[]): Numbered[][][] {
  const groups: Numbered[][] = [];
  for (const one of plan) {
    const { step } = one;
    const before = groups.at(-1)?.at(-1)?.step.do;
    const together =
      side.has(step.do) &&
      before !== undefined &&
      side.has(before) &&
      (step.do === before || (!apart.has(step.do) && !apart.has(before)));
    if (together) groups.at(-1)?.push(one);
    else groups.push([one]);
  }
  return groups.map((group) => [...Map.groupBy(group, ({ step }) => step.target).values()]);
}

/** Waits for all chains even when one fails: what is still under way could not be taken back. */
async function together(
  chains: readonly Numbered[][],
  going: Going,
  effects: Effects,
  signal: AbortSignal,
): Promise<void> {
  const others = new AbortController();
  const ending = AbortSignal.any([signal, others.signal]);
  await Promise.all(
    chains.map(async (chain) => {
      for (const { n, step } of chain) {
        if (ending.aborted) return;
        const since = performance.now();
        try {
          const said = going.unsaid;
          going.unsaid = [];
          await effects.journal([...said, { n, step, state: 'started', ms: 0 }]);
          going.begun.push({ n, step });
          await effects.perform(step, ending);
          going.done.add(step);
          going.unsaid.push({ n, step, state: 'done', ms: performance.now() - since });
        } catch (error) {
          const first = !others.signal.aborted;
          others.abort(error);
          const failed: StepEvent = { n, step, state: 'failed', ms: performance.now() - since };
          await attempt(() => effects.tell([first ? { ...failed, reason: reasonOf(error) } : failed]));
          return;
        }
      }
    }),
  );
  if (others.signal.aborted) throw others.signal.reason;
  signal.throwIfAborted();
}

/** Takes back what was begun, last first, and keeps going when one step resists: all that can be undone is. */
export async function undo(begun: readonly Numbered[], effects: Effects, limit: number): Promise<Left[]> {
  const left: Left[] = [];
  for (const { n, step } of begun.toSorted((a, b) => b.n - a.n)) {
    const since = performance.now();
    try {
      await effects.takeBack(step, AbortSignal.timeout(limit));
      await attempt(() => effects.tell([{ n, step, state: 'undone', ms: performance.now() - since }]));
    } catch (cause) {
      left.push({ step, cause });
    }
  }
  return left;
}

/** A record that cannot be written must not keep what was done from being taken back; `finish` then says that it failed. */
async function attempt(tell: () => void | Promise<void>): Promise<void> {
  try {
    await tell();
  } catch {
    // The first failure to write ended the run; it is the outcome's cause.
  }
}

function unfinished(plan: readonly Numbered[], done: ReadonlySet<Step>): Left[] {
  return plan.filter(({ step }) => !done.has(step)).map(({ step }) => ({ step, cause: null }));
}

/** "remove digits-r1-2: the disk is full". */
export const leftText = ({ step, cause }: Left): string =>
  `${step.do} ${step.target}${cause === null ? '' : `: ${reasonOf(cause)}`}`;

export const reasonOf = (error: unknown): string =>
  error instanceof Problem ? error.message : error instanceof Error ? error.message : String(error);
