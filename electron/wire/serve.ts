import { timingSafeEqual } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { call } from '@orpc/server';
import { StandardRPCHandler } from '@orpc/server/standard';
import * as z from 'zod';
import type { OpenedCore } from '#core/core';
import { packed } from './carried.ts';
import { type Acting, read } from './headers.ts';
import { clear, socketPlace } from './place.ts';

/** The owner's end of the private socket. */
export type Serving = AsyncDisposable & {
  /** Processes that hold a connection, whether or not they ask anything now. */
  attached(): number;
  /** Calls that are being answered. */
  answering(): number;
  /** From here on every call is sent away; whoever made it opens the data folder anew. */
  leave(): void;
};

/** Milliseconds for what is on its way to those who are sent away. */
const lastWords = 100;
/** What a caller is told who came while the owner was leaving. */
export const leaving = 503;

/** Serves a core that owns its data folder; null where no socket can be made, and then nobody can attach. */
export async function serve(
  home: string,
  { router, owner }: Pick<OpenedCore, 'router' | 'owner'>,
): Promise<Serving | null> {
  if (!owner) throw new Error('only the owner of a data folder serves it');
  if (owner.stale) clear(owner.stale);
  const handler = new StandardRPCHandler<Acting>(router, {
    clientInterceptors: [({ next }) => next().catch((error: unknown) => Promise.reject(packed(error)))],
  });
  const open = new Set<Socket>();
  let answering = 0;
  let left = false;
  const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 }, (request, response) => {
    const { key, ...acting } = read(request.headers);
    if (!isSame(key, owner.note.key)) return void response.writeHead(403).end();
    if (left) return void response.writeHead(leaving, { connection: 'close' }).end();
    if (request.url === '/hello') return void response.writeHead(200).end();
    answering += 1;
    const cancel = (id: string) => call(router.deployment.cancel, { id }, { context: acting });
    answer({ handler, context: acting, cancel }, request, response)
      .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined))
      .finally(() => {
        answering -= 1;
      });
  });
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    // Somebody who attached and was killed: no loss here.
    socket.on('error', () => {});
  });
  const socket = await listening(server, home);
  if (socket === null) return null;
  owner.announce(socket);
  return {
    attached: () => open.size,
    answering: () => answering,
    leave() {
      left = true;
      owner.announce(null);
    },
    async [Symbol.asyncDispose]() {
      left = true;
      clear(socket);
      // Who had knocked before is told that it came too late; a call that is still in hand is cut off.
      await new Promise(setImmediate);
      const closed = new Promise((resolve) => server.close(resolve));
      const cut = setTimeout(() => server.closeAllConnections(), lastWords);
      await closed;
      clearTimeout(cut);
    },
  };
}

async function listening(server: Server, home: string): Promise<string | null> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  try {
    const socket = socketPlace(home);
    server.listen(socket, resolve);
    await promise;
    if (process.platform !== 'win32') chmodSync(socket, 0o600);
    server.off('error', reject);
    return socket;
  } catch (error) {
    // A file system without sockets, or a full one: the work itself does not need any.
    if (error instanceof Error && 'syscall' in error) return null;
    throw error;
  }
}

type Answering = {
  readonly handler: StandardRPCHandler<Acting>;
  readonly context: Acting;
  /** For a deployment whose id nobody was told: who asked for it hung up, and it could not be cancelled otherwise. */
  readonly cancel: (id: string) => Promise<unknown>;
};

async function answer(
  { handler, context, cancel }: Answering,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // A caller who hangs up takes back the question, never a deployment whose id it was told.
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const { method = 'POST', url = '/', headers } = request;
  const body = async () => JSON.parse(await textOf(request));
  const asked = { method, url: new URL(url, 'http://slipway'), headers, body, signal: gone.signal };
  const { matched, response: reply } = await handler.handle(asked, { context, prefix: '/call' });
  if (!matched) return void response.writeHead(404).end();
  const begun = url === '/call/deployment/start' ? started.safeParse(reply.body).data : undefined;
  const unheard = () => begun && cancel(begun.json.id);
  if (gone.signal.aborted) return void (await unheard());
  response.on('close', () => void (!response.writableFinished && unheard()));
  response.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body));
}

/** The reply to who started a deployment, as oRPC writes it. */
const started = z.object({ json: z.object({ id: z.string() }) });

async function textOf(request: IncomingMessage): Promise<string> {
  request.setEncoding('utf8');
  let text = '';
  for await (const part of request) text += part;
  return text;
}

function isSame(given: string, wanted: string): boolean {
  const [ours, theirs] = [Buffer.from(wanted), Buffer.from(given)];
  return ours.length === theirs.length && timingSafeEqual(ours, theirs);
}
