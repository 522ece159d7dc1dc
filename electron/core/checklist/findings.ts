import type { Finding } from '#contract/checklist';
import type { Problem } from '#contract/problem';
import { type Check, isDue, type Judged } from './check.ts';
import type { Facts } from './facts.ts';
import { type Look, looking, type Reads, Unknown } from './look.ts';
import { stopFinding } from './stop-findings.ts';
import { tooOld } from './taken-from.ts';

/** `stopped` is what kept the plan from being made. */
export type Around = Pick<Look, 'subject' | 'limits' | 'now'> & { readonly stopped?: Problem | null };

/**
 * Pure: what the checks find, in their order. Nothing passes without something that was read. The plan's stop goes first,
 * and the check that it is about has said the same by it. `stop` is of the twelve stops alone: what else stops in
 * production, and what somebody lives with, is decided of what is found (`decide.ts`).
 */
export function findingsOf(checks: readonly Check[], facts: Facts, around: Around): Finding[] {
  const stops = around.stopped ? stopFinding(around.stopped, new Date(around.now).toISOString()) : [];
  const rest = checks.filter(({ id }) => !stops.some((stop) => stop.id === id));
  const found = rest.map((check) => {
    const reads = looking(check, facts, around);
    return findingOf(check, judged(check, reads), { reads, facts, around });
  });
  return [...stops, ...found];
}

function judged(check: Check, { look, evidence }: Reads): Judged {
  try {
    const found = check.judge(look);
    return found.verdict === 'pass' && evidence() === null ? unknown(check, 'Nothing was measured.') : found;
  } catch (error) {
    if (error instanceof Unknown) return unknown(check, error.message);
    throw error;
  }
}

const unknown = ({ name, unchecked }: Check, why: string): Judged => ({
  verdict: 'unchecked',
  title: `${name}: not checked`,
  detail: why,
  value: '',
  wanted: null,
  remedy: unchecked ?? null,
});

type With = { readonly reads: Reads; readonly facts: Facts; readonly around: Around };

function findingOf(check: Check, found: Judged, { reads, facts, around: { subject, now } }: With): Finding {
  const { verdict, title, detail, value, wanted, stops = true, settled } = found;
  const due = isDue(check, subject.stage);
  const isOpen = verdict === 'fail' || verdict === 'warn';
  const evidence = verdict === 'unchecked' ? null : reads.evidence();
  // A scan and the like are kept from before: what is too old holds no longer, and keeps nothing from going ahead.
  const stale = found.stale ?? (evidence && tooOld(check, evidence.at, now));
  return {
    id: check.id,
    area: check.area,
    verdict,
    severity: due ? check.severity : 'advice',
    since: check.since,
    stop: verdict === 'fail' && stale === null && check.stop !== undefined && stops,
    title,
    detail: due || !isOpen ? detail : `${detail} It matters from the stage ${check.since} on.`,
    evidence: evidence && { value, threshold: wanted, ...evidence },
    remedy: remedyOf(check, { ...found, stale }, subject),
    stale,
    accepted: null,
    ...(check.asks === undefined || subject.kind === 'container' || verdict === 'not-applicable' || settled
      ? { answer: null, question: null }
      : { answer: answerIn(facts, check.id), question: check.asks }),
  };
}

const answerIn = ({ said }: Facts, id: string): Finding['answer'] => (said.had ? (said.value[id] ?? null) : null);

/** What is stale is measured again; a container that no service file makes is mended in its engine's own words. */
function remedyOf(
  { unchecked, elsewhere }: Check,
  { verdict, remedy, stale }: Pick<Judged, 'verdict' | 'remedy'> & Pick<Finding, 'stale'>,
  { kind }: Around['subject'],
): Finding['remedy'] {
  if (stale !== null) return unchecked ?? remedy;
  const isOpen = verdict === 'fail' || verdict === 'warn';
  return remedy && kind === 'container' && isOpen ? (elsewhere ?? remedy) : remedy;
}
