import type { FaultCount, RowFault, SampleReport } from '#contract/rows';
import { mostFaults, mostFields } from '#contract/rows';
import type { Fault } from './fault.ts';

/** Longest name of a field that is kept: who wrote the file chose it. */
const longestField = 200;

/** Counts faults as rows come, in a bounded space. */
export function tally() {
  const fields = new Map<string, FaultCount>();
  const faults: RowFault[] = [];
  let rows = 0;
  let bad = 0;
  let isMore = false;
  return {
    /** The faults of one row. */
    add(row: number, found: readonly Fault[]): void {
      rows += 1;
      if (found.some(({ kind }) => kind !== 'unnamed')) bad += 1;
      const seen = new Set<string>();
      for (const { field: path, kind, why } of found) {
        const field = path.slice(0, longestField);
        if (faults.length < mostFaults && kind !== 'unnamed') faults.push({ row, field, kind, why });
        const key = `${kind} ${field}`;
        if (seen.has(key)) continue;
        seen.add(key);
        const known = fields.get(key);
        if (known) fields.set(key, { ...known, rows: known.rows + 1 });
        else if (fields.size < mostFields) fields.set(key, { row, field, kind, why, rows: 1 });
        else isMore = true;
      }
    },
    result(): Pick<SampleReport, 'rows' | 'bad' | 'fields' | 'faults'> & { isMore: boolean } {
      const most = [...fields.values()].toSorted((a, b) => b.rows - a.rows || a.row - b.row);
      return { rows, bad, fields: most, faults, isMore };
    },
  };
}
