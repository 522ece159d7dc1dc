import { whole } from './quote.ts';
import type { GatewayInput } from './types.ts';

/**
 * How long an idle connection is kept, in milliseconds. A worker that was replaced keeps its idle clients this long and
 * sends their last request to the old replicas, so these must run longer than that: half the drain, 5 s at most.
 */
export const keepAlive = (drain: number): number => whole(drain / 2, 500, 5_000);

/** The milliseconds after which an old worker ends whatever it still does: the drain, or as long as a request may be silent. */
export const hardStop = ({ drain, front }: Pick<GatewayInput, 'drain' | 'front'>): number =>
  whole(Math.max(drain, front.limit.timeout) + 10_000, 10_000);
