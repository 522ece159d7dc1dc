import { setTimeout as pause } from 'node:timers/promises';

/** Slows down whoever tries links that are none. */
export type Guesses = {
  /** Whether so many wrong ones are held back already that no more is looked at. */
  tooMany(): boolean;
  /** One was wrong: settles when that may be said. */
  wrong(): Promise<void>;
};

/** Wrong links in a minute that are answered at once. */
const free = 10;
const minute = 60_000;
/** Milliseconds that the answer to every other is held back, and how many may be held back at once. */
const held = 1_000;
const most = 8;

export function guesses(): Guesses {
  const recent: number[] = [];
  let waiting = 0;
  return {
    tooMany: () => waiting >= most,
    async wrong() {
      const now = performance.now();
      while (recent[0] !== undefined && now - recent[0] > minute) recent.shift();
      recent.push(now);
      if (recent.length <= free) return;
      waiting += 1;
      await pause(held);
      waiting -= 1;
    },
  };
}
