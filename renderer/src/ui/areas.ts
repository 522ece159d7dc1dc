/** What was counted from one second to another, a value a series. */
export type Point = { readonly from: number; readonly to: number; readonly values: readonly number[] };

/** Seconds between two points that are drawn as one area; a longer pause is a hole. */
const pause = 1.5;

/** Points that follow one another without a hole between them. Pure. */
export function runsOf(points: readonly Point[]): readonly (readonly Point[])[] {
  const runs: Point[][] = [];
  for (const point of points) {
    const last = runs.at(-1)?.at(-1);
    if (last && point.from - last.to <= pause) runs.at(-1)?.push(point);
    else runs.push([point]);
  }
  return runs;
}

type Edge = { readonly at: number; readonly under: number; readonly over: number };

/** The lower and the upper edge of one series, stacked on those before it: a value stands in the middle of its time. Pure. */
export function edgesOf(run: readonly Point[], series: number): readonly Edge[] {
  const edge = ({ values }: Point, at: number): Edge => {
    const under = values.slice(0, series).reduce((sum, value) => sum + value, 0);
    return { at, under, over: under + (values[series] ?? 0) };
  };
  const [first, last] = [run[0], run.at(-1)];
  if (!first || !last) return [];
  return [
    edge(first, first.from),
    ...run.map((point) => edge(point, (point.from + point.to) / 2)),
    edge(last, last.to),
  ];
}

/** Where a time is written, in seconds: a few neat ones, zero among them. Pure. */
export function secondsIn([from, to]: readonly [number, number]): number[] {
  const step = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600].find((one) => (to - from) / one <= 6) ?? 1800;
  const first = Math.ceil(from / step) * step;
  const made = Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, n) => first + n * step);
  return made.map((at) => at + 0);
}
