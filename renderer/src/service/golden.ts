import type { FieldEdit } from '#contract/checklist';
import type { Answer, Question } from '#contract/model';
import { type Leaf, pretty } from './answer.ts';

export type Asked = { readonly method: Question['method']; readonly path: string; readonly body: string };
export type Golden = {
  readonly name: string;
  readonly asked: Asked;
  readonly answer: Answer;
  readonly keeps: readonly Leaf[];
};

/** Numbers with a fraction differ in their last places from machine to machine. */
const tolerance = 0.001;

/** A golden request out of an answer that somebody says is right, appended to those that a file has. Pure. */
export function keeping(file: unknown, { name, asked, answer, keeps }: Golden): FieldEdit {
  const body = asked.method === 'GET' || asked.body.trim() === '' ? undefined : parsed(asked.body);
  const fraction = keeps.some(({ value }) => typeof value === 'number' && !Number.isInteger(value));
  const entry = {
    name: name.trim(),
    request: { method: asked.method, path: asked.path, ...(body === undefined ? {} : { body }) },
    expect: {
      status: answer.status,
      ...(keeps.length > 0 ? { json: Object.fromEntries(keeps.map(({ path, value }) => [path, value])) } : {}),
      ...(fraction ? { tolerance } : {}),
    },
  };
  const present = goldenOf(file);
  return present.length === 0
    ? { path: ['golden'], value: [entry] }
    : { path: ['golden', present.length], value: entry };
}

/** What the first golden request of a file asks; null where it has none that is whole. Pure. */
export function firstAsked(file: unknown): Asked | null {
  const request = (goldenOf(file)[0] as { request?: Record<string, unknown> } | undefined)?.request;
  if (typeof request !== 'object' || request === null || typeof request.path !== 'string') return null;
  const { method, path, body } = request;
  const text = typeof body === 'string' ? body : body === undefined ? '' : pretty(body);
  return { method: method === 'GET' ? 'GET' : 'POST', path, body: text };
}

/** The names that are taken, since each may stand there once. */
export const namesIn = (file: unknown): readonly string[] =>
  goldenOf(file).map((one) => String((one as { name?: unknown }).name ?? ''));

function goldenOf(file: unknown): readonly unknown[] {
  const golden = typeof file === 'object' && file !== null ? (file as { golden?: unknown }).golden : undefined;
  return Array.isArray(golden) ? golden : [];
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

/** Said where a body is meant as JSON and is none; null where nothing is wrong with it. */
export function mistakeIn(body: string): string | null {
  if (!/^\s*[[{]/.test(body)) return null;
  try {
    JSON.parse(body);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : 'This is no JSON.';
  }
}
