import { Problem } from '#contract/problem';
import type { Hosts, OpenHost } from '../host/hosts.ts';

/** What one host answered, or why it did not. */
export type Reading<T> =
  | { readonly host: string; readonly open: OpenHost; readonly found: T }
  | { readonly host: string; readonly problem: Problem };

/** Milliseconds that one host is waited for: an engine that is well answers in a few, and a person is waiting. */
export const patience = 5_000;

/** Reads every host side by side, each within `patience`; only what is no Problem is thrown. */
export function readHosts<T>(
  hosts: Pick<Hosts, 'known' | 'open'>,
  read: (open: OpenHost, signal: AbortSignal) => Promise<T>,
): Promise<Reading<T>[]> {
  return Promise.all(hosts.known().map(({ name }) => readHost(hosts, name, read)));
}

async function readHost<T>(
  hosts: Pick<Hosts, 'open'>,
  host: string,
  read: (open: OpenHost, signal: AbortSignal) => Promise<T>,
): Promise<Reading<T>> {
  const late = AbortSignal.timeout(patience);
  try {
    // An opening is shared with others, so it is left alone and only the wait for it ends.
    const open = await until(hosts.open(host), late);
    return { host, open, found: await until(read(open, late), late) };
  } catch (error) {
    if (error instanceof Problem) return { host, problem: error };
    if (late.aborted) return { host, problem: tooLate(host, error) };
    throw error;
  }
}

/** The work, or the signal's reason as soon as it fires. */
export function until<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', stop));
}

function tooLate(host: string, cause: unknown): Problem {
  return new Problem('HOST_UNREACHABLE', `The host ${host} did not answer within ${patience / 1000} s`, {
    hint: 'Look at the load of that host and at the network to it, then run the command again.',
    cause,
  });
}
