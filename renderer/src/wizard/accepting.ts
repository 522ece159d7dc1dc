import type { Judgement } from '#contract/checklist';
import type { Acceptance, Plan } from '#contract/deployment';
import { type AcceptableStop, acceptableStops, type StopId } from '#contract/problem';
import { inAMonth, missingOf as unsaidOf } from '../checklist/saying.ts';
import { stopsIn } from './plan.ts';

type Said = { readonly text: string; readonly until: string };
type Stopped = { readonly stop?: StopId | undefined; readonly message: string };

/** What keeps a draft back where a person may accept it: the only stop, or what its start was refused for. Pure. */
export function acceptableIn(
  judgement: Judgement | null,
  refused: Stopped | null,
): { id: AcceptableStop; what: string } | null {
  const found = refused ?? (stopsIn(judgement?.findings ?? []).length === 1 ? judgement?.problem : null);
  const id = acceptableStops.find((one) => one === found?.stop);
  return found && id ? { id, what: found.message } : null;
}

/** The plan that is looked at, null until there is one, and the hash of the one whose gap was agreed to. */
type Looked = { readonly plan: Pick<Plan, 'hash' | 'gap'> | null; readonly agreed: string | null };

/** What is still missing of an acceptance; null once it can be asked for. Pure. */
export function missingOf({ text, until, plan, agreed }: Looked & Said, now: number): string | null {
  const unsaid = unsaidOf({ text, until, mayBeOpen: false }, now);
  if (unsaid !== null) return unsaid;
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
