import type { Finding, Judgement, Report } from '#contract/checklist';
import { byUrgency, standingOf } from '../checklist/standing.ts';

/** What was found of a draft, the most urgent first: `open` to be looked at, `well`, and `later` what only shows once it runs. */
export type FoundOf = {
  readonly open: readonly Finding[];
  readonly well: readonly Finding[];
  readonly later: readonly Finding[];
};

type Known = {
  readonly judgement: Judgement | null;
  readonly report: Report | null;
  /** The report is of the text that was judged, too. */
  readonly agrees?: boolean;
};

/**
 * Pure: both looks at a draft as one. The judgement is of the newest text and has the say in what stops it; the checklist
 * knows more, comes after it, and may be of the text before: where it is not, it tells all else.
 */
export function foundOf({ judgement, report, agrees = false }: Known): FoundOf {
  const all = byUrgency(allOf({ judgement, report, agrees }));
  const of = (...standings: readonly string[]) => all.filter((one) => standings.includes(standingOf(one)));
  return {
    open: of('stop', 'fail', 'warn', 'stale', 'later'),
    well: of('accepted', 'pass'),
    later: of('unchecked'),
  };
}

/** Pure: every finding once, whatever came of it. */
export function allOf({ judgement, report, agrees = false }: Known): readonly Finding[] {
  const told = judgement?.findings ?? [];
  const known = (report?.findings ?? []).map((one) => ({ ...one, stop: false }));
  const newest = told.map((one) => (agrees && !one.stop && known.find(({ id }) => id === one.id)) || one);
  return [...newest, ...known.filter(({ id }) => !told.some((one) => one.id === id))];
}
