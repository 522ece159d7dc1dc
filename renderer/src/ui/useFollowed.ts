import { useEffect, useState } from 'react';

export type Followed<T> = { readonly value: T; readonly failure: unknown };

type Following<T> = {
  readonly initial: T;
  /** Waits for what comes after `value` and returns the value with it; `null` once nothing more will come. */
  readonly step: (value: T, signal: AbortSignal) => Promise<T | null>;
};

/** Milliseconds until a call that failed is made again. */
const pause = 1000;

/**
 * A value that is followed by calls that wait, for as long as somebody looks at it. A call that fails is made again from
 * where it was; meanwhile `failure` says why and `value` is the last one known. `key` begins anew.
 */
export function useFollowed<T>(key: string, { initial, step }: Following<T>): Followed<T> {
  const [followed, setFollowed] = useState<Followed<T>>({ value: initial, failure: null });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is followed is named by its key alone
  useEffect(() => {
    const stop = new AbortController();
    const follow = async () => {
      let value = initial;
      setFollowed({ value, failure: null });
      while (!stop.signal.aborted) {
        try {
          const next = await step(value, stop.signal);
          if (next === null || stop.signal.aborted) return;
          value = next;
          setFollowed({ value, failure: null });
        } catch (failure) {
          if (stop.signal.aborted) return;
          setFollowed({ value, failure });
          await new Promise((resolve) => setTimeout(resolve, pause));
        }
      }
    };
    void follow();
    return () => stop.abort();
  }, [key]);
  return followed;
}
