import type { Server } from 'node:http';
import { Problem } from '#contract/problem';

/** Loopback only: whoever may speak to an engine must not be reached from another machine. */
export const loopback = '127.0.0.1';
export const usualPort = 7811;
const tries = 20;

/** Listens on the port asked for, else on the usual one or the next that is free. BAD_COMMAND where that is taken. */
export async function listening(server: Server, asked: number | undefined): Promise<number> {
  const first = asked ?? usualPort;
  for (let port = first; ; port += 1) {
    const failed = await attempt(server, port);
    if (!failed) return portOf(server);
    const more = asked === undefined && port < first + tries;
    if (failed.code === 'EADDRINUSE' && more) continue;
    throw new Problem('BAD_COMMAND', `Port ${port} cannot be used: ${reason(failed)}.`, {
      hint: 'Name another one: slipway serve --port N',
      cause: failed,
    });
  }
}

function attempt(server: Server, port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) => resolve(error);
    server.once('error', failed);
    server.listen({ port, host: loopback, exclusive: true }, () => {
      server.off('error', failed);
      resolve(undefined);
    });
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return address.port;
}

function reason({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'EADDRINUSE':
      return 'another program listens there';
    case 'EACCES':
      return 'this user may not listen there';
    default:
      return message;
  }
}
