/** Resolves with the work, or when the signal fires, whichever is first; leaves nothing behind at the signal. */
export async function either(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = () => resolve();
  signal.addEventListener('abort', stop, { once: true });
  await Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', stop));
}

/** Waits until one of those who wait is called back, the work is over, or so many milliseconds are. */
export function woken(waiting: Set<() => void>, within: number, over?: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      waiting.delete(done);
      resolve();
    };
    const timer = setTimeout(done, within);
    waiting.add(done);
    over?.then(done, done);
  });
}
