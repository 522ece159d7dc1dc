import { checkOfStop, type Finding } from '#contract/checklist';
import { acceptableStops } from '#contract/problem';
import { standingOf } from './standing.ts';

const day = 86_400_000;
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** A month on, as a day; today and the last that may be given. */
export const inAMonth = (now: number): string => dayOf(now + 30 * day);
export const today = (now: number): string => dayOf(now);
export const inAYear = (now: number): string => dayOf(now + 365 * day);

/** What is still missing of what is said; null once it can be recorded. An answer may leave the day open. Pure. */
export function missingOf(
  { text, until, mayBeOpen }: { readonly text: string; readonly until: string; readonly mayBeOpen: boolean },
  now: number,
): string | null {
  if (text.trim() === '') return 'Say it in a few words: it stays in the history.';
  if (until === '' && mayBeOpen) return null;
  if (!/^\d{4}-\d\d-\d\d$/.test(until)) return 'Say until when.';
  if (until < today(now)) return 'That day is over.';
  return until > inAYear(now) ? 'A year at most; it can be said again then.' : null;
}

const never: ReadonlySet<string> = new Set(
  Object.entries(checkOfStop).flatMap(([stop, id]) => (acceptableStops.some((one) => one === stop) ? [] : [id])),
);

/** Whether somebody may live with it: not with what stops at every stage, but for the few that say so; the core has the last word. Pure. */
export function mayAccept(finding: Finding): boolean {
  const standing = standingOf(finding);
  if (standing === 'stop') return !never.has(finding.id);
  return standing === 'fail' || standing === 'warn' || standing === 'later';
}

/** Whether it asks a person, and nobody's answer holds. Pure. */
export const isAsking = ({ question, verdict, stale }: Finding): boolean =>
  question !== null && (verdict === 'fail' || stale !== null);

/** "31 Jan 2031" of an ISO 8601 time in UTC. */
export const dayWords = (at: string): string =>
  new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
