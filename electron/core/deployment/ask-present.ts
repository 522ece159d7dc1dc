import type { GoldenResult } from '#contract/model';
import { reachHeaders } from '../gateway/places.ts';
import { askGolden } from '../model/golden.ts';
import { noAnswerCause } from '../model/no-answer.ts';
import { type Reach, withHeaders } from '../model/reach.ts';
import type { Served } from '../release/release.ts';
import type { Kept, Observed } from './observed.ts';

/** What the present release answers now; `why` says what is wrong with it, null when it is well. `ms` is the asking. */
export type AskedPresent = {
  readonly golden: readonly (GoldenResult & { readonly replica: string })[];
  readonly ms: number;
  readonly why: string | null;
};

/** One that answers is proof enough, and of many that do not a few are. */
const mostAsked = 3;
const readyWithin = 5_000;

/** Asks a running replica of what serves its golden requests, or whether it is ready where it has none. */
export async function askPresent(
  reach: Reach,
  observed: Observed,
  kept: Kept,
  signal: AbortSignal,
): Promise<AskedPresent> {
  const usable = observed.replicas.filter((replica) => replica.usable && replica.release === kept.number);
  const { served } = kept;
  let last: AskedPresent = { golden: [], ms: 0, why: 'none of its replicas is ready' };
  if (!served) return usable.length > 0 ? { ...last, why: 'it is not known what it speaks' } : last;
  for (const { name } of usable.slice(0, mostAsked)) {
    last = await askReplica(withHeaders(reach, reachHeaders(name, served.port)), name, kept, served, signal);
    if (last.why === null) break;
  }
  return last;
}

async function askReplica(
  reach: Reach,
  replica: string,
  kept: Kept,
  served: Served,
  signal: AbortSignal,
): Promise<AskedPresent> {
  const own = kept.golden.length > 0;
  const golden: (GoldenResult & { replica: string })[] = [];
  const since = performance.now();
  for (const one of own ? kept.golden : served.generated) {
    const result = await askGolden(reach, one, !own, signal);
    golden.push({ ...result, replica });
    if (!result.ok) {
      const why = `${replica} answers "${result.name}" wrongly (${result.wrong.join('; ')})`;
      return { golden, ms: performance.now() - since, why };
    }
  }
  const why = golden.length > 0 ? null : await unready(reach, replica, served, signal);
  return { golden, ms: performance.now() - since, why };
}

async function unready(reach: Reach, replica: string, served: Served, signal: AbortSignal): Promise<string | null> {
  const { path, least, most, contains } = served.ready;
  try {
    const { status, body } = await reach({ method: 'GET', path, deadline: readyWithin }, signal);
    const well = status >= least && status <= most && (contains === null || body.includes(contains));
    return well ? null : `${replica} says that it is not ready (GET ${path}: ${status})`;
  } catch (error) {
    if (!noAnswerCause(error)) throw error;
    return `${replica} does not answer (${(error as Error).message})`;
  }
}
