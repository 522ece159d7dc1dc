import type { Area, Finding, Report } from '#contract/checklist';
import { areas } from './areas.ts';
import { byUrgency, isOpen, standingOf } from './standing.ts';

type Stage = Report['subject']['stage'];

/** What of a checklist is shown, as it stands in the page's address. */
export type Filter = {
  readonly show: 'open' | 'all';
  /** What matters at the service's stage, or what only the next one wants. */
  readonly when: 'any' | 'now' | 'next';
  readonly area: Area | null;
  /** The finding that is opened. */
  readonly finding: string | null;
  /** What is being said of that one. */
  readonly say: 'accept' | 'answer' | null;
};

export const unfiltered: Filter = { show: 'open', when: 'any', area: null, finding: null, say: null };

/** Out of an address that anybody may have written. */
export function filterIn(search: Readonly<Record<string, unknown>>): Filter {
  const { show, when, area, finding, say } = search;
  return {
    show: show === 'all' ? 'all' : 'open',
    when: when === 'now' || when === 'next' ? when : 'any',
    area: areas.find((one) => one === area) ?? null,
    finding: typeof finding === 'string' && finding.length <= 60 ? finding : null,
    say: say === 'accept' || say === 'answer' ? say : null,
  };
}

/** What an address keeps of it: nothing of what is as ever. */
export function searchOf(filter: Filter): Partial<Record<keyof Filter, string>> {
  const kept = Object.entries(filter).filter(
    ([name, value]) => value !== null && value !== unfiltered[name as keyof Filter],
  );
  return Object.fromEntries(kept);
}

const stages: readonly Stage[] = ['trial', 'internal', 'production'];

/** The stage after a service's own; null for the last. */
export const stageAfter = (stage: Stage): Stage | null => stages[stages.indexOf(stage) + 1] ?? null;

/** Pure: what is shown, by areas in their order, the most urgent first in each. One that is opened is always there. */
export function filtered(
  findings: readonly Finding[],
  { show, when, area, finding }: Filter,
  stage: Stage,
): readonly { readonly area: Area; readonly findings: readonly Finding[] }[] {
  const isWanted = (one: Finding): boolean =>
    one.id === finding ||
    ((show === 'all' || isOpen(one)) && (area === null || one.area === area) && isDue(one, when, stage));
  return areas.flatMap((each) => {
    const own = byUrgency(findings.filter((one) => one.area === each && isWanted(one)));
    return own.length > 0 ? [{ area: each, findings: own }] : [];
  });
}

function isDue({ since }: Pick<Finding, 'since'>, when: Filter['when'], stage: Stage): boolean {
  switch (when) {
    case 'any':
      return true;
    case 'now':
      return stages.indexOf(since) <= stages.indexOf(stage);
    case 'next':
      return since === stageAfter(stage);
  }
}

/** How many are left out because they are well. */
export const wellOf = (findings: readonly Finding[]): number =>
  findings.filter((one) => !isOpen(one) && standingOf(one) !== 'idle').length;
