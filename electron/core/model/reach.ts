import { connect as connectTcp } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Connection, connectOver, type Outcome } from './connection.ts';
import { deadline, inWords } from './deadline.ts';
import { failedDial, noAnswer, noAnswerCause } from './no-answer.ts';

/** One HTTP request to one replica. `body` is sent as it is; `deadline` is milliseconds for the whole answer. */
export type ReachRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly deadline: number;
  /** Bytes of the body that are read; 8 MiB where it does not say less. */
  readonly most?: number;
  /** True when asking twice does no harm; GET, HEAD and OPTIONS always may be. Only such a request reuses a connection. */
  readonly repeatable?: boolean;
};

/** `ms` is to the last byte, `firstByteMs` to the first byte of the body; the body is cut at `most` (`cut`). */
export type ReachAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly ms: number;
  readonly firstByteMs: number;
  readonly cut: boolean;
};

/**
 * The way to one replica's port. Fails with Problem NO_ANSWER when nothing answers there (refused, reset, unresolved,
 * past the deadline): `refused` in its cause tells a closed port from a hanging one.
 */
export type Reach = (request: ReachRequest, signal: AbortSignal) => Promise<ReachAnswer>;

/** Opens one byte stream to where the requests go; the signal ends the attempt. */
export type Dial = (signal: AbortSignal) => Promise<Duplex>;

/** What the gateway's private port answers with when there is nothing behind it; any other value is the model's. */
const gatewaySays: Readonly<Record<string, string>> = {
  unresolved: 'the replica has no address: it does not run',
  refused: 'nothing listens on that port of the replica',
};
const idleLimit = 4;

/**
 * Speaks HTTP/1.1 over the streams of `dial`, which are kept and used again for requests that may be repeated: when such
 * a stream turns out dead before anything of an answer came, the request is sent once more over a fresh one.
 * Disposing destroys every stream and ends what still runs with NO_ANSWER.
 */
export function reachThrough(dial: Dial, headers: Readonly<Record<string, string>> = {}): Reach & AsyncDisposable {
  const closing = new AbortController();
  const idle: Connection[] = [];
  const open = new Set<Connection>();
  const running = new Set<Promise<unknown>>();

  const connect = async (signal: AbortSignal): Promise<Connection> => {
    const stream = await openStream(dial, signal);
    const connection = connectOver(stream, () => open.delete(connection));
    open.add(connection);
    return connection;
  };
  const exchange = async (connection: Connection, request: ReachRequest, signal: AbortSignal): Promise<Outcome> => {
    const outcome = await connection.exchange(request, headers, signal);
    if (connection.usable() && idle.length < idleLimit) idle.push(connection);
    else {
      connection.close();
      open.delete(connection);
    }
    return outcome;
  };
  const attempt = async (request: ReachRequest, signal: AbortSignal): Promise<Outcome> => {
    const kept = isRepeatable(request) ? takeUsable(idle) : undefined;
    if (kept) {
      const outcome = await exchange(kept, request, signal);
      if (outcome.kind !== 'unanswered' || signal.aborted) return outcome;
    }
    return exchange(await connect(signal), request, signal);
  };

  const reach: Reach = async (request, signal) => {
    signal.throwIfAborted();
    using limit = deadline(request.deadline, [signal, closing.signal]);
    const what = `${request.method} ${request.path}`;
    const attempted = attempt(request, limit.signal);
    running.add(attempted);
    try {
      return answerOf(what, request, await attempted, limit);
    } catch (error) {
      signal.throwIfAborted();
      if (noAnswerCause(error)) throw error;
      if (limit.expired()) throw late(what, request, null);
      throw failedDial(what, error);
    } finally {
      running.delete(attempted);
    }
  };
  const close = async () => {
    closing.abort();
    for (const connection of open) connection.close();
    await Promise.allSettled(running);
  };
  return Object.assign(reach, { [Symbol.asyncDispose]: close });
}

/** The same way with more headers on every request: how one set of connections serves every replica and port. */
export function withHeaders(reach: Reach, headers: Readonly<Record<string, string>>): Reach {
  return (request, signal) => reach({ ...request, headers: { ...request.headers, ...headers } }, signal);
}

/** A plain TCP connection, for a port that this machine reaches itself. */
export function dialTcp(host: string, port: number): Dial {
  return (signal) => {
    const { promise, resolve, reject } = Promise.withResolvers<Duplex>();
    const socket = connectTcp({ host, port, noDelay: true, signal });
    socket.once('connect', () => resolve(socket));
    socket.once('error', reject);
    return promise.finally(() => socket.off('error', reject));
  };
}

function openStream(dial: Dial, signal: AbortSignal): Promise<Duplex> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<Duplex>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  dial(signal).then((stream) => {
    // A dial that does not heed its signal still must not leave its stream behind.
    if (signal.aborted) stream.destroy();
    resolve(stream);
  }, reject);
  return promise.finally(() => signal.removeEventListener('abort', abort));
}

function takeUsable(idle: Connection[]): Connection | undefined {
  for (let kept = idle.pop(); kept; kept = idle.pop()) if (kept.usable()) return kept;
  return undefined;
}

function isRepeatable(request: ReachRequest): boolean {
  return request.repeatable ?? ['GET', 'HEAD', 'OPTIONS'].includes(request.method);
}

function answerOf(what: string, request: ReachRequest, outcome: Outcome, limit: { expired(): boolean }): ReachAnswer {
  if (outcome.kind !== 'answered' && limit.expired()) throw late(what, request, outcome);
  switch (outcome.kind) {
    case 'answered': {
      const why = gatewaySays[outcome.answer.headers['x-slipway-reach'] ?? ''];
      if (why) throw noAnswer(`${what}: ${why}`, { refused: true });
      return outcome.answer;
    }
    case 'unanswered':
      throw noAnswer(`${what}: ${whyUnanswered(outcome.error)}`, { error: outcome.error });
    case 'broken':
      throw noAnswer(`${what}: the answer ${outcome.status} broke off after ${outcome.bytes} bytes`, {
        status: outcome.status,
        error: outcome.error,
      });
  }
}

function whyUnanswered(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  return code.startsWith('HPE_') ? 'what came back is not HTTP/1.1' : 'the connection closed before an answer came';
}

function late(what: string, request: ReachRequest, outcome: Outcome | null): Error {
  const began = outcome?.kind === 'broken' ? outcome : null;
  const how = began ? `the answer ${began.status} began (${began.bytes} bytes) but did not end` : 'no answer';
  return noAnswer(`${what}: ${how} within ${inWords(request.deadline)}`, { late: true, status: began?.status ?? null });
}
