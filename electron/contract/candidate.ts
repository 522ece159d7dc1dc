import * as z from 'zod';
import { change } from './history.ts';
import { goldenResult } from './model.ts';
import { problemShape } from './problem.ts';
import { releaseRef } from './release.ts';

/** How many golden requests are asked of both; each new replica of a deployment is asked all of them. */
export const mostCompared = 50;

/** How many places of two answers that differ are told one by one. */
export const mostApart = 12;

/**
 * How far two answers are apart: how many places of their JSON differ, the greatest difference of two numbers (null where
 * no number differs), and the places that differ most. `by` is new less old where both are numbers, else null.
 */
export const apart = z.object({
  places: z.number().int(),
  furthest: z.number().nullable(),
  at: z.array(z.object({ path: z.string(), old: z.unknown(), new: z.unknown(), by: z.number().nullable() })),
});
export type Apart = z.infer<typeof apart>;

/** One golden request asked of the release that serves and of the one that might; `same` when both say the same. */
export const compared = z.object({
  name: z.string(),
  request: z.unknown(),
  old: goldenResult.nullable(),
  new: goldenResult.nullable(),
  same: z.boolean(),
  apart: apart,
});
export type Compared = z.infer<typeof compared>;

/**
 * A new release tried beside the old one, without traffic. `phase` moves forward only: `failed` is one that would get no
 * traffic, with the reason as `problem`. `changes` are of the resolved file. `container` is its name for as long as it
 * runs and may be asked, else null.
 */
export const candidate = z.object({
  n: z.number().int(),
  phase: z.enum(['starting', 'asking', 'done', 'failed']),
  from: releaseRef.nullable(),
  to: z.object({ version: z.string(), digest: z.string() }).nullable(),
  changes: z.array(change),
  answers: z.array(compared),
  /** Milliseconds from its start to its first right answer; null until then. */
  readyMs: z.number().nullable(),
  container: z.string().nullable(),
  problem: problemShape.nullable(),
});
export type Candidate = z.infer<typeof candidate>;
