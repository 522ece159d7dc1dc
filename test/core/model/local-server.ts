import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { dialTcp, type Reach, reachThrough } from '#core/model/reach';

export type LocalServer = AsyncDisposable & {
  readonly port: number;
  /** "METHOD path" of every request so far. */
  readonly asked: string[];
  /** Connections ever accepted, and those open now. */
  accepted(): number;
  open(): number;
  readonly reach: Reach & AsyncDisposable;
};

export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** A real HTTP server on this machine. */
export async function serve(handler: Handler, wantedPort = 0): Promise<LocalServer> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  let accepted = 0;
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    void handler(request, response);
  });
  server.on('connection', (socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(wantedPort, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const reach = reachThrough(dialTcp('127.0.0.1', port));
  return {
    port,
    asked,
    reach,
    accepted: () => accepted,
    open: () => sockets.size,
    async [Symbol.asyncDispose]() {
      await reach[Symbol.asyncDispose]();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A server by its routes: "GET /v2" → what it answers with. Anything else is 404. */
export function serveRoutes(routes: Record<string, unknown>): Promise<LocalServer> {
  return serve((request, response) => {
    const found = routes[`${request.method} ${request.url}`];
    const answer = typeof found === 'function' ? found() : found;
    if (answer === undefined) response.writeHead(404).end('nothing here');
    else if (typeof answer === 'number') response.writeHead(answer).end();
    else if (typeof answer === 'string') response.end(answer);
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  });
}

/** A TCP server that speaks whatever `talk` writes. */
export async function listenTcp(talk: (socket: Socket) => void): Promise<AsyncDisposable & { readonly port: number }> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    talk(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A port on which nothing listens. */
export async function closedPort(): Promise<number> {
  const { port, ...server } = await listenTcp(() => undefined);
  await server[Symbol.asyncDispose]();
  return port;
}

export const body = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

/** A signal that never fires. */
export const never: AbortSignal = new AbortController().signal;
