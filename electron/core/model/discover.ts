import type { Inspection, Tried } from '#contract/model';
import type { ModelSchema } from '#contract/schema';
import { question } from './ask-json.ts';
import { deadline } from './deadline.ts';
import { fingerprintLive, type LiveGuess } from './fingerprint.ts';
import type { Guess } from './fingerprint-image.ts';
import { noAnswerCause } from './no-answer.ts';
import { onlyGet } from './only-get.ts';
import { protocolNamed } from './protocols/known.ts';
import { openaiRoute } from './protocols/openai.ts';
import type { Protocol, ToldVersion } from './protocols/protocol.ts';
import type { Reach } from './reach.ts';
import { serverNamed } from './servers/known.ts';

/** What a running server was found to be. `model` is its only model; null where it lists none or several. */
export type Discovered = {
  readonly port: number;
  /** For whatever somebody wants to ask; what was asked here went through GET only. */
  readonly reach: Reach;
  readonly protocol: Protocol;
  readonly guess: Guess;
  readonly models: readonly string[];
  readonly model: string | null;
  readonly schema: ModelSchema | null;
  readonly version: ToldVersion | null;
  /** Where its metrics page is; null where none answers. */
  readonly metrics: { readonly path: string; readonly port: number } | null;
};

/** Every question that was asked, port by port. */
export type TriedAt = Tried & { readonly port: number };

/** Milliseconds for what one port is, and for what is asked of the one that was found: an idle server takes a fraction. */
const patience = 15_000;

/**
 * Asks the ports side by side, once, what they speak; the surest answer wins, then the earlier port. Only GET is used,
 * whoever's server it is. Null when no port answers HTTP. `tried` collects what was asked.
 */
export async function discover(
  reachPort: (port: number) => Reach,
  ports: readonly number[],
  image: Guess | null,
  signal: AbortSignal,
  tried: TriedAt[] = [],
): Promise<Discovered | null> {
  const guesses = await Promise.all(ports.map((port) => guessAt(port, onlyGet(reachPort(port)), image, signal)));
  tried.push(...guesses.flatMap(({ port, tried: asked }) => asked.map((each) => ({ port, ...each }))));
  const [best] = guesses
    .flatMap(({ port, reach, guess }) => (guess ? [{ port, reach, guess }] : []))
    .sort((a, b) => sureness[b.guess.confidence] - sureness[a.guess.confidence]);
  if (!best) return null;
  const { port, reach, guess } = best;
  using limit = deadline(patience, [signal]);
  const protocol = protocolNamed(guess.protocol === 'unknown' ? 'http' : guess.protocol);
  const about = metricsOf(protocol, guess.server);
  const onPort = about.port === null || ports.includes(about.port) ? (about.port ?? port) : null;
  const asking = <T>(asked: Promise<T>, nothing: T) => orNothing(asked, nothing, signal);
  const models = await asking(protocol.models(reach, limit.signal), []);
  const model = models.length === 1 ? (models[0] ?? null) : null;
  const [described, version, metrics] = await Promise.all([
    asking(protocol.schema(reach, model, limit.signal), null),
    asking(protocol.version(reach, model, limit.signal), null),
    onPort === null ? null : asking(metricsAt(onlyGet(reachPort(onPort)), about.path, onPort, limit.signal), null),
  ]);
  const schema = withRoute(described, guess.server, model);
  return { port, reach: reachPort(port), protocol, guess, models, model, schema, version, metrics };
}

const sureness: Readonly<Record<Inspection['confidence'], number>> = { certain: 3, likely: 2, guess: 1, none: 0 };

type PortGuess = {
  readonly port: number;
  readonly reach: Reach;
  readonly guess: LiveGuess | null;
  readonly tried: readonly Tried[];
};

async function guessAt(port: number, reach: Reach, image: Guess | null, signal: AbortSignal): Promise<PortGuess> {
  using limit = deadline(patience, [signal]);
  try {
    const guess = await fingerprintLive(reach, image, limit.signal);
    return { port, reach, guess, tried: guess.tried };
  } catch (error) {
    signal.throwIfAborted();
    const late = limit.expired();
    if (!noAnswerCause(error) && !late) throw error;
    const came = late ? `no end of answers within ${patience / 1000} s` : (error as Error).message;
    return { port, reach, guess: null, tried: [{ path: '/', came }] };
  }
}

/** What the server is known for goes before what its protocol usually has. */
function metricsOf(protocol: Protocol, server: string | null): { path: string; port: number | null } {
  const known = server === null ? null : serverNamed(server)?.metrics;
  const own = known?.path ? { path: known.path, port: known.port } : null;
  return own ?? { path: protocol.metricsPath ?? '/metrics', port: protocol.metricsPort ?? null };
}

/** Which of OpenAI's routes a server has takes a POST to see; of one that is known it is known. */
function withRoute(schema: ModelSchema | null, server: string | null, model: string | null): ModelSchema | null {
  if (schema?.kind !== 'text' || schema.operations.length > 0 || server === null) return schema;
  const route = openaiRoute(serverNamed(server)?.paths.predict ?? '', model);
  return route ? { ...schema, predict: route.id, operations: [route] } : schema;
}

/** A metrics page is one in Prometheus' text form, whatever else answers on that path. */
async function metricsAt(
  reach: Reach,
  path: string,
  port: number,
  signal: AbortSignal,
): Promise<Discovered['metrics']> {
  const { status, body } = await question(reach, { path }, signal);
  return status === 200 && /^# (HELP|TYPE) /m.test(body) ? { path, port } : null;
}

/** A server that answers one question and not the next, or not in time, still is what it was found to be. */
async function orNothing<T>(asked: Promise<T>, nothing: T, signal: AbortSignal): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    signal.throwIfAborted();
    if (noAnswerCause(error) || (error as Error).name === 'AbortError') return nothing;
    throw error;
  }
}
