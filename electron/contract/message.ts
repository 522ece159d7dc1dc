import * as z from 'zod';
import { problemShape } from './problem.ts';

/**
 * What a page says to the core, as JSON text, over whatever carries it: one call, that its answer is not wanted any more,
 * whether the other end is still there, or that somebody uses the page, which keeps a browser's session.
 */
export const ask = z.union([
  z.strictObject({ n: z.number().int().min(0), call: z.string(), input: z.unknown().optional() }),
  z.strictObject({ n: z.number().int().min(0), stop: z.literal(true) }),
  z.strictObject({ n: z.number().int().min(0), ping: z.literal(true) }),
  z.strictObject({ here: z.literal(true) }),
]);
export type Ask = z.infer<typeof ask>;

/** Why a call has no answer: an expected failure, an input that is not as it should be, or a bug, which is told in the log. */
export const failure = z.discriminatedUnion('kind', [
  problemShape.extend({ kind: z.literal('problem') }),
  z.object({
    kind: z.literal('input'),
    message: z.string(),
    hint: z.string(),
    issues: z.array(z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() })),
  }),
  z.object({ kind: z.literal('bug'), message: z.string(), hint: z.string() }),
]);
export type Failure = z.infer<typeof failure>;

/** What the core says: the answer to the call of that number, or why there is none. */
export type Reply =
  | { readonly n: number; readonly answer?: unknown }
  | { readonly n: number; readonly failure: Failure };
