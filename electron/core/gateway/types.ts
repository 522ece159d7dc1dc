import type { ReadyCheck } from '../release/release.ts';
import type { Front } from '../service/parts.ts';
import type { Access, Caller } from './access.ts';

/** A replica as the gateway sees it: `name` is its alias on the service's network, `weight` 0 (draining) to 256. */
export type GatewayReplica = {
  readonly name: string;
  readonly release: number;
  readonly weight: number;
  readonly port: number;
  readonly ready: ReadyCheck;
};

/**
 * All that a gateway's configuration is made from. `release` is the one in force (null before the first),
 * `frontHash` whatever the caller compares fronts by, `drain` milliseconds that old connections are given.
 */
export type GatewayInput = {
  readonly service: string;
  readonly epoch: number;
  readonly release: number | null;
  readonly front: Front;
  /** Where the front's keys and certificate are in the volume. */
  readonly access: Access;
  readonly frontHash: string;
  readonly replicas: readonly GatewayReplica[];
  readonly drain: number;
  /** True in the gap of a change in place: every request is refused, and who served before it stays written down. */
  readonly paused?: boolean;
};

/** What a configuration says of itself in its first line: the truth of what serves, read back from the volume. */
export type Serving = {
  readonly service: string;
  readonly epoch: number;
  readonly release: number | null;
  readonly frontHash: string;
  readonly replicas: readonly GatewayReplica[];
  /** True when the replicas are those that served before requests were refused. */
  readonly paused?: boolean;
  /** Absent where callers need no key and speak plain HTTP. */
  readonly access?: Access;
};

/**
 * What the gateway's volume holds. `epoch` is the fence; `serving` what the configuration on disk says, which runs
 * only once `look` says so too. The values of `releases` (by number) are JSON as it was kept,
 * `deployments` one parsed line each, oldest first; broken lines are left out.
 */
export type GatewayState = {
  readonly epoch: number;
  readonly config: string;
  readonly serving: Serving | null;
  readonly releases: ReadonlyMap<number, unknown>;
  readonly deployments: readonly unknown[];
  readonly script: string;
  /** The keys that are asked for, as what serves has them. */
  readonly callers: readonly Caller[];
  /** The files of the access folder. */
  readonly accessFiles: readonly string[];
};

/** Requests and errors of one server since its worker started; `server` is "r7.<replica>". */
export type Counter = { readonly server: string; readonly requests: number; readonly errors: number };

/**
 * What runs in the gateway now: `running` is what the serving process says of itself (null when it does not answer), with
 * `since` the unix second in which it began; `workers` counts processes that still serve: more than 1 means old ones with open connections.
 */
export type GatewayLook = {
  readonly epoch: number;
  readonly running: { readonly epoch: number; readonly hash: string; readonly since: number } | null;
  readonly workers: number;
  readonly servers: readonly GatewayServer[];
  readonly counters: readonly Counter[];
  /** Counters of earlier workers, one entry a server and switch, with the epoch that ended them. */
  readonly carried: readonly (Counter & { readonly epoch: number })[];
};

/** A server as its health check and the runtime see it; `draining` also when its weight is 0. */
export type GatewayServer = {
  readonly replica: string;
  readonly release: number;
  readonly up: boolean;
  readonly draining: boolean;
  readonly weight: number;
  readonly address: string | null;
  readonly current: number;
  readonly queued: number;
};

/** A switch that was seen to serve. `stateSaved` is false when the old process could not be asked for its servers. */
export type Switched = {
  readonly epoch: number;
  readonly hash: string;
  readonly stateSaved: boolean;
  readonly workers: number;
};
