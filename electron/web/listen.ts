import type { Server } from 'node:http';
import { Problem } from '#contract/problem';

/** Loopback only: whoever may speak to an engine must not be reached from another machine. */
export const loopback = '127.0.0.1';
/** A browser may try either for a name below localhost, and what answers on the other one must not be a stranger. */
const loopback6 = '::1';
const usualPort = 7811;
const tries = 20;

/**
 * Listens on the port asked for; where none is, on the one of last time, so that open pages find their way back, else on
 * the usual one or the next that is free. BAD_COMMAND.
 */
export async function listening(make: () => Server, asked: number | undefined, before: number | undefined) {
  const usual = Array.from({ length: tries }, (_, n) => usualPort + n);
  const wanted = asked === undefined ? [...(before === undefined ? [] : [before]), ...usual] : [asked];
  let failed: NodeJS.ErrnoException | undefined;
  for (const port of wanted) {
    const got = await both(make, port);
    if ('servers' in got) return got;
    failed = got;
  }
  throw new Problem('BAD_COMMAND', `${named(wanted)} cannot be used: ${reason(failed)}.`, {
    hint: 'Name another one: slipway serve --port N',
    cause: failed,
  });
}

async function both(make: () => Server, port: number) {
  const first = make();
  const failed = await attempt(first, port, loopback);
  if (failed) return failed;
  const got = portOf(first);
  const second = make();
  const failed6 = await attempt(second, got, loopback6);
  if (!failed6) return { port: got, servers: [first, second] };
  // A machine without IPv6 has no such address to be asked on.
  if (failed6.code === 'EADDRNOTAVAIL' || failed6.code === 'EAFNOSUPPORT') return { port: got, servers: [first] };
  await new Promise((resolve) => first.close(resolve));
  return failed6;
}

function attempt(server: Server, port: number, host: string): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) => resolve(error);
    server.once('error', failed);
    server.listen({ port, host, exclusive: true }, () => {
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

function named(ports: readonly number[]): string {
  return ports.length === 1 ? `Port ${ports[0]}` : `Port ${usualPort} and the ${tries - 1} after it`;
}

function reason(failed: NodeJS.ErrnoException | undefined): string {
  switch (failed?.code) {
    case 'EADDRINUSE':
      return 'another program listens there';
    case 'EACCES':
      return 'this user may not listen there';
    default:
      return failed?.message ?? 'nothing is known about why';
  }
}
