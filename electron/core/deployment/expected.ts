import { Problem } from '#contract/problem';
import { releaseTitle } from '../release/release.ts';
import { repositoryOf } from './image.ts';
import { planDeployment, planHash } from './plan.ts';
import type { WorkedOut } from './work-out.ts';

/**
 * Refuses to do anything else than what somebody looked at: `expected` is the hash of that plan. It was made without reading
 * weights, so one that differs and has some is worked out like that once more. CHANGED_MEANWHILE.
 */
export async function refuseUnlooked(
  expected: string,
  work: WorkedOut,
  workOutAgain: () => Promise<WorkedOut>,
): Promise<void> {
  const weighed = (work.wanted.weights ?? []).length > 0;
  if (isExpected(expected, work) || (weighed && isExpected(expected, await workOutAgain()))) return;
  const { kind, steps } = work.planned;
  const what = kind === 'retire' ? 'retire' : `${kind} ${releaseTitle(work.wanted.release)}`;
  const now = steps.length === 0 ? 'nothing would be done' : `it is "${what}", ${steps.length} steps`;
  throw new Problem('CHANGED_MEANWHILE', `${work.wanted.service} has changed since you looked: now ${now}`, {
    hint: 'Nothing was begun. Look at what would be done now, then start it.',
  });
}

/** Pure. That the image has been pulled meanwhile makes no difference. */
function isExpected(expected: string, { observed, wanted, planned }: WorkedOut): boolean {
  if (planHash(planned.steps) === expected) return true;
  if (planned.kind === 'retire' || wanted.pull !== null) return false;
  const { digest, run } = wanted.release;
  const before = { ...wanted, pull: `${repositoryOf(run.model.image)}@${digest}` };
  return planHash(planDeployment(observed, before).steps) === expected;
}
