import type { Area, FieldEdit, Remedy, Severity, Verdict } from '#contract/checklist';
import type { StopId } from '#contract/problem';
import type { ServiceFile } from '../service/schema.ts';
import type { FactName } from './facts.ts';
import type { Look } from './look.ts';

export type Stage = ServiceFile['stage'];

/**
 * What a check found; `stops` false where it fails and keeps nothing from going ahead all the same, `stale` why it no longer
 * holds, `settled` where what the check asks need not be answered.
 */
export type Judged = {
  readonly verdict: Exclude<Verdict, 'accepted'>;
  readonly title: string;
  readonly detail: string;
  readonly value: string;
  readonly wanted: string | null;
  readonly remedy: Remedy | null;
  readonly stops?: boolean;
  readonly stale?: string;
  readonly settled?: true;
};

/**
 * A rule as a value: pure. `since` is the stage from which on it matters; before that what it finds is advice. `needs` are
 * the facts that it reads, `fields` what it depends on of a service file, `stop` the stop that its failure is.
 */
export type Check = {
  readonly id: string;
  readonly name: string;
  readonly area: Area;
  readonly severity: Severity;
  readonly since: Stage;
  readonly stop?: StopId;
  /** Not all that fails of it is that stop, and it warns too: the rest may be lived with. */
  readonly partly?: true;
  /** What a person is asked where no program can tell. */
  readonly asks?: string;
  readonly needs: readonly FactName[];
  readonly fields: readonly string[];
  /** Days after which its evidence is too old. */
  readonly lasts: number;
  /** Whose rule it is. */
  readonly source: string;
  /** What gives the evidence where there is none. */
  readonly unchecked?: Remedy;
  /** What to do on a container that no service file makes, in the engine's own words; `change` as the engine has it. */
  readonly elsewhere?: Remedy;
  judge(look: Look): Judged;
};

const order: readonly Stage[] = ['trial', 'internal', 'production'];

/** Whether what a check finds matters at a stage already. */
export const isDue = ({ since }: Pick<Check, 'since'>, stage: Stage): boolean =>
  order.indexOf(stage) >= order.indexOf(since);

/** What makes a container behave as it does: how another one did says nothing of it. */
export const ofBehaviour = ['model.image', 'model.weights', 'model.command', 'model.args', 'model.env'] as const;

export const field = (path: FieldEdit['path'], value: unknown): FieldEdit => ({ path, value });

/** A remedy that somebody carries out by hand. */
export const advise = (text: string, minutes: number | null): Remedy => ({ text, minutes, set: [] });
/** A remedy that sets fields of the run part: it takes new containers. */
export const recreate = (text: string, minutes: number, ...set: FieldEdit[]): Remedy => ({
  text,
  minutes,
  set,
  change: 'recreate',
});
/** A remedy that touches no container. */
export const live = (text: string, minutes: number, ...set: FieldEdit[]): Remedy => ({
  text,
  minutes,
  set,
  change: 'live',
});

/** What the engine does to a container while it runs, said and ready to be typed. */
export const typed = (says: string, minutes: number, command: string): Remedy => ({
  ...live(`${says}: ${command}.`, minutes),
  command,
});

/** Behind a remedy under which a model may not work: each new replica is asked before callers reach it. */
export const notTried = ' Not tried: the golden requests of its deployment tell whether it still answers.';

type Words = readonly [title: string, detail: string];
type Measured = { readonly value: string; readonly wanted: string | null };

export const pass = ([title, detail]: Words, measured: Measured): Judged => ({
  verdict: 'pass',
  title,
  detail,
  ...measured,
  remedy: null,
});
export const warn = ([title, detail]: Words, measured: Measured, remedy: Remedy | null = null): Judged => ({
  verdict: 'warn',
  title,
  detail,
  ...measured,
  remedy,
});
export const fail = ([title, detail]: Words, measured: Measured, remedy: Remedy | null = null): Judged => ({
  verdict: 'fail',
  title,
  detail,
  ...measured,
  remedy,
});
export const idle = (title: string, detail: string, value = ''): Judged => ({
  verdict: 'not-applicable',
  title,
  detail,
  value,
  wanted: null,
  remedy: null,
});
