import type { Compared } from '#contract/compatibility';
import type { ContainerEnd, Evidence, WayBack } from '#contract/deployment';
import type { ModelSchema } from '#contract/schema';
import type { Engine } from '../docker/types.ts';
import { dialCommand } from '../gateway/places.ts';
import { type Reach, reachThrough } from '../model/reach.ts';
import type { Served } from '../release/release.ts';
import type { Vault } from '../secrets/vault.ts';
import type { Gap } from './gap.ts';
import type { Lock } from './lock.ts';
import type { Observed } from './observed.ts';
import type { Wanted } from './wanted.ts';

/** What one deployment works with while its steps are carried out, and what it finds on the way. */
export type Site = {
  readonly engine: Engine;
  readonly id: string;
  readonly operator: string;
  readonly startedAt: number;
  readonly observed: Observed;
  readonly wanted: Wanted;
  readonly lock: Lock;
  /** Tells who follows something that no step tells by itself. */
  readonly say: (text: string) => void;
  readonly vault: Vault;
  readonly containers: Map<string, string>;
  readonly found: Found;
};

/** Mutable on purpose: the one place where the steps leave what later steps and the record need. */
export type Found = {
  gateway: string | null;
  reach: (Reach & AsyncDisposable) | null;
  image: string;
  epoch: number;
  /** The epoch of this deployment's first switch. */
  firstEpoch: number;
  served: Served | null;
  switchedMs: number | null;
  /** Milliseconds that the last switch itself took. */
  switchMs: number | null;
  /** When each new replica was started, by name, in milliseconds of this process. */
  readonly started: Map<string, number>;
  /** Settles when the start of a replica that was asked for last is over. */
  starting: Promise<unknown>;
  wayBack: WayBack | null;
  /** What the release that served says of its API, or why it does not; null until it was asked. */
  api: ModelSchema | string | null;
  compared: Compared | null;
  /** What breaks callers and is lived with, in words; null where nothing is. */
  breaking: string | null;
  readonly gap: Gap;
  /** True once a switch was, or may have been, carried out. */
  switchBegun: boolean;
  /** The replicas that traffic was switched to; empty before the switch. */
  switchedTo: readonly string[];
  readonly golden: Evidence['golden'];
  readonly logs: Evidence['logs'];
  /** What was seen so far of the containers of this deployment, by name, and of those that were removed. */
  readonly ends: Map<string, ContainerEnd>;
  readonly containers: Evidence['containers'];
  watch: Evidence['watch'];
  /** Whether the line of this deployment may be on the host already: asked for once, its answer may have been lost. */
  noted: boolean;
  readonly findings: string[];
};

export function gatewayOf(site: Site): string {
  if (site.found.gateway) return site.found.gateway;
  throw new Error('a step needs the gateway before it was made');
}

/** The way to the replicas of this deployment: through the gateway's private port, over execs that are kept and used again. */
export function reachOf(site: Site): Reach & AsyncDisposable {
  site.found.reach ??= reachThrough((signal) => site.engine.dial(gatewayOf(site), dialCommand, signal));
  return site.found.reach;
}

/** Lets the way go: an open connection of ours would keep an old gateway worker from ending. */
export async function closeReach({ found }: Site): Promise<void> {
  const open = found.reach;
  found.reach = null;
  await open?.[Symbol.asyncDispose]();
}
