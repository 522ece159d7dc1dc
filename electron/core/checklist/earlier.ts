import type { Finding } from '#contract/checklist';
import type { KeptEvidence } from '../store/evidence.ts';
import type { Check } from './check.ts';
import { type Present, takenFrom, whyStale } from './taken-from.ts';

/** Pure: in place of what could not be checked now, what was found before, marked where it no longer holds. */
export function withEarlier(
  findings: readonly Finding[],
  kept: readonly KeptEvidence[],
  checks: readonly Check[],
  present: Present,
  now: number,
): Finding[] {
  return findings.map((finding) => {
    const check = checks.find(({ id }) => id === finding.id);
    const same = kept.filter((it) => it.finding.id === finding.id);
    const earlier = same.find(({ taken }) => taken.host === present.host) ?? same[0];
    const at = earlier?.finding.evidence?.at;
    if (finding.verdict !== 'unchecked' || !check || !earlier || at === undefined) return finding;
    const stale = whyStale(check, { at, taken: earlier.taken }, present, now);
    const { severity, since, remedy } = finding;
    // What no longer holds keeps nothing from going ahead.
    const found = { ...nothingSaid, ...earlier.finding, severity, since };
    if (stale === null) return { ...found, stop: found.stop && check.stop !== undefined, stale };
    return { ...found, remedy, stop: false, stale };
  });
}

/** As it is in what was kept before anybody could say anything. */
const nothingSaid = { accepted: null, answer: null, question: null } as const;

/** Pure: what is worth keeping of a run: all that was measured, but what the file alone or a person says. */
export function toKeep(findings: readonly Finding[], checks: readonly Check[], present: Present): KeptEvidence[] {
  return findings.flatMap((finding) => {
    const check = checks.find(({ id }) => id === finding.id);
    const isMeasured = finding.evidence !== null && finding.verdict !== 'not-applicable' && finding.stale === null;
    if (!check || !isMeasured || check.needs.every((need) => need === 'file' || need === 'said')) return [];
    return [{ finding, taken: takenFrom(check, present) }];
  });
}
