import type { Watched } from '#contract/deployment';
import type { Engine } from '../docker/types.ts';
import { spreadOf } from '../gateway/spread.ts';
import { look } from '../gateway/switch.ts';
import { type Release, releaseName, releaseTitle } from '../release/release.ts';
import { errorsOf, type Objective, slownessOf } from './degraded.ts';
import { countsSince, figuresBefore, readLog } from './figures.ts';

/** A switch that was made: by which epoch, to which release, from which (null: nothing served before). */
export type Switch = {
  readonly epoch: number;
  readonly to: Pick<Release, 'number' | 'version'>;
  readonly from: Pick<Release, 'number' | 'version'> | null;
  readonly objective: Objective;
};

/** The newest lines that the new release's latencies are read from. */
const tail = 20_000;

/**
 * Whether the release of a switch is degraded by all that its callers got since then: `reason` says so, null when nothing
 * speaks against it. From the gateway alone, so also for a watch that was interrupted and by another console. Whether its
 * replicas are up is not asked here. Fails as the engine does, and with GATEWAY_FAILED.
 */
export async function judgeSoFar(
  engine: Engine,
  gateway: string,
  { epoch, to, from, objective }: Switch,
  signal: AbortSignal,
): Promise<Watched> {
  const now = await look(engine, gateway, signal);
  const release = releaseName(to.number);
  const since = now.running?.epoch === epoch ? new Date(now.running.since * 1000).toISOString() : null;
  const { lines } = await readLog(engine, gateway, { since, tail }, signal);
  const ours = lines.filter((line) => line.release === release && line.epoch >= epoch);
  const seen = { release, ...countsSince(now, epoch, release), latency: spreadOf(ours) };
  const old = from && (await figuresBefore(engine, gateway, { release: releaseName(from.number), epoch, now }, signal));
  const sides = {
    now: { name: releaseTitle(to), seen },
    old: from && old && { name: releaseTitle(from), seen: old },
    objective,
  };
  return { old, new: seen, ms: 0, blindMs: 0, reason: errorsOf(sides) ?? slownessOf(sides) };
}
