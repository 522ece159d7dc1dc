import { Problem } from '#contract/problem';
import type { ModelSchema } from '#contract/schema';
import type { Served } from '../release/release.ts';
import { deadline, inWords } from './deadline.ts';
import { onlyGet } from './only-get.ts';
import { protocolNamed } from './protocols/known.ts';
import type { Reach } from './reach.ts';

/** Milliseconds that a server may take to describe itself; an idle one takes a fraction. */
const patience = 10_000;

/** What a server says of what it takes and gives, asked with GET only; in words why it does not. */
export async function schemaAt(
  reach: Reach,
  { protocol, model }: Pick<Served, 'protocol' | 'model'>,
  signal: AbortSignal,
): Promise<ModelSchema | string> {
  using limit = deadline(patience, [signal]);
  try {
    const schema = await protocolNamed(protocol).schema(onlyGet(reach), model, limit.signal);
    return schema ?? 'it tells no schema';
  } catch (error) {
    signal.throwIfAborted();
    if (limit.expired()) return `it did not tell its schema within ${inWords(patience)}`;
    if (error instanceof Problem) return `it does not tell its schema (${error.message})`;
    throw error;
  }
}
