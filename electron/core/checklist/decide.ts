import type { Finding } from '#contract/checklist';
import type { Acceptance } from '#contract/deployment';
import { findingId, isNever } from '../deployment/acceptance.ts';
import type { Check, Stage } from './check.ts';

type By = Acceptance & { readonly by: string };
/** Acceptances that hold, and those whose date has passed. */
export type Accepted = { readonly now: readonly By[]; readonly over: readonly By[] };

export type Deciding = {
  readonly checks: readonly Check[];
  readonly stage: Stage;
  readonly accepted: Accepted;
  /** What was measured of another release than the one in question: shown, but nothing that stops. */
  readonly elsewhere?: ReadonlySet<string>;
};

/**
 * Pure: what follows of what was found. Somebody may live with it, until a date; in production what fails as a blocker
 * stops, until it is mended or accepted. A stop that can never be lived with is accepted by nobody.
 */
export function decided(findings: readonly Finding[], { checks, stage, accepted, elsewhere }: Deciding): Finding[] {
  return findings.map((found) => {
    const finding = elsewhere?.has(found.id) ? { ...found, stop: false } : found;
    const of = ({ id }: By) => findingId(id) === finding.id;
    const by = accepted.now.find(of);
    if (by && isAcceptable(finding, checks)) {
      const { reason, by: who, until } = by;
      return { ...finding, verdict: 'accepted', stop: false, accepted: { reason, by: who, until } };
    }
    const over = accepted.over.find(of);
    const detail =
      over && isOpen(finding)
        ? `${finding.detail} Accepted until ${over.until.slice(0, 10)} by ${over.by}, over.`
        : finding.detail;
    return {
      ...finding,
      detail,
      stop: finding.stop || (stage === 'production' && !elsewhere?.has(finding.id) && isBlocking(finding)),
    };
  });
}

/** Whether it stops in production: what no longer holds keeps nothing from going ahead. */
export const isBlocking = ({ verdict, severity, stale }: Finding): boolean =>
  verdict === 'fail' && severity === 'blocker' && stale === null;

/** Of a check that has a stop, `stop` says that what it found is that one. */
export function isAcceptable(finding: Finding, checks: readonly Check[]): boolean {
  const stop = checks.find(({ id }) => id === finding.id)?.stop;
  return isOpen(finding) && !(finding.stop && stop !== undefined && isNever(stop));
}

const isOpen = ({ verdict }: Finding): boolean => verdict === 'fail' || verdict === 'warn';
