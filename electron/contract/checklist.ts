import * as z from 'zod';
import { plan } from './deployment.ts';
import { problemShape } from './problem.ts';

export const areas = [
  'scalability',
  'reliability',
  'monitoring',
  'versioning',
  'security',
  'integration',
  'evolution',
] as const;
export const area = z.enum(areas);
export type Area = z.infer<typeof area>;

export const verdict = z.enum(['pass', 'warn', 'fail', 'unchecked', 'not-applicable', 'accepted']);
export type Verdict = z.infer<typeof verdict>;
export const severity = z.enum(['blocker', 'major', 'minor', 'advice']);

/** One field of the service file set to a value: the change that a remedy makes to a draft. */
export const fieldEdit = z.object({
  path: z
    .array(z.union([z.string().max(200), z.number().int().min(0)]))
    .min(1)
    .max(12),
  value: z.unknown(),
});
export type FieldEdit = z.infer<typeof fieldEdit>;

/**
 * What a check found. `stop` keeps a deployment from going ahead. Evidence is what was measured against which threshold,
 * where it was read and when. A remedy says what to do, in how many minutes, and which fields it would set, if any.
 */
export const finding = z.object({
  id: z.string(),
  area: area,
  verdict: verdict,
  severity: severity,
  stop: z.boolean(),
  title: z.string(),
  detail: z.string(),
  evidence: z
    .object({ value: z.string(), threshold: z.string().nullable(), from: z.string(), at: z.string() })
    .nullable(),
  remedy: z.object({ text: z.string(), minutes: z.number().nullable(), set: z.array(fieldEdit) }).nullable(),
  /** Why it no longer holds of what is there now; null while it does. */
  stale: z.string().nullable(),
});
export type Finding = z.infer<typeof finding>;

/** What is thought of a service file before it is deployed: what is wrong with it, what was found, what would be done. */
export const judgement = z.object({
  problem: problemShape.nullable(),
  findings: z.array(finding),
  plan: plan.nullable(),
  /** Milliseconds until it serves, from earlier deployments of the service or its kind; null when nothing is known. */
  aboutMs: z.number().nullable(),
});
export type Judgement = z.infer<typeof judgement>;
