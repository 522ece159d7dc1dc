import * as z from 'zod';
import { deployment, deploymentKind, deploymentState, plannedStep } from './deployment.ts';

export const historyFilter = z.object({
  service: z.string().optional(),
  host: z.string().optional(),
  kind: deploymentKind.optional(),
  state: deploymentState.optional(),
  /** ISO 8601; only what started then or later. */
  since: z.string().optional(),
  text: z.string().optional(),
  limit: z.number().int().min(1).max(10_000).default(200),
});
export type HistoryFilter = z.output<typeof historyFilter>;

/** One record with what it carries besides the deployment: the file it put in force, what was planned, its place in the chain. */
export const historyRecord = z.object({
  deployment: deployment,
  file: z.unknown(),
  plan: z.array(plannedStep),
  seq: z.number().int().nullable(),
  hash: z.string().nullable(),
});
export type HistoryRecord = z.infer<typeof historyRecord>;

/**
 * What a person said of a finding: `text` is the reason or the answer, `until` when it is over, in UTC; both are null where
 * an acceptance was taken back.
 */
export const said = z.object({
  kind: z.enum(['accepted', 'withdrawn', 'answered']),
  service: z.string(),
  host: z.string(),
  id: z.string(),
  text: z.string().nullable(),
  until: z.string().nullable(),
  by: z.string(),
  console: z.string(),
  at: z.string(),
});
export type Said = z.infer<typeof said>;

/** One field that differs between two records' files; null where it is absent. */
export const change = z.object({ path: z.string(), from: z.unknown(), to: z.unknown() });
export const historyDiff = z.object({ a: z.string(), b: z.string(), changes: z.array(change) });

export const verification = z.object({
  ok: z.boolean(),
  records: z.number().int(),
  broken: z.array(z.object({ seq: z.number().int().nullable(), table: z.string(), why: z.string() })),
});
export type Verification = z.infer<typeof verification>;
