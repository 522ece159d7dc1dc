import { Problem } from '#contract/problem';
import type { Observed } from '../deployment/observed.ts';
import { privateWay } from '../deployment/private-way.ts';
import { presentRelease } from '../deployment/work-out.ts';
import type { Engine } from '../docker/types.ts';
import { dialCommand } from '../gateway/places.ts';
import { reachThrough } from '../model/reach.ts';
import { releaseRef } from '../release/release.ts';
import type { Askable } from './once.ts';

/** Lets `doing` ask a replica that serves, past what callers are counted by. NO_ANSWER where none can be asked. */
export async function withServing<T>(
  engine: Engine,
  observed: Observed,
  doing: (askable: Askable) => Promise<T>,
): Promise<T> {
  const way = privateWay(observed);
  if (typeof way === 'string')
    throw new Problem('NO_ANSWER', `${observed.service} cannot be asked. ${way}`, {
      hint: `Look at it with "slipway status ${observed.service}".`,
    });
  await using reach = reachThrough((signal) => engine.dial(way.gateway.id, dialCommand, signal), way.headers);
  const release = presentRelease(observed);
  const replica = observed.replicas.find(({ name }) => name === way.replica);
  const before = replica ? await engine.inspectContainer(replica.id) : null;
  return await doing({
    reach,
    served: way.served,
    to: `the replica ${way.replica}`,
    digest: release?.digest ?? null,
    release: release ? releaseRef(release) : null,
    isAlive: async (signal) => {
      const now = before && (await engine.inspectContainer(before.Id, signal));
      return now?.State.Running === true && now.RestartCount === before?.RestartCount;
    },
  });
}
