import type { Finding } from '#contract/checklist';
import type { Checklist, Failing } from '../deployment/blockers.ts';
import { allChecks } from './all.ts';
import type { FindingDeps } from './collected.ts';
import { isAcceptable, isBlocking } from './decide.ts';
import { type Deployable, deployable } from './deployable.ts';
import { undecided } from './found.ts';
import { knownChecks } from './known.ts';
import { withComparison } from './with-comparison.ts';
import { withScans } from './with-scans.ts';

/** What the checklist says of deployments, as core.ts passes it to them. */
export const gateOf = (deps: FindingDeps): Checklist => ({
  ...knownChecks,
  failing: (of, signal) => failing(deps, of, signal),
});

/** What the whole checklist of a file finds that fails as a blocker, whether or not somebody lives with it. */
async function failing(deps: FindingDeps, of: Deployable, signal: AbortSignal): Promise<Failing[]> {
  const collected = withComparison(deps.store, withScans(deps.store.scans, await deployable(of, signal)));
  const { findings, elsewhere } = await undecided(deps, collected);
  return findings.filter((it) => isBlocking(it) && !elsewhere.has(it.id)).map(asFailing);
}

export const asFailing = (finding: Finding): Failing => ({
  id: finding.id,
  title: finding.title,
  isNever: !isAcceptable(finding, allChecks),
  stop: (finding.stop && allChecks.find(({ id }) => id === finding.id)?.stop) || null,
});
