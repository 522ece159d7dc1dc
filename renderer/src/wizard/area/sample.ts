import type { RowFault, SampleReport } from '#contract/rows';
import { duration, joined } from '../../ui/figures.ts';
import type { StatusKind } from '../../ui/Status.tsx';

/** What came of looking at a sample, as a shape and a sentence. */
export type Headline = { readonly kind: StatusKind; readonly says: string };

const rowsWords = (n: number): string => (n === 1 ? '1 row' : `${n} rows`);

/** Pure: how many rows fit, and which do not. */
export function headlineOf({ rows, bad, faults, schema }: SampleReport): Headline {
  if (rows === 0) return { kind: 'warn', says: 'it has no rows' };
  if (bad === 0 && schema === null)
    return { kind: 'unchecked', says: `${rowsWords(rows)} can be read, none was compared` };
  if (bad === 0) return { kind: 'pass', says: rows === 1 ? 'its row fits' : `all ${rows} rows fit` };
  return { kind: 'fail', says: `${rows - bad} of ${rowsWords(rows)} fit: ${rowsNamed(faults, bad)}` };
}

/** "rows 17 and 80 do not", "rows 2, 4, 6 and 37 more do not". */
function rowsNamed(faults: readonly RowFault[], bad: number): string {
  const all = [...new Set(faults.map(({ row }) => row))];
  const told = all.slice(0, mostNamed);
  const more = bad - told.length;
  if (bad === 1) return `row ${told[0]} does not`;
  const [last = '', rest] = more > 0 ? [`${more} more`, told] : [told.at(-1), told.slice(0, -1)];
  return `rows ${rest.join(', ')} and ${last} do not`;
}

const mostNamed = 6;

type Sent = NonNullable<SampleReport['sent']>;

/** Pure: how many of the rows that were sent were answered. */
export const sentOf = ({ rows, answered, to }: Sent): Headline => ({
  kind: answered === rows ? 'pass' : 'fail',
  says: `${answered} of ${rowsWords(rows)} sent to ${to} answered`,
});

export const timesOf = ({ p50, max }: Sent): string =>
  p50 === null || max === null
    ? ''
    : `Half of them within ${joined(duration(p50))}, all within ${joined(duration(max))}.`;

/** The field of a row that a fault is in, by its path: what a mapping has a name for. */
export const fieldOf = (path: string): string => path.split('[].').at(-1)?.split(/[.[]/)[0] ?? path;
