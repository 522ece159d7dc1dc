import { createHash } from 'node:crypto';
import { noAccess } from './access.ts';
import { insideTable, publicListener } from './listener.ts';
import { models, readiness } from './models.ts';
import { ports, stateFolder } from './places.ts';
import { privatePort } from './private.ts';
import { fitName, quoted, whole } from './quote.ts';
import { hardStop, keepAlive } from './timing.ts';
import type { GatewayInput, Serving } from './types.ts';

const marker = '# slipway ';
const ending = '# end ';

/**
 * The whole haproxy.cfg (HAProxy 2.6 and later). Its first line says what it serves (`servingOf`), its description
 * epoch and hash, by which the running process is told apart, and its last line the hash again: cut short, it is refused.
 * Throws Problem BAD_FILE when a name or a path could not be written safely.
 */
export function renderConfig(input: GatewayInput): string {
  for (const { name } of input.replicas) fitName(name);
  const head = `${marker}${JSON.stringify(serving(input))}`;
  const asked = input.paused ? { ...input, replicas: [] } : input;
  const sections = [
    defaults(input),
    resolvers,
    publicListener(input),
    insideTable,
    models(asked),
    ...readiness(asked),
    ...privatePort(asked.replicas),
  ];
  const body = [settings(input), ...sections].map((lines) => lines.join('\n  ')).join('\n\n');
  const hash = createHash('sha256').update(`${head}\n${body}`).digest('hex').slice(0, 16);
  const described = `global\n  description ${quoted(`slipway epoch=${input.epoch} hash=${hash}`)}${body.slice('global'.length)}`;
  return `${head}\n${described}\n${ending}${hash}\n`;
}

/**
 * Nothing to serve, said with 503 to everybody: before the first release, and after the last. Still to be given its epoch
 * and drain.
 */
export const emptyInput = (
  service: string,
  front: GatewayInput['front'],
  frontHash: string,
): Omit<GatewayInput, 'epoch' | 'drain'> => {
  return { service, release: null, front: openFront(front), access: noAccess, frontHash, replicas: [] };
};

/** The same front without what callers need to be let in. */
export function openFront({ tls: _, ...front }: GatewayInput['front']): GatewayInput['front'] {
  return { ...front, keys: [] };
}

/** What a configuration of ours serves; null when it is not one, or was cut short. */
export function servingOf(config: string): Serving | null {
  const line = config.slice(0, config.indexOf('\n'));
  if (!line.startsWith(marker) || hashOf(config) === null) return null;
  try {
    return JSON.parse(line.slice(marker.length)) as Serving;
  } catch {
    return null;
  }
}

export function hashOf(config: string): string | null {
  return /\n# end ([0-9a-f]{16})\n$/.exec(config)?.[1] ?? null;
}

function serving(input: GatewayInput): Serving {
  const { service, epoch, release, frontHash, replicas, paused, access } = input;
  const guarded = access.keys !== null || access.tls !== null;
  return {
    service,
    epoch,
    release,
    frontHash,
    replicas,
    ...(paused ? { paused } : {}),
    ...(guarded ? { access } : {}),
  };
}

const settings = (input: GatewayInput): string[] => [
  'global',
  'log stdout len 512 format raw local0 info',
  `stats socket ipv4@127.0.0.1:${ports.runtime} level admin expose-fd listeners`,
  'stats timeout 1m',
  `server-state-file ${stateFolder}/servers.state`,
  // Left to itself HAProxy makes room for as many as the engine's limit of open files allows, which may be a million;
  // where that limit is lower than what it needs, fewer are better than a gateway that does not start.
  'maxconn 4000',
  'no strict-limits',
  `hard-stop-after ${hardStop(input)}ms`,
];

function defaults({ drain, front }: GatewayInput): string[] {
  const timeout = whole(front.limit.timeout, 1);
  return [
    'defaults',
    'mode http',
    // Answers that are generated piece by piece are passed on so.
    'option http-no-delay',
    'load-server-state-from-file global',
    // Without these two a reload breaks requests of clients that keep their connections: about 90 in 30 reloads, measured.
    'option idle-close-on-response',
    `timeout http-keep-alive ${keepAlive(drain)}ms`,
    'timeout http-request 10s',
    'timeout connect 1s',
    `timeout client ${whole(timeout, 30_000)}ms`,
    `timeout server ${timeout}ms`,
    `timeout queue ${timeout}ms`,
    `timeout tunnel ${whole(timeout, 3_600_000)}ms`,
  ];
}

/** Docker's own resolver. Its answers are held so shortly because addresses move from container to container. */
const resolvers = [
  'resolvers docker',
  'nameserver engine 127.0.0.11:53',
  'resolve_retries 2',
  'timeout resolve 500ms',
  'timeout retry 300ms',
  'hold valid 500ms',
  'hold nx 0s',
  'hold obsolete 0s',
  // The engine itself answers here: one that hangs or restarts takes no replica away, and the checks know who answers.
  'hold refused 1h',
  'hold timeout 1h',
  'hold other 1h',
];
