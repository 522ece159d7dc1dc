import type { Finding, Judgement, Report } from '#contract/checklist';
import { byUrgency, standingOf } from '../checklist/standing.ts';

/** What was found of a draft, the most urgent first: `open` to be looked at, `well`, and `later` what only shows once it runs. */
export type FoundOf = {
  readonly open: readonly Finding[];
  readonly well: readonly Finding[];
  readonly later: readonly Finding[];
};

type Known = { readonly judgement: Judgement | null; readonly report: Report | null };

/**
 * Pure: both looks at a draft as one. The judgement is of the newest text and has the say in what stops it; the checklist
 * knows more, comes after it, and may be of the text before.
 */
export function foundOf({ judgement, report }: Known): FoundOf {
  const told = judgement?.findings ?? [];
  const more = (report?.findings ?? []).filter(({ id }) => !told.some((one) => one.id === id));
  const all = byUrgency([...told, ...more.map((one) => ({ ...one, stop: false }))]);
  const of = (...standings: readonly string[]) => all.filter((one) => standings.includes(standingOf(one)));
  return {
    open: of('stop', 'fail', 'warn', 'stale', 'later'),
    well: of('accepted', 'pass'),
    later: of('unchecked'),
  };
}
