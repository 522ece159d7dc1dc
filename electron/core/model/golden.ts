import type { GoldenResult } from '#contract/model';
import type { Served } from '../release/release.ts';
import type { Golden } from '../service/schema.ts';
import { inWords } from './deadline.ts';
import { judge } from './judge.ts';
import { noAnswerCause } from './no-answer.ts';
import { protocolNamed } from './protocols/known.ts';
import type { Reach, ReachRequest } from './reach.ts';

/** Golden requests to ask, and whether Slipway made them. */
export type GoldenSet = { readonly golden: readonly Golden[]; readonly generated: boolean };

/** Milliseconds after which a request without `within` counts as hanging, and what no `within` is waited beyond. */
const patience = 30_000;
const longestPatience = 15 * 60_000;
/** Opening a stream through the engine and the way back are not the model's time. */
const wayThere = 500;
const bodyKept = 2_000;

/** Asks one golden request. No answer is a result that is not ok; only an abort or an unreachable host is thrown. */
export async function askGolden(
  reach: Reach,
  golden: Golden,
  generated: boolean,
  signal: AbortSignal,
): Promise<GoldenResult> {
  const limit = Math.min(golden.expect.within ?? patience, longestPatience);
  const began = performance.now();
  const asked = `${golden.request.method} ${golden.request.path}`;
  try {
    const answer = await reach({ ...requestOf(golden), deadline: limit + wayThere }, signal);
    const wrong = await judge(golden.expect, answer);
    return {
      name: golden.name,
      ok: wrong.length === 0,
      generated,
      status: answer.status,
      ms: rounded(answer.ms),
      firstTokenMs: rounded(answer.firstByteMs),
      wrong,
      body: answer.body.slice(0, bodyKept),
      asked,
    };
  } catch (error) {
    const cause = noAnswerCause(error);
    if (!cause) throw error;
    const why = cause.late ? `no answer within ${inWords(limit)}` : (error as Error).message;
    const ms = rounded(performance.now() - began);
    const none = { status: null, firstTokenMs: null, body: '' };
    return { name: golden.name, ok: false, generated, ...none, ms, wrong: [why], asked };
  }
}

/** The file's golden requests, else those made before, else one made from the model's schema, else none. */
export async function goldenFor(
  golden: readonly Golden[],
  served: Served,
  reach: Reach,
  signal: AbortSignal,
): Promise<GoldenSet> {
  if (golden.length > 0) return { golden, generated: false };
  if (served.generated.length > 0) return { golden: served.generated, generated: true };
  const protocol = protocolNamed(served.protocol);
  try {
    const sample = protocol.sample(served.model, await protocol.schema(reach, served.model, signal));
    return { golden: sample ? [sample] : [], generated: true };
  } catch (error) {
    // A server that keeps its schema to itself still serves.
    if (!noAnswerCause(error)) throw error;
    return { golden: [], generated: true };
  }
}

/** A request of the golden kind as it is sent: text as it is, anything else as JSON. `bodyFile` was read when the file was. */
export function requestOf({ request }: Golden): Omit<ReachRequest, 'deadline'> {
  const { method, path, headers, body } = request;
  // A golden request is asked of every replica of every release: whoever wrote it meant it to be repeated.
  const base = { method, path, headers, repeatable: true };
  if (body === undefined) return base;
  const typed = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
  return {
    ...base,
    headers: typed ? headers : { ...headers, 'Content-Type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

const rounded = (ms: number) => Math.round(ms * 1000) / 1000;
