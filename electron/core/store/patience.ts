import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from './connection.ts';
import { mayPass } from './failure.ts';

/** How long an intent is tried for: nothing has happened yet, and what serves goes on serving. Milliseconds. */
export const intentWithin = 5_000;
/** The same for an outcome, which tells of what has happened already. */
export const outcomeWithin = 60_000;

/** `within` is milliseconds in all; `signal` ends the trying, not the write. */
export type Patience = { readonly within: number; readonly signal?: AbortSignal };

/**
 * Tries a write again while the record is held by another, full or not to be written, and then throws the last
 * RECORD_FAILED. In between the process goes on with everything else, as its lock on the host needs: each try blocks it
 * for a quarter of a second at most. What no waiting mends is thrown at once.
 */
export const patientlyOn =
  (connection: Connection, usual: number) =>
  async <T>(write: () => T, { within, signal }: Patience): Promise<T> => {
    const end = performance.now() + within;
    for (;;) {
      connection.waitFor(Math.min(usual, 250));
      try {
        return write();
      } catch (error) {
        if (!mayPass(error) || performance.now() >= end || signal?.aborted) throw error;
      } finally {
        connection.waitFor(usual);
      }
      // An abort only cuts the pause short: there is one more try.
      await pause(250, undefined, signal ? { signal } : {}).catch(() => {});
    }
  };
