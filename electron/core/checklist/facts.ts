import type { Exchange, Finding } from '#contract/checklist';
import type { Comparison } from '#contract/compatibility';
import type { Plan } from '#contract/deployment';
import type { GoldenResult, ProtocolName } from '#contract/model';
import type { Probing } from '#contract/probes';
import type { ServiceFile } from '../service/schema.ts';
import type { KeptScan } from '../store/scans.ts';

/** A port and where it can be reached: `ip` of the host, "0.0.0.0" or "::" for all of its addresses; null while unpublished. */
export type OpenPort = { readonly inside: number; readonly ip: string | null; readonly outside: number | null };

export type ReplicaFact = {
  readonly name: string;
  readonly image: string;
  readonly status: string;
  readonly restarting: boolean;
  readonly exitCode: number;
  readonly oomKilled: boolean;
  readonly restarts: number;
  /** Of its last start, as the engine writes it. */
  readonly startedAt?: string;
  /** `lastExit` of the health command: 126 and 127 say that there is no such command. */
  readonly health: { readonly status: string; readonly lastExit: number | null; readonly said: string } | null;
};

/** What answered HTTP without credentials, and what it said of itself. */
export type AnswersFact = {
  readonly address: string;
  readonly protocol: ProtocolName;
  readonly confidence: string;
  readonly reasons: readonly string[];
  /** Whether callers get an answer where they ask, without credentials; null where that was not tried. */
  readonly open: boolean | null;
  readonly models: readonly string[];
  readonly schema: boolean;
  readonly metrics: string | null;
  /** The first lines of its metrics page. */
  readonly metricNames: readonly string[];
  /** What was asked of it and answered, in the order of the answers. */
  readonly asked: readonly Exchange[];
};

/**
 * What callers meet at the public side of a gateway: paths that were asked for without a right key, and what it shows by
 * TLS, null where it speaks none. `until` is ISO 8601, `trusted` whether this machine's authorities vouch for it.
 */
export type EntranceFact = {
  readonly asked: readonly { readonly path: string; readonly key: 'none' | 'wrong'; readonly status: number }[];
  readonly tls: {
    readonly version: string;
    readonly until: string;
    readonly names: readonly string[];
    readonly trusted: boolean;
  } | null;
};

/** Releases before the one that serves, the newest first; `gone` is what one would need to return and is not there. */
export type WayBackFact = {
  readonly earlier: readonly { readonly title: string; readonly gone: string | null }[];
  readonly present: readonly string[];
};

/** `until` may be over. */
export type Answer = NonNullable<Finding['answer']>;

/** What the record has of earlier deployments of the service: when each kind succeeded last, ISO 8601. */
export type RecordFact = {
  readonly rollback: { readonly at: string; readonly ms: number; readonly failed: number | null } | null;
  readonly deploy: { readonly at: string; readonly ms: number; readonly failed: number | null } | null;
};

export type LoadFact = {
  readonly offered: number;
  readonly p95: number;
  readonly errors: number;
  /** Requests a second that one replica carries within its objective. */
  readonly carries: number;
  readonly memoryPeak: number;
};
export type DrillFact = {
  readonly kind: string;
  readonly recoveredMs: number | null;
  readonly failed: number;
  readonly exitCode: number | null;
};
/**
 * The newest scan of the image. `before` is that of the image that serves now, where that is another; `replaces` whether one
 * does. `database` is when the scanner's data was made, `since` when the oldest of what is in it was found.
 */
export type ScanFact = Omit<KeptScan, 'id' | 'digest'> & {
  readonly replaces: boolean;
  readonly before: { readonly critical: readonly string[]; readonly high: readonly string[] } | null;
};

/** All that a check may judge by. What an engine said is kept as it came (`unknown`), and read by path. */
export type FactValues = {
  /** The service file, or the one that is in force. */
  readonly file: ServiceFile;
  /** What the container was created with; of a file, what a replica would be created with. */
  readonly container: unknown;
  readonly replicas: readonly ReplicaFact[];
  readonly image: unknown;
  readonly host: unknown;
  readonly ports: readonly OpenPort[];
  readonly changes: readonly string[];
  /** The host's folder behind a volume that is one, by its name. */
  readonly volumes: Readonly<Record<string, string>>;
  readonly logs: readonly string[];
  readonly answers: AnswersFact;
  readonly entrance: EntranceFact;
  readonly golden: readonly GoldenResult[];
  /** The plan of deploying the file. */
  readonly plan: Plan;
  readonly wayBack: WayBackFact;
  readonly record: RecordFact;
  /** What people answered to what checks ask, by the check's id, the newest of each. */
  readonly said: Readonly<Record<string, Answer>>;
  /** The weights' hash as it was measured now. */
  readonly weights: string;
  /** What callers of what served meet; `isWhole` is false where only the front is known of. */
  readonly comparison: Comparison & { readonly isWhole: boolean };
  /** How many of the sample's requests were answered. */
  readonly sample: { readonly rows: number; readonly answered: number };
  /** What came of wrong requests, and whether the model was as before afterwards. */
  readonly probes: Pick<Probing, 'probes' | 'alive'>;
  readonly load: LoadFact;
  readonly drills: readonly DrillFact[];
  readonly scan: ScanFact;
  /** Hours of samples that are kept of it. */
  readonly series: number;
};
export type FactName = keyof FactValues;
/** The facts that are an engine's own words. */
export type RawName = 'container' | 'image' | 'host';

/**
 * One fact: had, with what was asked and when, or missing, with the reason. `gap` is why a value within it may be missing.
 */
export type Fact<T> =
  | { readonly had: true; readonly value: T; readonly request: string; readonly at: string; readonly gap?: string }
  | { readonly had: false; readonly why: string };

export type Facts = { readonly [N in FactName]: Fact<FactValues[N]> };

/** Whom the checks are about. */
export type Subject = {
  readonly kind: 'file' | 'service' | 'container';
  readonly name: string;
  readonly stage: ServiceFile['stage'];
};

export const missing = (why: string): { readonly had: false; readonly why: string } => ({ had: false, why });
export const had = <T>(value: T, request: string, at: string, gap?: string): Fact<T> => ({
  had: true,
  value,
  request,
  at,
  ...(gap === undefined ? {} : { gap }),
});
