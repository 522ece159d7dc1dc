import type { Finding } from '#contract/checklist';
import { standing } from '../deployment/acceptance.ts';
import type { Hiding } from '../secrets/hiding.ts';
import { allChecks } from './all.ts';
import { type Collected, type FindingDeps, hiddenFinding, hidingOf, remembered, whereRecorded } from './collected.ts';
import { type Accepted, type Deciding, decided } from './decide.ts';
import { type Answer, type Fact, type FactName, type FactValues, had, missing, type Subject } from './facts.ts';
import { findingsOf } from './findings.ts';
import { limitsFrom } from './limits.ts';

/**
 * All that is found in what was collected: measured now, else as it was kept, with what people answered; and what follows
 * of it, with what they live with. `hide` takes out of other texts what was taken out of these.
 */
export async function foundIn(
  deps: FindingDeps,
  collected: Collected,
): Promise<{ readonly findings: Finding[]; readonly hide: Hiding }> {
  const { findings, hide, ...deciding } = await undecided(deps, collected);
  return { findings: decided(findings, deciding), hide };
}

/** The same before it is decided what follows, with what that depends on. */
export async function undecided(
  deps: FindingDeps,
  collected: Collected,
): Promise<{ readonly findings: Finding[]; readonly hide: Hiding } & Required<Deciding>> {
  const { store, vault } = deps;
  const { subject, problem } = collected;
  const said = saidAbout(deps, collected);
  const around = {
    subject,
    limits: limitsFrom(store.settings.get('checklist.limits')),
    now: Date.now(),
    stopped: problem && vault.hiding().error(problem),
  };
  const measured = findingsOf(allChecks, { ...collected.facts, said: said.answers }, around);
  const hide = await hidingOf(deps, collected);
  const findings = remembered(
    deps,
    collected,
    measured.map((it) => hiddenFinding(it, hide)),
  );
  const elsewhere = ofWhatRuns(subject, measured, findings);
  return { findings, hide, checks: allChecks, stage: subject.stage, accepted: said.accepted, elsewhere };
}

/** Facts that only containers tell that run. */
const running: readonly FactName[] = ['replicas', 'golden', 'changes', 'logs'];

/**
 * Pure: what is known of a file only by what serves now: how its replicas did, and what they answered to golden
 * requests. To deploy is the mend for it, and asks the new ones itself, so it keeps nobody from deploying.
 */
function ofWhatRuns({ kind }: Subject, measured: readonly Finding[], all: readonly Finding[]): ReadonlySet<string> {
  const isKept = (it: Finding) => measured.some(({ id, verdict }) => id === it.id && verdict === 'unchecked');
  const isRunning = ({ id }: Finding) =>
    allChecks.some((check) => check.id === id && check.needs.some((need) => running.includes(need)));
  return new Set(kind === 'file' ? all.filter((it) => isKept(it) && isRunning(it)).map(({ id }) => id) : []);
}

type SaidAbout = { readonly answers: Fact<FactValues['said']>; readonly accepted: Accepted };

/** What people said of a service, without what has become a secret since. */
export function saidAbout(
  { store, vault }: Pick<FindingDeps, 'store' | 'vault'>,
  { subject, about: { host } }: Pick<Collected, 'subject' | 'about'>,
): SaidAbout {
  const none = { now: [], over: [] };
  if (subject.kind === 'container') return { answers: missing('It is no service of Slipway.'), accepted: none };
  const said = whereRecorded(() => store.said.list({ service: subject.name, host }));
  if (said === null) return { answers: missing('The record cannot be read.'), accepted: none };
  const clean = vault.hiding().deep(said);
  const answers: Record<string, Answer> = {};
  for (const { kind, id, text, until, by, at } of clean)
    if (kind === 'answered' && text !== null && until !== null) answers[id] ??= { text, by, at, until };
  return {
    answers: had(answers, 'what was answered, in the record of this console', new Date().toISOString()),
    accepted: standing(clean, Date.now()),
  };
}
