import { Problem } from '#contract/problem';

/** The work's result, or INTERRUPTED as soon as the signal is aborted; the work itself is not waited for then. */
export async function unlessInterrupted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: interrupted, reject } = Promise.withResolvers<never>();
  const stop = () => reject(new Problem('INTERRUPTED', 'Interrupted.', { hint: 'Nothing was changed.' }));
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await Promise.race([work, interrupted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
