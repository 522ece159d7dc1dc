/** The same numbers for the same seed, on every machine. */
export type Random = {
  /** From 0 up to below 1. */
  next(): number;
  /** A whole number from 0 up to below `limit`. */
  below(limit: number): number;
  pick<T>(all: readonly T[]): T;
};

/** mulberry32 (Tommy Ettinger, 2017; public domain): 32 bits of state, good enough to choose with. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    pick: (all) => {
      const one = all[below(all.length)];
      if (one === undefined) throw new Error('nothing to pick from');
      return one;
    },
  };
}

/** A round's own numbers, so that a round replays without those before it. */
export const randomOf = (seed: number, round: number): Random =>
  randomFrom(Math.imul(seed, 0x9e3779b1) ^ (round * 7919));
