import type { Finding } from '#contract/checklist';
import { standing } from '../deployment/acceptance.ts';
import type { Hiding } from '../secrets/hiding.ts';
import { allChecks } from './all.ts';
import { type Collected, hiddenFinding, hidingOf, type RunDeps, remembered, whereRecorded } from './collected.ts';
import { type Accepted, decided } from './decide.ts';
import { type Answer, type Fact, type FactValues, had, missing } from './facts.ts';
import { findingsOf } from './findings.ts';
import { limitsFrom } from './limits.ts';

/**
 * All that is found in what was collected: measured now, else as it was kept, with what people answered; and what follows
 * of it, with what they live with. `hide` takes out of other texts what was taken out of these.
 */
export async function foundIn(
  deps: RunDeps,
  collected: Collected,
): Promise<{ readonly findings: Finding[]; readonly hide: Hiding }> {
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
  const all = remembered(
    deps,
    collected,
    measured.map((it) => hiddenFinding(it, hide)),
  );
  return { findings: decided(all, { checks: allChecks, stage: subject.stage, accepted: said.accepted }), hide };
}

type SaidAbout = { readonly answers: Fact<FactValues['said']>; readonly accepted: Accepted };

/** What people said of a service, without what has become a secret since. */
export function saidAbout(
  { store, vault }: Pick<RunDeps, 'store' | 'vault'>,
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
