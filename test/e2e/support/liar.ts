import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';

/** Makes of an engine's answer another one; null leaves it as it is. `path` is without the version, "/containers/json". */
export type Lie = (path: string, query: URLSearchParams, answer: unknown) => unknown;

/** As an engine has them: a create call carries all its options in its address too. */
const limits = { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0, maxHeaderSize: 1024 * 1024 } as const;

export type Liar = AsyncDisposable & { readonly url: string };

const lied = /^\/(containers\/json|images\/json|info|version)$/;

/** An engine that says of some things what no real one could be made to say, and does all else as the one at `to`. */
export async function openLiar(to: string, lie: Lie): Promise<Liar> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-liar-'));
  const path = join(folder, 'engine.sock');
  const sockets = new Set<Socket>();
  const server = createServer({ ...limits }, (message, response) => carry(message, response, to, lie));
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (message, near, head) => {
    const far = connect({ path: to, allowHalfOpen: true });
    near.on('error', () => far.destroy()).once('close', () => far.destroy());
    far.on('error', () => near.destroy());
    const headers = Object.entries(message.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    far.write(`${message.method} ${message.url} HTTP/1.1\r\n${headers.join('')}\r\n`);
    far.write(head);
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    url: `unix://${path}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function carry(message: IncomingMessage, response: ServerResponse, to: string, lie: Lie): void {
  const { method, headers, url = '/' } = message;
  const { pathname, searchParams } = new URL(url, 'http://engine');
  const path = pathname.replace(/^\/v1\.\d+/, '');
  const onward = request({ socketPath: to, path: url, method, headers, agent: false });
  onward.on('error', () => response.destroy());
  response.once('close', () => onward.destroy());
  onward.on('response', (answer) => {
    const { connection: _, ...kept } = answer.headers;
    if (method !== 'GET' || !lied.test(path)) {
      response.writeHead(answer.statusCode ?? 500, kept);
      // Events may be long in coming, and that they will is told by the head alone.
      response.flushHeaders();
      answer.pipe(response);
      return;
    }
    const { 'content-length': __, ...rest } = kept;
    json(answer).then(
      (truth) => response.writeHead(answer.statusCode ?? 500, rest).end(JSON.stringify(lie(path, searchParams, truth))),
      () => response.destroy(),
    );
  });
  message.pipe(onward);
}
