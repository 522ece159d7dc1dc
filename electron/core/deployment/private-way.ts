import { reachHeaders } from '../gateway/places.ts';
import type { Served } from '../release/release.ts';
import type { Observed, ObservedGateway } from './observed.ts';

export const noReplicaServes = 'No replica serves.';

export type PrivateWay = {
  readonly gateway: ObservedGateway;
  readonly replica: string;
  readonly served: Served;
  readonly headers: Readonly<Record<string, string>>;
};

/**
 * To a replica past what callers are counted by: a watch would take a wrong answer to a question for the release's
 * fault. In words why there is none.
 */
export function privateWay(
  observed: Pick<Observed, 'gateway' | 'replicas' | 'releases' | 'serving'>,
): PrivateWay | string {
  const { gateway, replicas, releases, serving } = observed;
  if (!gateway?.running) return 'Its gateway does not run.';
  const replica = replicas.find(({ usable, release }) => usable && release === serving?.release);
  if (!replica) return noReplicaServes;
  const served = releases.get(replica.release)?.served;
  if (!served) return 'What it speaks is not known: no deployment has verified it.';
  return { gateway, replica: replica.name, served, headers: reachHeaders(replica.name, served.port) };
}
