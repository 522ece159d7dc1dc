import type { Question } from '#contract/model';
import { Problem } from '#contract/problem';
import { requestOf } from '../model/golden.ts';
import { protocolNamed } from '../model/protocols/known.ts';
import type { ReachRequest } from '../model/reach.ts';
import type { Served } from '../release/release.ts';
import type { Golden } from './schema.ts';

/** What may be asked of a model: its golden requests, or the ones made for it, and what it speaks where that is known. */
export type Questions = {
  /** Milliseconds that the service's front waits for an answer. */
  readonly timeout?: number;
  readonly served: Pick<Served, 'protocol' | 'model'> | null;
  readonly golden: readonly Golden[];
  readonly generated: boolean;
};

/** What somebody wants to ask; what is left out is taken from the questions. */
export type Wish = {
  readonly method?: 'GET' | 'POST' | undefined;
  readonly path?: string | undefined;
  readonly body?: string | undefined;
};

/**
 * Pure: the one request. Without a path, a body goes as JSON to where the protocol predicts, else to where the first golden
 * request goes; and without a body it is that golden request.
 */
export function requestFor({ method, path, body }: Wish, questions: Questions): Omit<ReachRequest, 'deadline'> {
  const { served, golden } = questions;
  const [first] = golden;
  if (path === undefined && method === undefined && body === undefined)
    return first ? requestOf(first) : { method: 'GET', path: '/' };
  if (path === undefined && method !== 'GET') {
    const own = served && protocolNamed(served.protocol).predictPath(served.model);
    const to = (served?.protocol === 'openai' && openaiPath(body ?? '')) || own || postedTo(first) || '/';
    return { method: 'POST', path: to, headers: json, ...(body === undefined ? {} : { body }) };
  }
  const how = method ?? (body === undefined ? 'GET' : 'POST');
  const to = path ?? '/';
  const known = golden.find(({ request }) => request.method === how && request.path === to);
  if (how === 'GET' || body === undefined) return { method: how, path: to, headers: known?.request.headers ?? {} };
  // A golden request may carry headers that its route wants.
  const headers = { ...(isJson(body) ? json : text), ...known?.request.headers };
  return { method: how, path: to, headers, body };
}

const json = { 'Content-Type': 'application/json' };
const text = { 'Content-Type': 'text/plain; charset=utf-8' };

function isJson(body: string): boolean {
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}

/** Pure: a request to begin with, as a form shows it. */
export function questionOf({ served, golden, generated }: Questions): Question {
  const first = golden.find(({ request }) => request.method === 'GET' || request.method === 'POST');
  if (first) {
    const { method, path, body } = first.request;
    return {
      method: method === 'GET' ? 'GET' : 'POST',
      path,
      body: body === undefined ? null : typeof body === 'string' ? body : readableJson(body),
      from: generated ? 'the schema' : 'the first golden request',
    };
  }
  const own = served && protocolNamed(served.protocol).predictPath(served.model);
  if (own) return { method: 'POST', path: own, body: '{}', from: 'the protocol' };
  return { method: 'GET', path: '/', body: null, from: 'the protocol' };
}

/** On several lines, but for what holds plain values only: a line a pixel helps nobody. */
export function readableJson(value: unknown, indent = ''): string {
  const inner = typeof value === 'object' && value !== null ? Object.values(value) : [];
  if (!inner.some((it) => typeof it === 'object' && it !== null)) return JSON.stringify(value);
  const deeper = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map((it) => readableJson(it, deeper))
    : Object.entries(value as object).map(([key, it]) => `${JSON.stringify(key)}: ${readableJson(it, deeper)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${lines.map((line) => deeper + line).join(',\n')}\n${indent}${close}`;
}

/** What is asked of a service goes to that service. BAD_COMMAND. */
export function refuseElsewhere(path: string | undefined): void {
  if (path === undefined || /^\/(?!\/)[\x21\x22\x24-\x7e]*$/.test(path)) return;
  throw new Problem('BAD_COMMAND', `${JSON.stringify(path.slice(0, 200))} is not a path of the service`, {
    hint: 'A path begins with one "/" and has no scheme, host, space or "#" in it.',
  });
}

const postedTo = (golden: Golden | undefined): string | null =>
  golden?.request.method === 'POST' ? golden.request.path : null;

/** One server has several routes there, and the body tells which one it is for. */
function openaiPath(body: string): string | null {
  if (/"messages"\s*:/.test(body)) return '/v1/chat/completions';
  return /"input"\s*:/.test(body) ? '/v1/embeddings' : null;
}
