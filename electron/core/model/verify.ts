import type { GoldenResult } from '#contract/model';
import { Problem } from '#contract/problem';
import type { Served } from '../release/release.ts';
import type { Golden } from '../service/schema.ts';
import { askGolden, type GoldenSet, goldenFor } from './golden.ts';
import type { Reach } from './reach.ts';
import { type AwaitOptions, awaitServed } from './ready.ts';

export type VerifyOptions = AwaitOptions & {
  /** The release's golden requests; empty means that one is made from the schema. */
  readonly golden: readonly Golden[];
  /** What another replica of the same release was found to serve: spares the search for port, protocol and name. */
  readonly known?: Served | null;
};

/** `served.generated` holds the requests that were made from the schema and answered. */
export type Verified = { readonly served: Served; readonly golden: readonly GoldenResult[] };

/** What a WRONG_ANSWER or NO_ANSWER of `verifyReplica` carries as its cause. */
export type VerifyCause = Verified;

/**
 * Waits until the model is ready, then asks every golden request, one after the other so that their times are the
 * model's. Fails with what `awaitServed` fails with, and with WRONG_ANSWER or NO_ANSWER (cause: VerifyCause).
 */
export async function verifyReplica(options: VerifyOptions): Promise<Verified> {
  const { known, signal } = options;
  const reachPort = onePerPort(options.reachPort);
  const found = await awaitServed({ ...options, reachPort, model: { ...options.model, ...knownModel(options) } });
  const served = known ? { ...found, generated: known.generated } : found;
  const reach = reachPort(served.port);
  const set = await goldenFor(options.golden, served, reach, signal);
  const results = await askAll(reach, set, signal);

  const verified = set.generated ? withoutRefused(served, set, results) : { served, golden: results };
  const bad = verified.golden.filter((result) => !result.ok);
  if (bad.length > 0) throw failed(bad, set.golden.length, verified);
  return verified;
}

function onePerPort(reachPort: (port: number) => Reach): (port: number) => Reach {
  const reaches = new Map<number, Reach>();
  return (port) => {
    const reach = reaches.get(port) ?? reachPort(port);
    reaches.set(port, reach);
    return reach;
  };
}

function knownModel({ known, model }: VerifyOptions): Partial<VerifyOptions['model']> {
  if (!known) return {};
  const name = known.model ?? model.name;
  return { protocol: known.protocol, port: known.port, ...(name ? { name } : {}) };
}

async function askAll(reach: Reach, set: GoldenSet, signal: AbortSignal): Promise<GoldenResult[]> {
  const results: GoldenResult[] = [];
  for (const golden of set.golden) {
    let result = await askGolden(reach, golden, set.generated, signal);
    // The first request of a fresh process loads what it needs; no caller meets that, since this one has.
    if (results.length === 0 && isLate(golden, result)) result = await askGolden(reach, golden, set.generated, signal);
    results.push(result);
    // What does not answer one request would keep the others waiting just as long.
    if (result.status === null) break;
  }
  return results;
}

function isLate({ expect }: Golden, result: GoldenResult): boolean {
  const slow = expect.within !== undefined && result.ms > expect.within;
  return slow || (expect.firstTokenWithin !== undefined && (result.firstTokenMs ?? 0) > expect.firstTokenWithin);
}

/**
 * A 4xx to a request that we made up says that it was made up badly, not that the model is wrong. So does any failure of
 * one that was made from an application's OpenAPI page, which says what form its input has and not what it means.
 */
function withoutRefused(served: Served, set: GoldenSet, results: readonly GoldenResult[]): Verified {
  const most = served.protocol === 'http' || served.protocol === 'bentoml' ? 599 : 499;
  const refused = (result: GoldenResult | undefined) => (result?.status ?? 0) >= 400 && (result?.status ?? 0) <= most;
  const generated = set.golden.filter((_golden, index) => !refused(results[index]));
  return { served: { ...served, generated }, golden: results.filter((result) => !refused(result)) };
}

function failed(bad: readonly GoldenResult[], of: number, cause: VerifyCause): Problem {
  const silent = bad.every((result) => result.status === null);
  const told = bad.slice(0, 3).map((result) => `"${result.name}": ${result.wrong.join('; ')}`);
  const more = bad.length > told.length ? `, and ${bad.length - told.length} more` : '';
  const message = `${bad.length} of ${of} golden requests ${silent ? 'got no answer' : 'went wrong'}. ${told.join('. ')}${more}.`;
  return new Problem(silent ? 'NO_ANSWER' : 'WRONG_ANSWER', message, {
    hint: silent
      ? 'The model says that it is ready but does not answer: read the log of the replica.'
      : 'Compare with what the model should answer: either the model is wrong, or the golden request is out of date.',
    cause,
  });
}
