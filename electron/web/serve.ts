import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { WebSocketServer } from 'ws';
import type { Client } from '#core/core';
import { pageAt } from '#wire/page';
import { carry } from './carry.ts';
import { listening } from './listen.ts';

export type Wanted = {
  readonly client: Client;
  /** The built pages. */
  readonly pages: string;
  /** Undefined: the usual one, or the next that is free. */
  readonly port: number | undefined;
  /** Told of what goes wrong and is no expected failure. */
  readonly log: (text: string) => void;
};

export type Served = AsyncDisposable & { readonly url: string };

/** Bytes of one message: a service file or the body of a question. */
const longest = 8 * 1024 * 1024;

/** The browser shell: the built pages, and the core's procedures at /wire. BAD_COMMAND where the port cannot be had. */
export async function serveWeb({ client, pages, port, log }: Wanted): Promise<Served> {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: longest, perMessageDeflate: false });
  const server = createServer((request, response) => {
    answer(pages, request, response).catch((error: unknown) => {
      log(`${request.method} of a page failed: ${String(error)}`);
      response.destroy();
    });
  });
  server.on('upgrade', (request, socket, head) => {
    if (request.url !== '/wire') return void socket.destroy();
    sockets.handleUpgrade(request, socket, head, (page) => carry(page, client, log));
  });
  const got = await listening(server, port);
  return {
    url: `http://slipway.localhost:${got}/`,
    async [Symbol.asyncDispose]() {
      for (const page of sockets.clients) page.terminate();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(pages: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://slipway.localhost');
  const page = await pageAt(pages, pathname);
  if (!page) return void response.writeHead(404).end();
  response.writeHead(200, page.headers).end(page.bytes);
}
