import type { Judgement } from '#contract/checklist';
import type { Acceptance, Plan } from '#contract/deployment';
import { acceptableStops, type StopId } from '#contract/problem';
import { stopsIn } from './plan.ts';

type Stopped = { readonly stop?: StopId | undefined; readonly message: string };

/** What keeps a draft back where a person may accept it: the only stop, or what its start was refused for. Pure. */
export function acceptableIn(
  judgement: Judgement | null,
  refused: Stopped | null,
): { id: StopId; what: string } | null {
  const found = refused ?? (stopsIn(judgement?.findings ?? []).length === 1 ? judgement?.problem : null);
  const acceptable: readonly StopId[] = acceptableStops;
  return found?.stop && acceptable.includes(found.stop) ? { id: found.stop, what: found.message } : null;
}

/** A month on, as a day; and the last one that may be given. Pure. */
export const inAMonth = (now: number): string => day(now + 30 * 86_400_000);
export const inAYear = (now: number): string => day(now + 365 * 86_400_000);
export const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** The plan that is looked at, null until there is one, and the hash of the one whose gap was agreed to. */
type Looked = { readonly plan: Pick<Plan, 'hash' | 'gap'> | null; readonly agreed: string | null };

/** What is still missing of an acceptance; null once it can be asked for. Pure. */
export function missingOf(
  { reason, until, plan, agreed }: Pick<Acceptance, 'reason' | 'until'> & Looked,
  now: number,
): string | null {
  if (reason.trim() === '') return 'Say why: it stays in the history.';
  if (!/^\d{4}-\d\d-\d\d$/.test(until)) return 'Say until when.';
  if (until < day(now)) return 'That day is over.';
  if (until > inAYear(now)) return 'A year at most; it can be accepted again then.';
  if (plan === null) return 'What will be done is not known yet.';
  return plan.gap > 0 && agreed !== plan.hash ? 'Say that the gap is fine, too.' : null;
}

/** The reason is still to be written when somebody looks; what would be done does not depend on it. */
export const toLook = (id: StopId, now: number): Acceptance => ({ id, reason: looking, until: inAMonth(now) });
const looking = 'to see what would be done';

/** The plan without the words that only stand in for a reason. Pure. */
export const looked = (plan: Plan): Plan => ({
  ...plan,
  notes: plan.notes.map((note) => note.replace(new RegExp(` Accepted until \\S+: ${looking}`), '')),
});
