import { whole } from './quote.ts';
import type { GatewayInput } from './types.ts';

/**
 * How long an idle connection is kept, in milliseconds: half the drain, and no less than leaves room for a hint. Who sends into
 * one that is just being closed is cut off, so that a short time costs callers requests on every day, not only at a switch.
 */
export const keepAlive = (drain: number): number => whole(drain / 2, 2_500, 5_000);

/** Whole seconds that callers are told: clients that heed it let go half a second or more before we do. */
export const keepAliveHint = (drain: number): number => Math.floor((keepAlive(drain) - 500) / 1000);

/**
 * The milliseconds after a switch for which what served before has to run on. A worker that was replaced keeps its idle
 * clients as its own configuration says, and sends their last request to the old replicas: `before` is the drain in that.
 */
export const drainTime = (drain: number, before: number): number => Math.max(drain, keepAlive(before) + 500);

/** The milliseconds after which an old worker ends whatever it still does: the drain, or as long as a request may be silent. */
export const hardStop = ({ drain, front }: Pick<GatewayInput, 'drain' | 'front'>): number =>
  whole(Math.max(drain, front.limit.timeout) + 10_000, 10_000);
