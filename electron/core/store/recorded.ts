import type { Connection } from './connection.ts';
import type { Journal } from './journal.ts';
import type { DeploymentRow, JournalRow, SaidRow } from './rows.ts';

/** A row with its journal as they lie on disk, for verification. */
export type Stored = { readonly row: DeploymentRow; readonly journal: readonly JournalRow[] };

/** The newest row of a chain as the database remembers it apart from the chain itself; null when that is gone. */
export type Head = { readonly seq: number; readonly hash: string } | null;

/** A record as it is verified, also that of a backup made by an older Slipway, where nobody could say anything yet. */
export type Recorded = {
  /** Rows in the order in which they began, a page at a time. */
  stored(afterOrdinal: number, max: number): Stored[];
  head(): Head;
  /** What people said, in order, a page at a time. */
  said(afterSeq: number, max: number): SaidRow[];
  saidHead(): Head;
  /** Ids that only the journal knows. */
  orphans(): string[];
};

export const recordedIn = (connection: Connection, journal: Pick<Journal, 'rows' | 'orphans'>): Recorded => {
  const headRow = connection.prepare<{ seq: number; hash: string }>('SELECT seq, hash FROM head');
  const page = connection.prepare<DeploymentRow>(
    'SELECT * FROM deployment WHERE ordinal > @after ORDER BY ordinal LIMIT @max',
  );
  const tables = connection.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'said'").all();
  const said = tables.length > 0 ? saidBy(connection) : null;
  return {
    stored: (after, max) => page.all({ after, max }).map((row) => ({ row, journal: journal.rows(row.id) })),
    head: () => headRow.one() ?? null,
    orphans: () => journal.orphans(),
    said: (after, max) => said?.page.all({ after, max }) ?? [],
    saidHead: () => (said ? (said.head.one() ?? null) : { seq: 0, hash: '' }),
  };
};

const saidBy = (connection: Connection) => ({
  page: connection.prepare<SaidRow>('SELECT * FROM said WHERE seq > @after ORDER BY seq LIMIT @max'),
  head: connection.prepare<{ seq: number; hash: string }>('SELECT seq, hash FROM said_head'),
});
