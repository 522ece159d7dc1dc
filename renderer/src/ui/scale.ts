/** The top of a scale that begins at 0: neat itself and in its middle, where what is counted has whole numbers too. */
export function topOf(highest: number, least: number, isCount: boolean): number {
  const wanted = Math.max(highest * 1.05, least);
  const power = 10 ** Math.floor(Math.log10(wanted));
  const neat = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].filter((one) => !isCount || (one * power) % 2 === 0);
  const step = neat.find((one) => one * power >= wanted * (1 - 1e-9)) ?? 10;
  return step * power;
}

/** How long a time is shown: as long as there is something, but never so short that seconds look like a history. */
export function spanOf(times: readonly number[], least: number): readonly [number, number] {
  const first = times[0] ?? 0;
  const last = times.at(-1) ?? first;
  return [first, Math.max(last, first + least)];
}

/** Where an axis of time is written, in seconds: at most four neat places away from its ends. */
export function ticks([from, to]: readonly [number, number]): number[] {
  const step = [15, 30, 60, 120, 300, 600, 900, 1800, 3600].find((one) => (to - from) / one <= 4) ?? 7200;
  const made: number[] = [];
  // One that stands at an edge would be cut there.
  const edge = (to - from) * 0.07;
  for (let at = Math.ceil((from + edge) / step) * step; at <= to - edge; at += step) made.push(at);
  return made;
}

/** Seconds between two values that a line joins; nobody looked for longer than that. */
const pause = 15;

/** Where nothing was counted, of the times from one place in them to another: no line is drawn across it. */
export function holesIn(times: ArrayLike<number>, from: number, to: number): [number, number][] {
  const found: [number, number][] = [];
  for (let at = from + 1; at <= to; at += 1) {
    const [before, after] = [times[at - 1] ?? 0, times[at] ?? 0];
    if (after - before > pause) found.push([before, after]);
  }
  return found;
}
