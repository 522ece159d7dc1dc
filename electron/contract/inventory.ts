import * as z from 'zod';
import { deploymentKind } from './deployment.ts';
import { host } from './host.ts';
import { releaseRef } from './release.ts';
import { replica, serviceState, stage } from './service.ts';

/** A container as a list shows it. `service` and `role` are there for ours; everything an engine returns is only ever text. */
export const container = z.object({
  id: z.string(),
  name: z.string(),
  image: z.string(),
  state: z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']),
  /** The engine's own words: "Up 3 hours". */
  status: z.string(),
  createdAt: z.string(),
  ports: z.array(z.object({ inside: z.number().int(), outside: z.string().nullable() })),
  service: z.string().nullable(),
  role: z.enum(['replica', 'gateway', 'other']).nullable(),
});
export type Container = z.infer<typeof container>;

export const containerAct = z.enum(['start', 'stop', 'restart']);
export type ContainerAct = z.infer<typeof containerAct>;

/**
 * What became of a container that was started, stopped or restarted, as it was seen a moment later: `removed` where it was
 * made to go with its end; `exitCode` of one that does not run. `tookMs` is the engine's time for it, in milliseconds.
 */
export const handled = z.object({
  id: z.string(),
  name: z.string(),
  host: z.string(),
  state: z.enum([...container.shape.state.options, 'removed']),
  exitCode: z.number().int().nullable(),
  tookMs: z.number(),
});
export type Handled = z.infer<typeof handled>;

/** A deployment that goes on now, wherever it is carried out; `id` is null where another console does and this one knows no more. */
export const underway = z.object({
  id: z.string().nullable(),
  service: z.string(),
  host: z.string(),
  kind: deploymentKind.nullable(),
  from: releaseRef.nullable(),
  to: releaseRef.nullable(),
  operator: z.string(),
  startedAt: z.string(),
  step: z.object({ n: z.number().int(), of: z.number().int(), do: z.string() }).nullable(),
});
export type Underway = z.infer<typeof underway>;

const listedService = z.object({
  service: z.string(),
  host: z.string(),
  address: z.string().nullable(),
  tls: z.boolean().optional(),
  stage: stage,
  state: serviceState,
  release: releaseRef.nullable(),
  replicas: z.array(replica),
  reason: z.string().optional(),
  last: z
    .object({ id: z.string(), kind: deploymentKind, state: z.string(), finishedAt: z.string(), ms: z.number() })
    .nullable(),
});
export type ListedService = z.infer<typeof listedService>;

/** What is on a host, and when that was read from it; an unreachable one shows what was seen last. Milliseconds. */
export const listedHost = host.extend({
  readAt: z.string().nullable(),
  /** How long its last answer took. */
  tookMs: z.number().nullable(),
  served: z.array(listedService),
  others: z.array(container),
});
export type ListedHost = z.infer<typeof listedHost>;

/** Everything the console sees, as one value numbered by its changes. */
export const inventory = z.object({
  n: z.number().int(),
  hosts: z.array(listedHost),
  underway: z.array(underway),
});
export type Inventory = z.infer<typeof inventory>;

/**
 * An engine that was found on this machine, or that its configurations name, and why it is thought to be one; `known` is
 * the host's name where it was added. One that is far away is `untried`: it is not spoken to before somebody wants it.
 */
export const foundEngine = z.object({
  name: z.string(),
  /** What "hosts add" takes: an address, or `context:NAME` where files belong to it. */
  url: z.string(),
  why: z.string(),
  state: z.enum(['answers', 'refuses', 'absent', 'untried']),
  reason: z.string().nullable(),
  known: z.string().nullable(),
});
export type FoundEngine = z.infer<typeof foundEngine>;

/** An image on a host: `size` in bytes; `version` and `title` from its labels; `exposes` ports. */
export const listedImage = z.object({
  name: z.string(),
  id: z.string(),
  digest: z.string().nullable(),
  createdAt: z.string(),
  size: z.number(),
  version: z.string().nullable(),
  title: z.string().nullable(),
  exposes: z.array(z.number().int()),
});
export type ListedImage = z.infer<typeof listedImage>;
