import type { Inspection } from '#contract/model';
import { question } from './ask-json.ts';
import { deadline } from './deadline.ts';
import { fingerprintLive, type Guess, type LiveGuess } from './fingerprint.ts';
import { noAnswerCause } from './no-answer.ts';
import { protocolNamed } from './protocols/known.ts';
import type { ModelSchema, Protocol, ToldVersion } from './protocols/protocol.ts';
import type { Reach } from './reach.ts';

/** What a running server was found to be. `model` is its only model; null where it lists none or several. */
export type Discovered = {
  readonly port: number;
  readonly reach: Reach;
  readonly protocol: Protocol;
  readonly guess: Guess;
  readonly models: readonly string[];
  readonly model: string | null;
  readonly schema: ModelSchema | null;
  readonly version: ToldVersion | null;
  readonly metrics: string | null;
};

/** Milliseconds for one port: an idle server answers all questions in a fraction of it. */
const patience = 15_000;

/**
 * Asks the ports side by side, once, what they speak; the surest answer wins, then the earlier port. Asks only what
 * changes nothing. Null when no port answers HTTP.
 */
export async function discover(
  reachPort: (port: number) => Reach,
  ports: readonly number[],
  image: Guess | null,
  signal: AbortSignal,
): Promise<Discovered | null> {
  const guesses = await Promise.all(ports.map((port) => guessAt(port, reachPort(port), image, signal)));
  const [best] = guesses
    .filter((it) => it !== null)
    .sort((a, b) => sureness[b.guess.confidence] - sureness[a.guess.confidence]);
  if (!best) return null;
  const { port, reach, guess } = best;
  const protocol = protocolNamed(guess.protocol === 'unknown' ? 'http' : guess.protocol);
  const models = await orNothing(protocol.models(reach, signal), []);
  const model = models.length === 1 ? (models[0] ?? null) : null;
  const [schema, version, metrics] = await Promise.all([
    orNothing(protocol.schema(reach, model, signal), null),
    orNothing(protocol.version(reach, model, signal), null),
    orNothing(metricsPath(reach, protocol.metricsPath ?? '/metrics', signal), null),
  ]);
  return { port, reach, protocol, guess, models, model, schema, version, metrics };
}

const sureness: Readonly<Record<Inspection['confidence'], number>> = { certain: 3, likely: 2, guess: 1, none: 0 };

type PortGuess = { readonly port: number; readonly reach: Reach; readonly guess: LiveGuess };

async function guessAt(
  port: number,
  reach: Reach,
  image: Guess | null,
  signal: AbortSignal,
): Promise<PortGuess | null> {
  using limit = deadline(patience, [signal]);
  try {
    return { port, reach, guess: await fingerprintLive(reach, image, limit.signal) };
  } catch (error) {
    signal.throwIfAborted();
    if (noAnswerCause(error) || limit.expired()) return null;
    throw error;
  }
}

/** A metrics page is one in Prometheus' text form, whatever else answers on that path. */
async function metricsPath(reach: Reach, path: string, signal: AbortSignal): Promise<string | null> {
  const { status, body } = await question(reach, { path }, signal);
  return status === 200 && /^# (HELP|TYPE) /m.test(body) ? path : null;
}

/** A server that answers one question and not the next still is what it was found to be. */
async function orNothing<T>(asked: Promise<T>, nothing: T): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (noAnswerCause(error)) return nothing;
    throw error;
  }
}
