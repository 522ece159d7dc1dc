import { areas, type Finding, type NextStep, type Report, type Verdict } from '#contract/checklist';
import { type Check, isDue, type Stage } from './check.ts';

/** Pure: what is counted and what to do next, from findings in any order. */
export function reportOf(
  findings: readonly Finding[],
  checks: readonly Check[],
  stage: Stage,
): Pick<Report, 'summary' | 'areas' | 'next' | 'findings'> {
  return {
    summary: {
      ...count(findings.filter(holds)),
      stale: findings.filter(({ stale }) => stale !== null).length,
      stops: findings.filter(({ stop }) => stop).length,
    },
    areas: areas.map((area) => ({ area, ...count(findings.filter((it) => it.area === area && holds(it))) })),
    next: nextSteps(findings, checks, stage),
    findings: [...findings],
  };
}

/** What was found before and no longer holds counts neither as well nor as ill. */
const holds = ({ stale }: Finding): boolean => stale === null;

function count(findings: readonly Finding[]) {
  const of = (verdict: Verdict) => findings.filter((it) => it.verdict === verdict).length;
  return {
    pass: of('pass'),
    warn: of('warn'),
    fail: of('fail'),
    unchecked: of('unchecked'),
    notApplicable: of('not-applicable'),
    accepted: of('accepted'),
  };
}

/** The worthiest first; of equal worth the quickest. */
function nextSteps(findings: readonly Finding[], checks: readonly Check[], stage: Stage): NextStep[] {
  const steps = findings.flatMap((finding): NextStep[] => {
    const { id, area, title, severity, stop, remedy } = finding;
    const check = checks.find((it) => it.id === id);
    const worth = worthOf(holds(finding) ? finding : { ...finding, verdict: 'unchecked' }, check, stage);
    // What only time tells is nothing that anybody can do.
    const isToWait = finding.verdict === 'unchecked' && remedy?.minutes === null;
    return remedy && worth > 0 && !isToWait ? [{ ...remedy, id, area, title, severity, stop, worth }] : [];
  });
  return steps.toSorted((a, b) => b.worth - a.worth || (a.minutes ?? 60) - (b.minutes ?? 60));
}

const weights = { blocker: 9, warning: 4, advice: 1 } as const;
/** What could be wrong is worth less than what is. */
const open: Readonly<Record<Verdict, number>> = {
  fail: 1,
  warn: 0.6,
  unchecked: 0.3,
  accepted: 0,
  pass: 0,
  'not-applicable': 0,
};

/** A stop before all else, then by what the check weighs, how surely it is wrong, and whether its stage has come. */
function worthOf({ verdict, stop }: Finding, check: Check | undefined, stage: Stage): number {
  if (stop) return 100;
  const due = check && isDue(check, stage) ? 1 : soon(check, stage) ? 0.5 : 0.25;
  return Math.round(weights[check?.severity ?? 'warning'] * open[verdict] * due * 100) / 100;
}

const soon = (check: Check | undefined, stage: Stage): boolean =>
  check !== undefined && isDue(check, stage === 'trial' ? 'internal' : 'production');
