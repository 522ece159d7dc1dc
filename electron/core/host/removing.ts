import { Problem } from '#contract/problem';
import type { Store } from '../store/store.ts';

/** A host is not forgotten while a deployment on it has no end: nobody could settle that any more. BUSY. */
export function refuseWhileUnderway(store: Pick<Store, 'deployments'>, host: string): void {
  const going = store.deployments.unfinished().find((it) => it.host === host);
  if (!going) return;
  throw new Problem('BUSY', `The ${going.kind} of ${going.service} on ${host} has not ended`, {
    hint: 'Wait until it is over, or cancel it; "slipway status" settles one that was interrupted.',
  });
}
