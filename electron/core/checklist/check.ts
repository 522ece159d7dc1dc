import type { Area, Finding, Verdict } from '#contract/checklist';
import type { Problem } from '#contract/problem';
import type { ServiceFile } from '../service/schema.ts';

/** What checks judge by before anything is deployed. */
export type Facts = {
  readonly file: ServiceFile;
  /** The user that the image runs as, "" for root; null where the image was not looked at or is not on the host. */
  readonly imageUser: string | null;
  /** What keeps it from going ahead, as the plan found it. */
  readonly stops: readonly Problem[];
  /** ISO 8601. */
  readonly at: string;
};

/** What a check found. `from` is where it was read: a field of the file, the image, the host. */
export type Judged = {
  readonly verdict: Exclude<Verdict, 'accepted'>;
  readonly title: string;
  readonly detail: string;
  readonly value: string;
  readonly wanted: string | null;
  readonly from: string;
  readonly remedy: Finding['remedy'];
};

/** A rule as a value: pure. `since` is the stage from which on it matters; before that what it finds is advice. */
export type Check = {
  readonly id: string;
  readonly area: Area;
  readonly severity: Finding['severity'];
  readonly since: ServiceFile['stage'];
  judge(facts: Facts): Judged | null;
};

const order: readonly ServiceFile['stage'][] = ['trial', 'internal', 'production'];

/** Pure: what the checks find, in their order. */
export function findingsOf(checks: readonly Check[], facts: Facts): Finding[] {
  return checks.flatMap((check) => {
    const judged = check.judge(facts);
    return judged ? [findingOf(check, judged, facts)] : [];
  });
}

function findingOf(check: Check, judged: Judged, { file, at }: Facts): Finding {
  const { verdict, title, detail, value, wanted, from, remedy } = judged;
  const isDue = order.indexOf(file.stage) >= order.indexOf(check.since);
  return {
    id: check.id,
    area: check.area,
    verdict,
    severity: isDue ? check.severity : 'advice',
    stop: false,
    title,
    detail: isDue || verdict === 'pass' ? detail : `${detail} It matters from the stage ${check.since} on.`,
    evidence: verdict === 'unchecked' ? null : { value, threshold: wanted, from, at },
    remedy,
    stale: null,
  };
}
