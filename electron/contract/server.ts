import * as z from 'zod';

/** `real`: seen on a real server by our tests. `written`: taken from its documentation or source, and not run by us. */
export const proof = z.enum(['real', 'written']);
export type Proof = z.infer<typeof proof>;

/** Where a group of facts is from. */
export const told = z.object({ from: z.string(), proof });

/** Names of a server's metrics by what they tell; an empty list where it has none and the gateway has to count. */
export const metricNames = z.object({
  requests: z.array(z.string()),
  errors: z.array(z.string()),
  duration: z.array(z.string()),
  saturation: z.array(z.string()),
  tokens: z.array(z.string()),
});

/** A route that administers, or leads past what a key protects: to be closed to callers. */
export const sideDoor = z.object({
  method: z.string(),
  path: z.string(),
  /** The port inside; null for the model's own. */
  port: z.number().int().nullable(),
  /** `changes` what is served or runs, `runs` the model past its usual route, `tells` about it and its host. */
  kind: z.enum(['changes', 'runs', 'tells']),
  does: z.string(),
  /** The flag or variable without which it is closed; null where it is always open. */
  onlyWith: z.string().nullable(),
});
export type SideDoor = z.infer<typeof sideDoor>;

/** What is known of a model server before one is looked at. Paths hold {model} where its name belongs. */
export const serverProfile = z.object({
  id: z.string(),
  title: z.string(),
  /** How it is spoken to; http where each application has routes of its own. */
  protocol: z.string(),
  ports: z.object({
    inference: z.array(z.number().int()),
    grpc: z.array(z.number().int()),
    /** Ports that administer it, or tell about it what callers need not know. */
    admin: z.array(z.object({ port: z.number().int(), what: z.string() })),
  }),
  paths: z.object({
    live: z.string().nullable(),
    ready: z.string().nullable(),
    predict: z.string().nullable(),
    schema: z.string().nullable(),
    version: z.string().nullable(),
    told,
  }),
  /** The smallest request that runs the model; null where only its schema tells. */
  sample: z.object({ method: z.literal('POST'), path: z.string(), body: z.unknown() }).nullable(),
  metrics: z.object({
    /** Null where it has none. */
    path: z.string().nullable(),
    /** Null for the model's own port. */
    port: z.number().int().nullable(),
    onlyWith: z.string().nullable(),
    names: metricNames,
    told,
  }),
  runtime: z.object({
    /** What it does when it is asked to stop. */
    stop: z.string(),
    /** Seconds that it takes for itself to stop, so that the engine has to wait longer; null where it has no limit. */
    stopSeconds: z.number().nullable(),
    limits: z.string(),
    user: z.string(),
    watchOut: z.string(),
    told,
  }),
  sideDoors: z.array(sideDoor),
  doorsTold: told,
});
export type ServerProfile = z.infer<typeof serverProfile>;
