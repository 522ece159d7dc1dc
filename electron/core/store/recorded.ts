import type { Connection } from './connection.ts';
import type { Journal } from './journal.ts';
import type { DeploymentRow, JournalRow } from './rows.ts';

/** A row with its journal as they lie on disk, for verification. */
export type Stored = { readonly row: DeploymentRow; readonly journal: readonly JournalRow[] };

/** A record as it is verified, also that of a backup made by an older Slipway: none but its first tables are asked. */
export type Recorded = {
  /** Rows in the order in which they began, a page at a time. */
  stored(afterOrdinal: number, max: number): Stored[];
  /** The newest sealed record as the database remembers it apart from the record itself; null when that is gone. */
  head(): { readonly seq: number; readonly hash: string } | null;
  /** Ids that only the journal knows. */
  orphans(): string[];
};

export const recordedIn = (connection: Connection, journal: Pick<Journal, 'rows' | 'orphans'>): Recorded => {
  const headRow = connection.prepare<{ seq: number; hash: string }>('SELECT seq, hash FROM head');
  const page = connection.prepare<DeploymentRow>(
    'SELECT * FROM deployment WHERE ordinal > @after ORDER BY ordinal LIMIT @max',
  );
  return {
    stored: (after, max) => page.all({ after, max }).map((row) => ({ row, journal: journal.rows(row.id) })),
    head: () => headRow.one() ?? null,
    orphans: () => journal.orphans(),
  };
};
