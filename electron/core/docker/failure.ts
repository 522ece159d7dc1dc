import { Problem } from '#contract/problem';
import { tlsProblem } from './tls-failure.ts';

const unreachable = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'EACCES',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOTSOCK',
]);

type DriverError = Error & { statusCode?: number; code?: string; json?: unknown };

/** How long one call may take in milliseconds: a read of an engine that is well answers in a few, a write may wait for a disk. */
export const deadlines = { read: 10_000, write: 60_000 };
export type Deadlines = Readonly<typeof deadlines>;

/**
 * Makes one call and maps its failure, the only place where Docker's status codes and socket errors are read.
 * Past the deadline the outcome is unknown (TIMED_OUT): the engine may still carry it out, so look again.
 */
export async function calling<T>(
  what: string,
  options: { url: string; deadline: number; signal: AbortSignal | undefined },
  call: (abortSignal: AbortSignal) => Promise<T>,
): Promise<T> {
  options.signal?.throwIfAborted();
  const late = AbortSignal.timeout(options.deadline);
  try {
    const ending = options.signal ? AbortSignal.any([options.signal, late]) : late;
    return await Promise.race([call(ending), rejecting(ending)]);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (late.aborted) {
      throw new Problem(
        'TIMED_OUT',
        `${what}: the engine at ${options.url} did not answer within ${options.deadline / 1000} s`,
        {
          hint: 'It may still carry it out. Look at the host, then run the command again.',
          cause: error,
        },
      );
    }
    throw problemOf(what, options.url, error as DriverError);
  }
}

/** Some of the driver's calls take no signal: this ends the wait for them too. */
function rejecting(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

/** A driver's error as a Problem; anything that is no such error comes back as it is. */
export function problemOf(what: string, url: string, error: DriverError): unknown {
  const said = messageOf(error);
  switch (error.statusCode) {
    case undefined: {
      const insecure = tlsProblem(url, error);
      if (insecure) return insecure;
      if (error.code === undefined || !(unreachable.has(error.code) || error.code.startsWith('HPE_'))) return error;
      return new Problem('HOST_UNREACHABLE', `No Docker engine answers at ${url} (${error.code})`, {
        hint: hintFor(error.code),
        cause: error,
      });
    }
    case 404:
      return new Problem('ENGINE_NOT_FOUND', `${what}: ${said}`, {
        hint: 'It is not on the host (any more).',
        cause: error,
      });
    case 409:
      return new Problem('ENGINE_CONFLICT', `${what}: ${said}`, {
        hint: 'Look at what holds it, then run the command again.',
        cause: error,
      });
    case 502:
    case 503:
    case 504:
      // What stands before an engine says so of it, and an engine of itself while it starts or ends: what was done is unknown.
      return new Problem('HOST_UNREACHABLE', `${what}: the engine at ${url} cannot answer now: ${said}`, {
        hint: 'Look at the host, then run the command again.',
        cause: error,
      });
    default:
      return new Problem('ENGINE_REFUSED', `${what}: ${said}`, {
        hint: `The engine refused (status ${error.statusCode}); its own words are above.`,
        cause: error,
      });
  }
}

function messageOf(error: DriverError): string {
  const body = error.json;
  if (typeof body === 'object' && body !== null && 'message' in body && typeof body.message === 'string')
    return body.message;
  return error.message;
}

function hintFor(code: string): string {
  if (code === 'EACCES') return 'Your user may not open the socket: add it to the group "docker" or use sudo.';
  if (code === 'ENOENT' || code === 'ECONNREFUSED')
    return 'Start Docker on that host, or set DOCKER_HOST to where it listens.';
  if (code.startsWith('HPE_')) return 'What answers there does not speak HTTP as Docker does: check the address.';
  return 'Check the host and the network to it, then run the command again.';
}
