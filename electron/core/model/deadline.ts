/** A time limit together with signals of others: whichever comes first fires `signal`. Disposing lets go of all of them. */
export type Deadline = Disposable & { readonly signal: AbortSignal; expired(): boolean; stop(): void };

export function deadline(ms: number, others: readonly AbortSignal[]): Deadline {
  const controller = new AbortController();
  let expired = false;
  const abort = () => controller.abort();
  const timer = setTimeout(() => {
    expired = !controller.signal.aborted;
    abort();
  }, ms);
  for (const signal of others) {
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
  }
  return {
    signal: controller.signal,
    expired: () => expired,
    stop: abort,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      for (const signal of others) signal.removeEventListener('abort', abort);
    },
  };
}

/** 250 → "250 ms", 90000 → "90 s". */
export function inWords(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`;
}
