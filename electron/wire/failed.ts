import { ORPCError } from '@orpc/client';
import * as z from 'zod';
import type { Failure } from '#contract/message';
import { Problem } from '#contract/problem';

const refusedInput = z.object({
  issues: z.array(z.object({ message: z.string(), path: z.array(z.union([z.string(), z.number()])).default([]) })),
});
/** Of each: what is wrong is clear from the first few, however much was sent. */
const issuesTold = 8;
const charactersTold = 300;

/** What a page is told of what was thrown: all of an expected failure, and nothing of a bug, which belongs in a log. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Problem) return { kind: 'problem', ...thrown.toJSON() };
  if (thrown instanceof ORPCError && thrown.code === 'BAD_REQUEST') {
    const issues = refusedInput.safeParse(thrown.data).data?.issues ?? [];
    return badInput(issues.slice(0, issuesTold).map(({ message, path }) => ({ message: short(message), path })));
  }
  return {
    kind: 'bug',
    message: 'Something went wrong inside Slipway.',
    hint: 'This is a bug: what happened is in the log of the program that serves this page. Please report it.',
  };
}

export function badInput(issues: Extract<Failure, { kind: 'input' }>['issues']): Failure {
  const [first] = issues;
  const where = first && first.path.length > 0 ? `${first.path.join('.')}: ` : '';
  const message = first ? short(`${where}${first.message}`) : 'The call is not as it should be.';
  return { kind: 'input', message, hint: 'Change it, and try again.', issues };
}

function short(text: string): string {
  return text.length > charactersTold ? `${text.slice(0, charactersTold)}…` : text;
}
