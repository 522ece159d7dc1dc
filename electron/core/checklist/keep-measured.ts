import { allChecks } from './all.ts';
import { type FindingDeps, whereRecorded } from './collected.ts';
import { toKeep } from './earlier.ts';
import { type Facts, type FactValues, had, missing } from './facts.ts';
import { findingsOf } from './findings.ts';
import { limitsFrom } from './limits.ts';
import type { Present } from './taken-from.ts';

/** What somebody measured beside any report, by the names of its facts. */
export type MeasuredFacts = { readonly [N in keyof FactValues]?: FactValues[N] };

/**
 * Keeps what checks find in what was measured of a service's release, so that later reports tell it, with what it was
 * taken from. `from` says how it was measured.
 */
export function keepMeasured(
  { store }: Pick<FindingDeps, 'store'>,
  { file, ...of }: Present & { readonly file: NonNullable<Present['file']> },
  measured: MeasuredFacts,
  from: string,
): void {
  if (store.access !== 'write' || store.trouble !== null) return;
  const present = { ...of, file };
  const at = new Date().toISOString();
  const given: MeasuredFacts = { file, ...measured };
  const names = Object.keys(given);
  const checks = allChecks.filter(({ needs }) => needs.every((need) => names.includes(need)));
  const around = {
    subject: { kind: 'service', name: file.service, stage: file.stage } as const,
    limits: limitsFrom(store.settings.get('checklist.limits')),
    now: Date.now(),
  };
  const findings = findingsOf(checks, factsOf(given, checks, from, at), around);
  whereRecorded(() => store.evidence.keep({ host: of.host, service: file.service }, toKeep(findings, checks, present)));
}

/** Only what the checks name is looked at. */
function factsOf(given: MeasuredFacts, checks: typeof allChecks, from: string, at: string): Facts {
  const needed = checks.flatMap(({ needs }) => needs);
  const facts = needed.map((name) => [
    name,
    name in given
      ? had<unknown>(given[name], name === 'file' ? 'the service file' : from, at)
      : missing('It was not measured.'),
  ]);
  return Object.fromEntries(facts) as Facts;
}
