/** Resolves with the work, or when the signal fires, whichever is first; leaves nothing behind at the signal. */
export async function either(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = () => resolve();
  signal.addEventListener('abort', stop, { once: true });
  await Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', stop));
}
