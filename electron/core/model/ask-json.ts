import type { Reach, ReachAnswer } from './reach.ts';

/** Milliseconds that a question about a server may take: more than an idle server needs, less than a person waits. */
const questionDeadline = 5_000;

type Question = { readonly method?: string; readonly path: string; readonly body?: unknown };

/** Milliseconds for the answer, and bytes that are read of it. */
type Bounds = { readonly deadline?: number; readonly most?: number };

/** Asks something that changes nothing. NO_ANSWER where none comes. */
export function question(
  reach: Reach,
  { method = 'GET', path, body }: Question,
  signal: AbortSignal,
  bounds: Bounds = {},
): Promise<ReachAnswer> {
  const json =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
  return reach({ method, path, deadline: questionDeadline, repeatable: true, ...bounds, ...json }, signal);
}

/** The JSON of a 2xx answer; null for any other answer. */
export async function askJson(reach: Reach, asked: Question, signal: AbortSignal): Promise<unknown> {
  return jsonOf(await question(reach, asked, signal));
}

export const jsonOf = (answer: ReachAnswer): unknown => (isFine(answer.status) ? anyJson(answer) : null);

/** The JSON of an answer, be it a refusal; null where it is none. */
export function anyJson(answer: Pick<ReachAnswer, 'body'>): unknown {
  try {
    return JSON.parse(answer.body);
  } catch {
    return null;
  }
}

export const isFine = (status: number): boolean => status >= 200 && status <= 299;

/** A member of a JSON object; undefined where there is no object or no such member. */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
