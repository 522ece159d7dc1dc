import { Agent, type IncomingMessage, request as send } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ReachAnswer, ReachRequest } from './reach.ts';

/** What came of one request on one stream. Nothing of an answer had come where it is `unanswered`. */
export type Outcome =
  | { readonly kind: 'answered'; readonly answer: ReachAnswer }
  | { readonly kind: 'unanswered'; readonly error: unknown }
  | { readonly kind: 'broken'; readonly status: number; readonly bytes: number; readonly error: unknown };

/** One stream that carries one request at a time. */
export type Connection = {
  exchange(request: ReachRequest, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Outcome>;
  /** False once it is closed or its last answer forbade another request. */
  usable(): boolean;
  close(): void;
};

export const bodyLimit = 8 * 1024 * 1024;

export function connectOver(stream: Duplex, onClose: () => void): Connection {
  const agent = agentOver(stream);
  let busy = false;
  stream.on('error', () => stream.destroy());
  // A peer that hangs up between two requests has to be noticed here: node:http looks only during one.
  stream.on('end', () => busy || stream.destroy());
  stream.once('close', () => {
    agent.destroy();
    onClose();
  });

  return {
    async exchange(request, headers, signal) {
      busy = true;
      const outcome = await exchangeOver(stream, agent, request, headersOf(request, headers), signal);
      busy = false;
      if (outcome.kind !== 'answered' || outcome.answer.cut || stream.readableEnded) stream.destroy();
      return outcome;
    },
    usable: () => !stream.destroyed && stream.writable,
    close: () => stream.destroy(),
  };
}

/** node:http's own keep-alive over a single stream that somebody else opened and owns. */
function agentOver(stream: Duplex): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let given = false;
  agent.createConnection = (_options, callback) => {
    if (!given && !stream.destroyed) {
      given = true;
      return stream;
    }
    callback?.(new Error('the connection is closed'), stream);
    return undefined;
  };
  agent.keepSocketAlive = () => true;
  const reuse = agent.reuseSocket.bind(agent);
  agent.reuseSocket = (socket, request) => {
    // The agent refs what it takes up again; a stream through an exec has nothing to ref.
    if (!('ref' in socket)) Object.assign(socket, { ref: () => socket });
    reuse(socket, request);
  };
  return agent;
}

function exchangeOver(
  stream: Duplex,
  agent: Agent,
  request: ReachRequest,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  let answering = false;
  const abort = () => stream.destroy();
  const unanswered = (error?: unknown) => answering || resolve({ kind: 'unanswered', error });
  signal.addEventListener('abort', abort, { once: true });
  stream.once('close', unanswered);

  const startedAt = performance.now();
  const sent = send({ agent, method: request.method, path: request.path, headers });
  sent.on('error', unanswered);
  sent.on('upgrade', () => stream.destroy());
  sent.on('response', (response) => {
    answering = true;
    const keep = sent.shouldKeepAlive;
    collect(response, { startedAt, most: Math.min(request.most ?? bodyLimit, bodyLimit) }, (outcome) => {
      if (!keep) stream.destroy();
      resolve(outcome);
    });
  });
  sent.end(request.body);
  if (signal.aborted) abort();
  return promise.finally(() => {
    signal.removeEventListener('abort', abort);
    stream.off('close', unanswered);
  });
}

type Collecting = { readonly startedAt: number; readonly most: number };

function collect(response: IncomingMessage, { startedAt, most }: Collecting, done: (outcome: Outcome) => void): void {
  const chunks: Buffer[] = [];
  const status = response.statusCode ?? 0;
  let bytes = 0;
  let firstByteMs: number | null = null;
  let over = false;
  const finish = (outcome: Outcome) => {
    if (!over) done(outcome);
    over = true;
  };
  const answered = (cut: boolean) => {
    const ms = performance.now() - startedAt;
    const body = Buffer.concat(chunks).toString('utf8');
    const answer = { status, headers: plain(response), body, ms, firstByteMs: firstByteMs ?? ms, cut };
    finish({ kind: 'answered', answer });
  };
  response.on('data', (chunk: Buffer) => {
    firstByteMs ??= performance.now() - startedAt;
    if (bytes < most) chunks.push(chunk.subarray(0, most - bytes));
    bytes += chunk.length;
    if (bytes <= most) return;
    answered(true);
    response.destroy();
  });
  response.on('end', () => answered(false));
  response.on('error', (error) => finish({ kind: 'broken', status, bytes, error }));
  response.on('close', () => finish({ kind: 'broken', status, bytes, error: new Error('closed') }));
}

function headersOf(request: ReachRequest, more: Readonly<Record<string, string>>): Record<string, string> {
  const base: Record<string, string> = { Host: 'localhost', 'User-Agent': 'slipway', Accept: '*/*' };
  const length = request.body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(request.body)) };
  const named = new Map<string, [string, string]>();
  for (const entry of Object.entries({ ...base, ...request.headers, ...more, ...length })) {
    named.set(entry[0].toLowerCase(), entry);
  }
  return Object.fromEntries(named.values());
}

function plain(response: IncomingMessage): Record<string, string> {
  const entries = Object.entries(response.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]);
  return Object.fromEntries(entries);
}
