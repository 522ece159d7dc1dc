import type { ReplicaState } from '#contract/service';
import type { EngineInfo } from '../docker/types.ts';
import type { Caller } from '../gateway/access.ts';
import type { Serving } from '../gateway/types.ts';
import type { Release } from '../release/release.ts';
import type { Front, Policy } from '../service/parts.ts';
import type { Unended } from '../service/unended.ts';
import type { MeasuredGap } from './gap.ts';

/** One service as its host shows it. Nothing here comes from the database. */
export type Observed = {
  readonly service: string;
  readonly engine: EngineInfo;
  readonly gateway: ObservedGateway | null;
  /** What the gateway's configuration says it serves; null when it serves nothing. */
  readonly serving: Serving | null;
  /** What is in force with what serves. */
  readonly present: Present | null;
  readonly replicas: readonly ObservedReplica[];
  /** Releases kept on the host, by number. */
  readonly releases: ReadonlyMap<number, Kept>;
  readonly network: boolean;
  readonly volume: boolean;
  /** Volumes with secrets of this service. */
  readonly secretVolumes: readonly string[];
  /** The keys that callers are asked for now, by their hashes; they go into no record. */
  readonly callers: readonly Caller[];
  /** The highest release number that anything on the host carries; 0 for none. */
  readonly highest: number;
  readonly epoch: number;
  /** Milliseconds that the last switch of this service took, where that is known. */
  readonly switchMs?: number;
  /** The gap of the last change in place that succeeded, as its line on the host has it. */
  readonly lastGap: MeasuredGap | null;
  /** Deployments of which replicas are there, and which did not come to their end. */
  readonly unended?: readonly Unended[];
  /** When requests began to be refused, in milliseconds of this process; absent where they are not, or it is not known. */
  readonly refusedSince?: number;
  /** Host ports that containers other than this service's gateway publish. */
  readonly portsTaken: readonly number[];
  /** Names that containers which are not this service's carry. */
  readonly namesTaken: ReadonlySet<string>;
  /** A network or a volume that has this service's name and is somebody else's: "network slipway-digits". */
  readonly strangers: readonly string[];
};

export type ObservedGateway = {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly running: boolean;
  /** "127.0.0.1:9000". */
  readonly address: string;
  /** False when somebody took it off the service's own network. */
  readonly connected: boolean;
  /** The networks beside the service's own. */
  readonly networks: readonly string[];
};

/** A release as its file on the host has it; `present` is what was in force with it when it served last. */
export type Kept = Release & { readonly present: Present };

/** What is in force beside the release, as the host keeps it. */
export type Present = {
  readonly release: number;
  readonly declared: number | null;
  readonly front: Front;
  readonly policy: Policy;
  readonly address: Address;
};
export type Address = { readonly host: string; readonly port: number };

export type ObservedReplica = {
  readonly id: string;
  readonly name: string;
  readonly release: number;
  readonly state: ReplicaState;
  readonly admitted: boolean;
  /** True when a plan may leave it as it is: running, and part of what serves. */
  readonly usable: boolean;
};
