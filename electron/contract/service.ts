import * as z from 'zod';
import { releaseRef } from './release.ts';

/** "lock-…" would make names that our own lock containers carry. */
export const serviceName = z
  .string()
  .regex(
    /^(?!lock-)[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$/,
    'a-z, 0-9 and "-", 2 to 40 characters, not beginning with "lock-"',
  );
export const stage = z.enum(['trial', 'internal', 'production']);
export const serviceState = z.enum(['serving', 'degraded', 'down', 'deploying', 'retired', 'unknown']);
export const replicaState = z.enum(['starting', 'ready', 'unhealthy', 'draining', 'exited']);

export const replica = z.object({
  name: z.string(),
  id: z.string(),
  state: replicaState,
  release: z.string(),
  /** True when the gateway sends it requests. */
  admitted: z.boolean(),
});

/** Requests by release since the gateway's process started or since the last switch; latencies in milliseconds. */
export const traffic = z.object({
  release: z.string(),
  requests: z.number().int(),
  errors: z.number().int(),
  latency: z.object({ p50: z.number(), p90: z.number(), p99: z.number(), max: z.number() }).nullable(),
  sampled: z.boolean(),
});
export type Traffic = z.infer<typeof traffic>;

/** Requests by the name of the key that let them in, null for those that had no right one and were refused. */
export const keyTraffic = z.object({
  key: z.string().nullable(),
  requests: z.number().int(),
  errors: z.number().int(),
});
export type KeyTraffic = z.infer<typeof keyTraffic>;

export const serviceStatus = z.object({
  service: z.string(),
  host: z.string(),
  /** "127.0.0.1:9000", or null when nothing is published. */
  address: z.string().nullable(),
  /** True where callers speak TLS there. */
  tls: z.boolean().optional(),
  state: serviceState,
  release: releaseRef.nullable(),
  replicas: z.array(replica),
  gateway: z.object({ name: z.string(), id: z.string(), image: z.string(), running: z.boolean() }).nullable(),
  traffic: z.array(traffic),
  /** Absent where no key is asked for. */
  keys: z.array(keyTraffic).optional(),
  reason: z.string().optional(),
});
export type ServiceStatus = z.infer<typeof serviceStatus>;
export type ReplicaState = z.infer<typeof replicaState>;

/** One line of a log; `time` is RFC 3339 from the engine, `stream` stdout or stderr. `release` is "" for the gateway. */
export const logLine = z.object({
  time: z.string(),
  replica: z.string(),
  release: z.string(),
  stream: z.enum(['stdout', 'stderr']),
  line: z.string(),
});
export type LogLine = z.infer<typeof logLine>;

/**
 * A service's logs, on all hosts or on `host`, or with `container` (and `host`, else the local one) those of any
 * container. Of `since`, `replica`,
 * `grep` (a regular expression) and `text` (as it stands) all that are there must fit; `context` lines around each hit
 * come with it. The newest `tail` lines that fit come first (500, or after a `since` 10,000), then with `follow` what is
 * written.
 */
export const logsWanted = z.object({
  service: z.string().optional(),
  container: z.string().max(200).optional(),
  host: z.string().optional(),
  follow: z.boolean().default(false),
  since: z.string().optional(),
  replica: z.string().optional(),
  grep: z.string().optional(),
  text: z.string().max(1_000).optional(),
  ignoreCase: z.boolean().default(false),
  context: z.number().int().min(0).max(50).default(0),
  tail: z.number().int().min(0).max(100_000).optional(),
});

/** A release that is kept on the host; `seconds` is how long going back to it took when it was last measured, or null. */
const keptRelease = releaseRef.extend({
  since: z.string(),
  serves: z.boolean(),
  note: z.string().nullable(),
  seconds: z.number().nullable(),
  /** Why it cannot return; null where nothing speaks against it. */
  lost: z.string().nullable(),
});
export type KeptRelease = z.infer<typeof keptRelease>;

/** All of one service: as it stands, the file of what serves as YAML and resolved, and where it could go back to. */
export const serviceDetail = z.object({
  status: serviceStatus,
  stage: stage,
  text: z.string(),
  file: z.unknown(),
  owner: z.string().nullable(),
  servingSince: z.string().nullable(),
  releases: z.array(keptRelease),
});
export type ServiceDetail = z.infer<typeof serviceDetail>;
