import { ORPCError } from '@orpc/client';
import * as z from 'zod';
import { Problem, type ProblemShape, problemShape } from '#contract/problem';

const badInput = z.object({
  issues: z.array(z.object({ message: z.string(), path: z.array(z.unknown()).optional() })).min(1),
});

/** The expected failure in what was thrown, also when it came over a wire; undefined for a bug. */
export function problemOf(error: unknown): ProblemShape | undefined {
  if (error instanceof Problem) return error.toJSON();
  if (!(error instanceof ORPCError)) return undefined;
  const carried = problemShape.safeParse(error.data);
  if (carried.success) return carried.data;
  const input = error.code === 'BAD_REQUEST' ? badInput.safeParse(error.data) : undefined;
  if (!input?.success) return undefined;
  const [issue] = input.data.issues;
  return {
    code: 'BAD_COMMAND',
    message: `${issue?.path?.at(-1) ?? 'An argument'} is not as it should be: ${issue?.message}.`,
    hint: '"slipway help COMMAND" shows what the command takes.',
  };
}
