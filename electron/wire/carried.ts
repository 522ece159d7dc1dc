import { ORPCError } from '@orpc/client';
import * as z from 'zod';
import { Problem, problemShape } from '#contract/problem';

const bug = z.object({ name: z.string(), message: z.string(), stack: z.string() });

/** What was thrown in one process, in the form in which oRPC carries it to another: a Problem whole, a bug with its stack. */
export function packed(thrown: unknown): unknown {
  if (thrown instanceof ORPCError || !(thrown instanceof Error)) return thrown;
  const { name, message } = thrown;
  if (thrown instanceof Problem) return new ORPCError('PROBLEM', { status: 422, message, data: thrown.toJSON() });
  return new ORPCError('BUG', { status: 500, message, data: { name, message, stack: stackOf(thrown) } });
}

/** The same as it was thrown there; what oRPC itself refused (BAD_REQUEST and the like) stays what it is. */
export function unpacked(carried: unknown): unknown {
  if (!(carried instanceof ORPCError)) return carried;
  const shape = carried.code === 'PROBLEM' ? problemShape.safeParse(carried.data).data : undefined;
  if (shape) {
    const { code, message, hint, where, stop, asks } = shape;
    return new Problem(code, message, {
      hint,
      ...(where ? { where } : {}),
      ...(stop ? { stop } : {}),
      ...(asks ? { asks } : {}),
    });
  }
  const known = carried.code === 'BUG' ? bug.safeParse(carried.data).data : undefined;
  return known ? Object.assign(new Error(known.message), known) : carried;
}

function stackOf({ stack, message, cause }: Error): string {
  return `${stack ?? message}${cause instanceof Error ? `\nbecause of ${stackOf(cause)}` : ''}`;
}
