import type { LogRing } from './ring.ts';
import { matches, type Search } from './search.ts';

/** `stream` null for both; `only` leaves out what was not found, but for `context` lines on both sides. */
export type Wanted = {
  readonly search: Search;
  readonly stream: 'stdout' | 'stderr' | null;
  readonly only: boolean;
  readonly context: number;
};

/** Goes through a log once and then through what is added, a bit at a time, so that no frame is late for it. */
type Scan = {
  /** Numbers of the lines in which it was found, ascending. */
  hits(): readonly number[];
  /** Numbers of the lines that are shown; null for all. */
  listed(): readonly number[] | null;
  /** Reads on for so many milliseconds; true once there is nothing left. */
  advance(ms: number): boolean;
};

/** Lines between two looks at the clock. */
const stride = 512;

export function scanOf(ring: LogRing, { search, stream, only, context }: Wanted): Scan {
  const sought = search.kind === 'sought' ? search : null;
  const picks = stream !== null || (only && sought !== null);
  const around = only && sought ? context : 0;
  const hits: number[] = [];
  const listed: number[] = [];
  /** The last lines that would be context of a hit that comes next. */
  let before: number[] = [];
  let open = 0;
  let next = ring.first;

  const list = (n: number) => {
    if (picks) listed.push(n);
  };
  const look = (n: number) => {
    if (stream !== null && (stream === 'stderr') !== ring.isError(n)) return;
    const hit = sought !== null && matches(sought, ring.text(n));
    if (hit) hits.push(n);
    if (!only || !sought) return list(n);
    if (hit) {
      for (const earlier of before) list(earlier);
      before = [];
      list(n);
      open = around;
    } else if (open > 0) {
      list(n);
      open -= 1;
    } else if (around > 0) {
      before.push(n);
      if (before.length > around) before.shift();
    }
  };

  return {
    hits: () => held(hits, ring.first),
    listed: () => (picks ? held(listed, ring.first) : null),
    advance(ms) {
      if (!sought && !picks) return true;
      const until = performance.now() + ms;
      next = Math.max(next, ring.first);
      while (next < ring.end) {
        const stop = Math.min(ring.end, next + stride);
        for (; next < stop; next += 1) look(next);
        if (performance.now() > until) return next >= ring.end;
      }
      return true;
    },
  };
}

/** Lets go of the numbers of lines that are no longer held, in place. */
function held(numbers: number[], first: number): readonly number[] {
  if ((numbers[0] ?? first) < first) numbers.splice(0, lowerBound(numbers, first));
  return numbers;
}

/** The place of the first number that is not below `value`. Pure. */
export function lowerBound(numbers: { readonly length: number; readonly [at: number]: number }, value: number): number {
  let from = 0;
  let to = numbers.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((numbers[middle] ?? 0) < value) from = middle + 1;
    else to = middle;
  }
  return from;
}
