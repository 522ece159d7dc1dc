import { createServer } from 'node:net';
import { Problem } from '#contract/problem';
import type { Front } from '../service/parts.ts';
import type { Address, Observed } from './observed.ts';

const firstPort = 9000;
const lastPort = 9999;

/**
 * Finds free ports for services that do not ask for one by number: those that no container publishes and, as far as this
 * machine can tell, no process holds. Read once, so that choosing stays pure.
 */
export async function addressing(observed: Observed): Promise<(front: Front) => Address> {
  const free = observed.gateway ? firstPort : await firstFree(new Set(observed.portsTaken));
  return (front) => {
    const host = front.callers === 'machine' || front.callers === 'network' ? '127.0.0.1' : '0.0.0.0';
    return { host, port: front.port ?? presentPort(observed) ?? free };
  };
}

function presentPort(observed: Observed): number | undefined {
  const port = Number(observed.gateway?.address.split(':').at(-1));
  return port > 0 ? port : undefined;
}

async function firstFree(taken: ReadonlySet<number>): Promise<number> {
  for (let port = firstPort; port <= lastPort; port++) if (!taken.has(port) && (await bindable(port))) return port;
  throw new Problem('STOPPED', `No port from ${firstPort} to ${lastPort} is free`, {
    stop: 'taken-by-another',
    hint: 'Name a free one in front.port.',
  });
}

function bindable(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
