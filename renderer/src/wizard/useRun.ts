import { useCallback, useEffect, useRef, useState } from 'react';

type State<A, T> = {
  readonly is: 'idle' | 'running' | 'ended';
  /** What came of it, also while it runs again; null where nothing came yet. */
  readonly result: T | null;
  readonly failure: unknown;
  /** When it was begun, in milliseconds since 1970. */
  readonly since: number;
  /** What was asked last. */
  readonly asked: A | null;
};

/** One call that takes a while, as a screen shows it; ended where nobody looks any more. */
export type Run<A, T> = State<A, T> & {
  /** True once it is through, false where it failed or was stopped. */
  readonly start: (asked: A) => Promise<boolean>;
  readonly stop: () => void;
};

export function useRun<A, T>(work: (asked: A, signal: AbortSignal) => Promise<T>): Run<A, T> {
  const [state, setState] = useState<State<A, T>>({ is: 'idle', result: null, failure: null, since: 0, asked: null });
  const running = useRef<AbortController | null>(null);
  const stop = useCallback(() => {
    running.current?.abort();
    running.current = null;
    setState((now) => (now.is === 'running' ? { ...now, is: 'ended' } : now));
  }, []);
  const start = async (asked: A) => {
    running.current?.abort();
    const over = new AbortController();
    running.current = over;
    setState((now) => ({ ...now, is: 'running', failure: null, since: Date.now(), asked }));
    const end = (change: Partial<State<A, T>>) => {
      if (!over.signal.aborted) setState((now) => ({ ...now, ...change, is: 'ended' }));
    };
    try {
      end({ result: await work(asked, over.signal) });
      return !over.signal.aborted;
    } catch (failure) {
      end({ failure });
      return false;
    }
  };
  useEffect(() => () => running.current?.abort(), []);
  return { ...state, start, stop };
}
