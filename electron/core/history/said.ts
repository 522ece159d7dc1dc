import type { Recorded } from '../store/recorded.ts';
import type { SaidRow } from '../store/rows.ts';
import { saidHash } from '../store/seal.ts';
import { type Broken, faultsInChain, type Link, statements } from './chain.ts';

/** What people said, every hash worked out again; `records` are the deployments that it was said after. */
export const verifiedSaid = (
  recorded: Pick<Recorded, 'said' | 'saidHead'>,
  records: readonly Link[],
): { links: Link[]; broken: Broken[] } => {
  const links: Link[] = [];
  const broken: Broken[] = [];
  const sealed = new Map(records.map(({ seq, hash }) => [seq, hash]));
  for (const row of everyRow(recorded.said)) {
    const why = rowFault(row, sealed);
    if (why !== null) broken.push({ seq: row.seq, table: statements.table, why: `statement ${row.seq}: ${why}` });
    links.push({ id: `${row.kind} ${row.id}`, seq: row.seq, previous: row.prev_hash, hash: row.hash });
  }
  return { links, broken: [...broken, ...faultsInChain(links, recorded.saidHead(), statements)] };
};

const rowFault = (row: SaidRow, sealed: ReadonlyMap<number, string>): string | null => {
  if (saidHash(row) !== row.hash) return 'it is not what was sealed: its content no longer gives its hash';
  if (row.after_seq === 0 || sealed.get(row.after_seq) === row.after_hash) return null;
  return sealed.has(row.after_seq)
    ? `record ${row.after_seq}, after which it was said, is another one now`
    : `record ${row.after_seq}, after which it was said, is gone`;
};

function* everyRow(said: Recorded['said']): Generator<SaidRow> {
  for (let page = said(0, 100); page.length > 0; page = said(page.at(-1)?.seq ?? 0, 100)) yield* page;
}
