import type { FirstRequest, Inspection } from '#contract/model';
import { serverProfile } from '#contract/server';
import type { Discovered } from './discover.ts';
import type { Guess } from './fingerprint-image.ts';
import { knownProtocols } from './protocols/known.ts';
import { serverNamed } from './servers/known.ts';

type View = Pick<
  Inspection,
  'protocol' | 'confidence' | 'ports' | 'port' | 'paths' | 'models' | 'schema' | 'server' | 'request'
>;

const unknownPaths = { ready: null, predict: null, metadata: null, metrics: null };

/** Pure: what the image or the container says of itself, for as long as nobody has answered. */
export function unasked(guess: Guess, ports: readonly number[], port: number | null): View {
  const protocol = knownProtocols.find(({ name }) => name === guess.protocol);
  const server = serverOf(guess.server, null);
  return {
    protocol: guess.protocol,
    confidence: guess.confidence,
    ports: [...ports],
    port,
    paths: protocol
      ? {
          ready: protocol.ready(null).path,
          predict: protocol.predictPath(null),
          metadata: protocol.metadataPath(null),
          metrics: server ? server.metrics.path : protocol.metricsPath,
        }
      : unknownPaths,
    models: [],
    schema: null,
    server,
    request: null,
  };
}

/** Pure: what its answers show. Of a server that is none that is known no path is guessed. */
export function asked(found: Discovered, exposed: readonly number[]): View {
  const { protocol, model, guess, schema } = found;
  const isKnown = guess.protocol !== 'unknown';
  const predict = schema?.operations.find(({ id }) => id === schema.predict)?.path ?? null;
  return {
    protocol: guess.protocol,
    confidence: guess.confidence,
    ports: [...new Set([...exposed, found.port])].sort((a, b) => a - b),
    port: found.port,
    paths: {
      ready: isKnown ? protocol.ready(model).path : null,
      predict: predict ?? (isKnown ? protocol.predictPath(model) : null),
      metadata: isKnown ? protocol.metadataPath(model) : null,
      metrics: found.metrics?.path ?? null,
    },
    models: [...found.models],
    schema,
    server: serverOf(guess.server, found.version?.of === 'server' ? found.version.version : null),
    request: firstRequest(found),
  };
}

function serverOf(id: string | null, version: string | null): Inspection['server'] {
  const known = id === null ? null : serverNamed(id);
  return known && { ...serverProfile.parse(known), told: version };
}

/** From the schema where it says enough, else what the kind of server takes. */
function firstRequest({ protocol, model, schema, guess }: Discovered): FirstRequest | null {
  const made = protocol.sample(model, schema);
  if (made) {
    const { method, path, body } = made.request;
    return { method, path, body, from: 'the schema' };
  }
  const sample = guess.server === null ? null : (serverNamed(guess.server)?.sample ?? null);
  if (!sample || (JSON.stringify(sample).includes('{model}') && model === null)) return null;
  return { ...(named(sample, model ?? '') as typeof sample), from: 'the server' };
}

/** The same with the model's name wherever {model} stands. */
function named(value: unknown, model: string): unknown {
  if (typeof value === 'string') return value.replaceAll('{model}', model);
  if (Array.isArray(value)) return value.map((each) => named(each, model));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, named(inner, model)]));
}

/** Pure: the port that the model is likely to listen on, as its image says. */
export function likelyPort(guess: Guess, exposed: readonly number[]): number | null {
  if (exposed.length === 1) return exposed[0] ?? null;
  const server = guess.server === null ? null : serverNamed(guess.server);
  const usual = server?.ports.inference ?? knownProtocols.find(({ name }) => name === guess.protocol)?.ports ?? [];
  return usual.find((port) => exposed.includes(port)) ?? (exposed.length === 0 ? (usual[0] ?? null) : null);
}

export function portReasons(exposed: readonly number[], port: number | null): string[] {
  if (exposed.length === 0) return ['it exposes no port: model.port says which one is the model'];
  if (exposed.length === 1) return [`port ${exposed[0]} is the only one that it exposes`];
  return port === null ? [`it exposes ${exposed.length} ports: model.port says which one is the model`] : [];
}
