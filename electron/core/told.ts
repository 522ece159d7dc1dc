import { woken } from './waiting.ts';

/** What somebody follows as one value: numbered by its changes. */
export type Told<S> = {
  tell(more: Partial<S>): void;
  now(): S;
  /** Waits until it is more than `after`; the same again after 20 s. */
  next(after: number): Promise<S>;
  /** Milliseconds since somebody followed it; 0 while somebody does. */
  idle(): number;
};

const longestWait = 20_000;

export function told<S extends { readonly n: number }>(first: S): Told<S> {
  const wake = new Set<() => void>();
  let state = first;
  let asked = performance.now();
  return {
    tell(more) {
      state = { ...state, ...more, n: state.n + 1 };
      for (const one of wake) one();
    },
    now: () => state,
    async next(after) {
      if (state.n <= after) await woken(wake, longestWait);
      asked = performance.now();
      return state;
    },
    idle: () => (wake.size > 0 ? 0 : performance.now() - asked),
  };
}
