import { useEffect, useEffectEvent, useState } from 'react';

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
  const [followed, setFollowed] = useState<Followed<T> & { readonly key: string }>({
    key,
    value: initial,
    failure: null,
  });
  const begin = useEffectEvent(() => initial);
  const next = useEffectEvent(step);
  useEffect(() => {
    const stop = new AbortController();
    const follow = async () => {
      let value = begin();
      while (!stop.signal.aborted) {
        try {
          const after = await next(value, stop.signal);
          if (after === null || stop.signal.aborted) return;
          value = after;
          setFollowed({ key, value, failure: null });
        } catch (failure) {
          if (stop.signal.aborted) return;
          setFollowed({ key, value, failure });
          await new Promise((resolve) => setTimeout(resolve, pause));
        }
      }
    };
    void follow();
    return () => stop.abort();
  }, [key]);
  // What was followed under another key is not shown under this one.
  return followed.key === key ? followed : { value: initial, failure: null };
}
