import { setTimeout as pause } from 'node:timers/promises';
import { Problem } from '#contract/problem';
import type { Site } from './site.ts';

/** How often a step is tried whose answer never came, and the milliseconds that the host is given to answer again. */
const tries = 3;
const patience = 20_000;
const pauseBetween = 500;

/** No answer says nothing about what was done: the engine may have carried it out, or may still. */
export const isUnknown = (error: unknown): boolean =>
  error instanceof Problem && (error.code === 'TIMED_OUT' || error.code === 'HOST_UNREACHABLE');

/**
 * Does what may be done twice, while the lock is held: when no answer comes, it waits until the engine answers again and
 * does it anew. What it does must look first at what is there.
 */
export async function surely(
  { engine, lock }: Pick<Site, 'engine' | 'lock'>,
  signal: AbortSignal,
  act: () => Promise<void>,
): Promise<void> {
  for (let left = tries - 1; ; left--) {
    lock.check();
    try {
      return await act();
    } catch (error) {
      if (left === 0 || !isUnknown(error) || signal.aborted || lock.signal.aborted) throw error;
      await answering(engine, signal);
    }
  }
}

/** Waits until the engine answers; fails as its last call did when it does not. */
async function answering(engine: Site['engine'], signal: AbortSignal): Promise<void> {
  for (const until = performance.now() + patience; ; ) {
    try {
      await engine.info(signal);
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (!isUnknown(error) || performance.now() > until) throw error;
      await pause(pauseBetween);
    }
  }
}
