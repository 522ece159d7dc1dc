import { Problem } from '#contract/problem';
import { final, type Step, side } from './steps.ts';

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
  /** Durable when it returns. What is told together is told in one commit. */
  journal(events: readonly StepEvent[]): void;
};

/** How a run ended: `taken-back` means that all is as it was, `stuck` that a step resisted being taken back or cannot be. */
export type Outcome =
  | { readonly end: 'succeeded' }
  | { readonly end: 'taken-back'; readonly cause: unknown }
  | { readonly end: 'stuck'; readonly cause: unknown; readonly left: readonly string[] };

/** `takeBackLimit` is how long taking one step back may take, in milliseconds. */
export type Ends = { readonly cancel: AbortSignal; readonly fence: AbortSignal; readonly takeBackLimit: number };

/**
 * Carries out a plan. Intent is durable before its effect; steps on separate replicas run side by side.
 * On failure or `cancel` everything done is taken back, in reverse. Once something is removed there is no way back:
 * then only `fence` (the lock is lost) ends the run early, and what failed is left for a person.
 */
export async function run(plan: readonly Step[], effects: Effects, ends: Ends): Promise<Outcome> {
  const { cancel, fence, takeBackLimit } = ends;
  const begun: Numbered[] = [];
  const done = new Set<Step>();
  const noting: Effects = {
    ...effects,
    perform: async (step, signal) => {
      await effects.perform(step, signal);
      done.add(step);
    },
  };
  let unsaid: StepEvent[] = [];
  try {
    for (const batch of batches(plan)) {
      const signal = begun.concat(batch).some(({ step }) => final.has(step.do))
        ? fence
        : AbortSignal.any([cancel, fence]);
      signal.throwIfAborted();
      begun.push(...batch);
      effects.journal([...unsaid, ...batch.map((it): StepEvent => ({ ...it, state: 'started', ms: 0 }))]);
      unsaid = [];
      unsaid = await together(batch, noting, signal, (failed) => attempt(() => effects.journal(failed)));
    }
    effects.journal(unsaid);
    return { end: 'succeeded' };
  } catch (cause) {
    attempt(() => effects.journal(unsaid));
    if (begun.some(({ step }) => final.has(step.do))) return { end: 'stuck', cause, left: unfinished(plan, done) };
    const left = await takeBack(begun, effects, takeBackLimit);
    return left.length === 0 ? { end: 'taken-back', cause } : { end: 'stuck', cause, left };
  }
}

type Numbered = { readonly n: number; readonly step: Step };

function batches(plan: readonly Step[]): Numbered[][] {
  const groups: Numbered[][] = [];
  for (const [index, step] of plan.entries()) {
    const last = groups.at(-1);
    if (last && side.has(step.do) && last[0]?.step.do === step.do) last.push({ n: index + 1, step });
    else groups.push([{ n: index + 1, step }]);
  }
  return groups;
}

/** Waits for all of a batch even when one fails: what is still under way could not be taken back. */
async function together(
  batch: readonly Numbered[],
  effects: Effects,
  signal: AbortSignal,
  tell: (events: readonly StepEvent[]) => void,
): Promise<StepEvent[]> {
  const others = new AbortController();
  const ending = AbortSignal.any([signal, others.signal]);
  const results = await Promise.allSettled(
    batch.map(async ({ n, step }): Promise<StepEvent> => {
      const since = performance.now();
      try {
        await effects.perform(step, ending);
        return { n, step, state: 'done', ms: performance.now() - since };
      } catch (error) {
        const first = !others.signal.aborted;
        others.abort(error);
        tell([
          { n, step, state: 'failed', ms: performance.now() - since, ...(first ? { reason: reasonOf(error) } : {}) },
        ]);
        throw error;
      }
    }),
  );
  if (others.signal.aborted) {
    tell(results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])));
    throw others.signal.reason;
  }
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

/** Keeps going when one step resists: a half-undone deployment must undo all it can. */
async function takeBack(begun: readonly Numbered[], effects: Effects, limit: number): Promise<string[]> {
  const left: string[] = [];
  for (const { n, step } of begun.toReversed()) {
    const since = performance.now();
    try {
      await effects.takeBack(step, AbortSignal.timeout(limit));
      attempt(() => effects.journal([{ n, step, state: 'undone', ms: performance.now() - since }]));
    } catch (error) {
      left.push(`${step.do} ${step.target}: ${reasonOf(error)}`);
    }
  }
  return left;
}

/** A record that cannot be written must not keep what was done from being taken back; `finish` then says that it failed. */
function attempt(tell: () => void): void {
  try {
    tell();
  } catch {
    // The first failure to write ended the run; it is the outcome's cause.
  }
}

function unfinished(plan: readonly Step[], done: ReadonlySet<Step>): string[] {
  return plan.filter((step) => !done.has(step)).map((step) => `${step.do} ${step.target}`);
}

export const reasonOf = (error: unknown): string =>
  error instanceof Problem ? error.message : error instanceof Error ? error.message : String(error);
