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

/** Pure: the one request. A body goes as JSON to where the protocol predicts, else to where the first golden request goes. */
export function requestFor(body: string | undefined, { served, golden }: Questions): Omit<ReachRequest, 'deadline'> {
  const [first] = golden;
  if (body === undefined) return first ? requestOf(first) : { method: 'GET', path: '/' };
  const own = served && protocolNamed(served.protocol).predictPath(served.model);
  const path = (served?.protocol === 'openai' && openaiPath(body)) || own || postedTo(first) || '/';
  return { method: 'POST', path, headers: { 'Content-Type': 'application/json' }, body };
}

const postedTo = (golden: Golden | undefined): string | null =>
  golden?.request.method === 'POST' ? golden.request.path : null;

/** One server has several routes there, and the body tells which one it is for. */
function openaiPath(body: string): string | null {
  if (/"messages"\s*:/.test(body)) return '/v1/chat/completions';
  return /"input"\s*:/.test(body) ? '/v1/embeddings' : null;
}
