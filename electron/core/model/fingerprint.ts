import type { Tried } from '#contract/model';
import { asking } from './asking.ts';
import type { Guess } from './fingerprint-image.ts';
import type { Reach } from './reach.ts';
import { knownServers } from './servers/known.ts';
import { type Recognised, recognise } from './servers/recognise.ts';
import { refusesEmpty, type Spoken, spokenIn, spokenPaths, sureness } from './spoken.ts';

/** `settled` is false while another answer may still come: a route answered 500 or above or not at all, or the image says otherwise. */
export type LiveGuess = Guess & { readonly settled: boolean; readonly tried: readonly Tried[] };

/**
 * How much is asked: `quick` only what the common protocols and the image's server show themselves by. `posting` also
 * sends requests without content, which are refused before a model runs: for replicas of ours, never to a stranger.
 */
export type Asking = { readonly quick?: boolean; readonly posting?: boolean };

/**
 * What a running server's answers tell, together with what its image told. Asks only what changes nothing and runs no
 * model. One that answers HTTP and is nothing that is known is `unknown`. NO_ANSWER where no question is answered.
 */
export async function fingerprintLive(
  reach: Reach,
  image: Guess | null,
  signal: AbortSignal,
  { quick = false, posting = false }: Asking = {},
): Promise<LiveGuess> {
  const { ask, asked } = asking(reach, signal);
  await ask(pathsFor(image?.server ?? null));
  for (const wave of quick ? [] : waves) {
    if (isTold(recognise(knownServers, asked(), image), spokenIn(asked(), image)[0])) break;
    await ask(wave);
  }
  const servers = recognise(knownServers, asked(), image);
  const [best] = spokenIn(asked(), image);
  const doubtful = posting && best?.protocol === 'openai' && best.live.length === 1;
  const wanting = doubtful ? await refusesEmpty(reach, signal) : null;
  const spoken = best && wanting ? { ...best, live: [...best.live, wanting] } : best;
  const guess = conclude(servers, spoken ?? null);
  const contradicted = guess.protocol === 'unknown' && image?.confidence === 'likely' && image.protocol !== 'http';
  const settled = asked().settled && !contradicted && !(quick && guess.protocol === 'unknown');
  const reasons = asked().settled || guess.confidence === 'certain' ? guess.reasons : [...guess.reasons, mayChange];
  return { ...guess, reasons, settled, tried: asked().tried };
}

const mayChange = 'some answers were 500 or above, or did not come in time: it may still be starting';

/** What tells most servers apart goes first; nothing more is asked once one is certain. */
const telling = ['/metrics', '/props', '/info', '/api/tags', '/health', '/ping', '/schema.json', '/get_model_info'];
const everySign = [...new Set(knownServers.flatMap(({ signs }) => signs.map(({ path }) => path)))];
const waves = [telling, everySign];

/** Whether more questions could not make it surer. Of the many that speak OpenAI's protocol it is worth knowing which. */
function isTold(servers: readonly Recognised[], spoken: Spoken | undefined): boolean {
  const server = servers.some(({ server, confidence }) => confidence === 'certain' && !server.fallback);
  return server || (spoken?.protocol === 'oip-v2' && sureness(spoken) === 'certain');
}

function pathsFor(server: string | null): string[] {
  const signs = knownServers.find(({ id }) => id === server)?.signs ?? [];
  return [...new Set([...spokenPaths, ...signs.map(({ path }) => path)])];
}

/**
 * Pure: a server that is recognised for more than one reason says what is spoken; else the protocol that the answers
 * show does, and then what there is a single sign of.
 */
function conclude(servers: readonly Recognised[], spoken: Spoken | null): Guess {
  const sure = servers.find(({ server, confidence }) => confidence !== 'guess' && !server.fallback);
  const [any] = servers;
  const isSpoken = spoken !== null && sureness(spoken) !== 'guess';
  if (sure && (sure.server.protocol !== 'http' || !isSpoken)) return byServer(sure);
  if (spoken && (isSpoken || !any || (any.confidence === 'guess' && any.server.protocol === 'http')))
    return bySpoken(spoken, sure ?? (any?.confidence === 'guess' ? null : any) ?? null);
  if (any) return byServer(any);
  const reasons = ['it answers HTTP, on no route of a server that is known here'];
  return { protocol: 'unknown', server: null, confidence: 'none', reasons };
}

function byServer({ server, confidence, reasons }: Recognised): Guess {
  return { protocol: server.protocol, server: server.id, confidence, reasons };
}

function bySpoken(spoken: Spoken, of: Recognised | null): Guess {
  const reasons = [...spoken.live, ...spoken.told, ...(of?.reasons ?? [])];
  return {
    protocol: spoken.protocol,
    server: of?.server.id ?? null,
    confidence: sureness(spoken),
    reasons: [...new Set(reasons)],
  };
}
