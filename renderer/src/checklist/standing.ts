import type { Finding } from '#contract/checklist';
import type { StatusKind } from '../ui/Status.tsx';

/** How a finding is shown: its verdict, but for what stops, what a later stage wants, and what holds no longer. */
export type Standing = 'stop' | 'fail' | 'warn' | 'stale' | 'unchecked' | 'later' | 'accepted' | 'pass' | 'idle';

export const looks: Readonly<Record<Standing, { readonly kind: StatusKind; readonly word: string }>> = {
  stop: { kind: 'fail', word: 'stop' },
  fail: { kind: 'fail', word: 'fail' },
  warn: { kind: 'warn', word: 'warn' },
  stale: { kind: 'stale', word: 'stale' },
  unchecked: { kind: 'unchecked', word: 'unchecked' },
  later: { kind: 'later', word: 'next step' },
  accepted: { kind: 'accepted', word: 'accepted' },
  pass: { kind: 'pass', word: 'pass' },
  idle: { kind: 'not-applicable', word: 'not for it' },
};

/** The most urgent first. */
const order = Object.keys(looks) as readonly Standing[];

type Judged = Pick<Finding, 'verdict' | 'severity' | 'stop' | 'stale'>;

/** A stranger's container is at no stage: of it every verdict stands as it is. */
export type By = 'stage' | 'verdict';

export function standingOf({ verdict, severity, stop, stale }: Judged, by: By = 'stage'): Standing {
  if (stale !== null) return 'stale';
  switch (verdict) {
    case 'fail':
    case 'warn':
      if (stop && verdict === 'fail') return 'stop';
      return by === 'stage' && severity === 'advice' ? 'later' : verdict;
    case 'unchecked':
    case 'accepted':
    case 'pass':
      return verdict;
    case 'not-applicable':
      return 'idle';
  }
}

/** What somebody could still do something about. */
export const isOpen = (finding: Judged): boolean => !['accepted', 'pass', 'idle'].includes(standingOf(finding));

/** The most urgent first, else in the order in which they came. */
export const byUrgency = <F extends Judged>(findings: readonly F[], by: By = 'stage'): readonly F[] =>
  findings.toSorted((a, b) => order.indexOf(standingOf(a, by)) - order.indexOf(standingOf(b, by)));

/** "3 stops, 1 fail, 12 pass": what is there, the most urgent first, and nothing of what is not. */
export function tally(findings: readonly Judged[], by: By = 'stage'): string {
  const parts = order.flatMap((standing) => {
    const n = findings.filter((one) => standingOf(one, by) === standing).length;
    if (n === 0 || standing === 'idle') return [];
    return [`${n} ${n > 1 ? (many[standing] ?? looks[standing].word) : looks[standing].word}`];
  });
  return parts.join(', ');
}

const many: Partial<Record<Standing, string>> = { stop: 'stops', later: 'next steps' };
