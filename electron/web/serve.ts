import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import type { Client } from '#core/core';
import { answer, type Site } from './answer.ts';
import { carry } from './carry.ts';
import { sessionIn } from './cookie.ts';
import { crowd } from './crowd.ts';
import { openEntrance } from './entrance.ts';
import { freshName, originOf, upgradeRefused } from './guard.ts';
import { guesses } from './guesses.ts';
import { listening } from './listen.ts';
import { lastServer, linkOf, noteServer } from './running.ts';
import { freshSecret } from './secret.ts';
import { tokens } from './tokens.ts';

export type Wanted = {
  readonly client: Client;
  /** The data folder, which keeps who may come in. */
  readonly home: string;
  /** The built pages. */
  readonly pages: string;
  /** Undefined: the one of last time or the usual one, or the next that is free. */
  readonly port: number | undefined;
  /** Milliseconds after which a session ends that nobody uses. */
  readonly idle: number;
  /** Told of what goes wrong and is no expected failure. */
  readonly log: (text: string) => void;
};

export type Served = AsyncDisposable & {
  readonly address: string;
  /** A fresh one-time link. */
  link(): string;
};

/** Bytes of one message: a service file beside a sample of 8 MiB in base64, which is four thirds of that. */
const longest = 12 * 1024 * 1024;
/** Milliseconds for a whole request, which is a few lines; a connection that says nothing more is let go after `quiet`. */
const limits = {
  headersTimeout: 10_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 5_000,
};
/** Connections to one address, and how many of all may be of those who were not let in. */
const connections = 256;
const strangers = 128;
const protocol = 'slipway';

/** The browser shell: the built pages, and the core's procedures at /wire. BAD_COMMAND where the port cannot be had. */
export async function serveWeb({ client, home, pages, port, idle, log }: Wanted): Promise<Served> {
  const entrance = openEntrance(home, idle);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: longest,
    perMessageDeflate: false,
    handleProtocols: () => protocol,
  });
  const crowded = crowd(strangers);
  let site: Site | undefined;
  const make = (): Server => {
    const server = createServer({ ...limits }, (request, response) => {
      if (!site) return void response.destroy();
      answer(site, request, response).catch((error: unknown) => {
        log(`${request.method} of a page failed: ${error instanceof Error ? error.stack : String(error)}`);
        response.destroy();
      });
    });
    server.maxConnections = connections;
    server.on('connection', crowded.came);
    server.on('upgrade', (request, socket, head) => {
      socket.on('error', () => socket.destroy());
      const session = site && admitted(site, request);
      if (session === undefined) return refuse(socket);
      crowded.admitted(socket);
      const who = { known: () => entrance.knows(session), used: () => entrance.used(session) };
      sockets.handleUpgrade(request, socket, head, (page) => carry(page, { client, log, ...who }));
    });
    return server;
  };
  const before = lastServer(home);
  const { port: got, servers } = await listening(make, port, before?.port);
  const place = { name: before?.name ?? freshName(), port: got };
  // Whoever listens at the old port may have been sent them by pages that look for us there; no browser sends them here.
  if (before !== undefined && before.port !== got) entrance.leaveAll();
  const key = freshSecret();
  site = { pages, place, key, entrance, tokens: tokens(), guesses: guesses() };
  noteServer(home, { pid: process.pid, ...place, key });
  return {
    address: `${originOf(place)}/`,
    link: () => linkOf(place, entrance.invite()),
    async [Symbol.asyncDispose]() {
      await toldTheEnd(sockets);
      for (const page of sockets.clients) page.terminate();
      await Promise.all(servers.map(closed));
    },
  };
}

/** Milliseconds without a call after which pages have fetched the end of what they follow, and how long they are given. */
const quiet = 300;
const grace = 2_000;

async function toldTheEnd({ clients }: WebSocketServer): Promise<void> {
  const since = performance.now();
  let heard = since;
  for (const page of clients) page.on('message', () => (heard = performance.now()));
  while (clients.size > 0 && performance.now() - heard < quiet && performance.now() - since < grace) await pause(25);
}

/** The session of a page that may open a connection. */
function admitted(
  { place, entrance, tokens }: Site,
  { method = '', url = '', headers }: IncomingMessage,
): string | undefined {
  if (upgradeRefused({ method, path: url, headers }, place)) return undefined;
  const session = sessionIn(headers.cookie, place.port);
  if (session === undefined || !entrance.knows(session)) return undefined;
  const [spoken, token = ''] = (headers['sec-websocket-protocol'] ?? '').split(',').map((it) => it.trim());
  return spoken === protocol && tokens.take(token, session) ? session : undefined;
}

function refuse(socket: Duplex): void {
  socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}

async function closed(server: Server): Promise<void> {
  const done = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await done;
}
