import type { LogRing } from './ring.ts';
import { lowerBound } from './scan.ts';

/** Where lines lie when each takes one row, or as many as its width needs. Rows and places count from 0. */
type Rows = {
  readonly total: number;
  /** How many lines are shown. */
  readonly lines: number;
  /** The line of a row, which of its rows that is, and whether lines were left out before it. */
  locate(row: number): { readonly n: number; readonly part: number; readonly afterGap: boolean } | null;
  /** The first row of a line, or of the first one after it that is shown. */
  rowOf(n: number): number;
};

type Held = Pick<LogRing, 'first' | 'end' | 'cells'>;

/** `columns` is how many cells a row has; null where lines are not wrapped. */
export function rowsOf(ring: Held, listed: readonly number[] | null, columns: number | null): Rows {
  const { first, end } = ring;
  const lines = listed?.length ?? end - first;
  const line = (place: number) => (listed ? (listed[place] ?? 0) : first + place);
  const place = (n: number) => (listed ? lowerBound(listed, n) : Math.min(Math.max(n - first, 0), lines));
  const afterGap = (at: number) => listed !== null && at > 0 && line(at) - line(at - 1) > 1;
  if (columns === null) {
    return {
      total: lines,
      lines,
      locate: (row) => (row < 0 || row >= lines ? null : { n: line(row), part: 0, afterGap: afterGap(row) }),
      rowOf: place,
    };
  }
  // Recounted whenever something changed: a million lines take two milliseconds, and are always right.
  const begins = new Uint32Array(lines + 1);
  for (let at = 0; at < lines; at += 1) {
    begins[at + 1] = (begins[at] ?? 0) + Math.max(1, Math.ceil(ring.cells(line(at)) / columns));
  }
  const total = begins[lines] ?? 0;
  return {
    total,
    lines,
    locate(row) {
      if (row < 0 || row >= total) return null;
      const at = lowerBound(begins, row + 1) - 1;
      const part = row - (begins[at] ?? 0);
      return { n: line(at), part, afterGap: part === 0 && afterGap(at) };
    },
    rowOf: (n) => begins[place(n)] ?? 0,
  };
}
