import type { Verification } from '#contract/history';
import { canonicalJson } from '../service/hash.ts';
import type { Copy } from '../store/copies.ts';
import { isEnd } from '../store/journal.ts';
import type { Head, Recorded, Stored } from '../store/recorded.ts';
import type { DeploymentRow, JournalRow } from '../store/rows.ts';
import { journalHash, recordHash } from '../store/seal.ts';
import type { Store } from '../store/store.ts';
import { type Broken, faultsAgainst, faultsInChain, type Link, records, statements } from './chain.ts';
import { verifiedSaid } from './said.ts';

/**
 * Reads the whole record, works out every hash again, and compares with what the backups have: a record that was written
 * anew from end to end is whole in itself. `records` counts the sealed ones; `broken` names each that was altered, removed
 * or put in, and says why. What people said around the deployments is counted and verified with them. It changes nothing.
 */
export const verifyHistory = (store: Pick<Store, 'deployments' | 'copies'>): Verification => {
  const verified = verifiedIn(store.deployments);
  const broken = [...verified.broken];
  for (const copy of store.copies()) broken.push(...faultsBeside(copy, verified));
  return { ok: broken.length === 0, records: verified.links.length + verified.said.length, broken };
};

type Verified = { readonly links: readonly Link[]; readonly said: readonly Link[]; readonly broken: readonly Broken[] };

const verifiedIn = (recorded: Recorded): Verified => {
  const links: Link[] = [];
  const broken: Broken[] = [];
  for (const stored of everyRow(recorded.stored)) {
    broken.push(...faultsIn(stored));
    const { id, seq, prev_hash, hash } = stored.row;
    if (seq !== null && hash !== null) links.push({ id, seq, previous: prev_hash ?? '', hash });
  }
  links.sort((a, b) => a.seq - b.seq);
  broken.push(...faultsInChain(links, recorded.head(), records));
  for (const id of recorded.orphans()) {
    broken.push({ seq: null, table: 'journal', why: `the journal of ${id} is there, its deployment is not` });
  }
  const said = verifiedSaid(recorded, links);
  return { links, said: said.links, broken: [...broken, ...said.broken] };
};

/** The newest record of a backup stands for all before it, since its hash is over theirs: only where it differs are all compared. */
const faultsBeside = ({ backup, same, recorded }: Copy, here: Verified): Broken[] => {
  const table = 'backup';
  const of = `the backup of ${backup.at}`;
  if (recorded === null) return [{ seq: null, table, why: `${of} cannot be read: ${backup.file}` }];
  if (!same) return [{ seq: null, table, why: `${of} has ${backup.finished} records of one that was here before` }];
  const isIn = (head: Head, there: readonly Link[]) =>
    head !== null && (head.seq === 0 || there.find(({ seq }) => seq === head.seq)?.hash === head.hash);
  if (isIn(recorded.head(), here.links) && isIn(recorded.saidHead(), here.said)) return [];
  const there = verifiedIn(recorded);
  const [altered] = there.broken;
  if (altered) return [{ seq: altered.seq, table, why: `${of} is itself not as it was written: ${altered.why}` }];
  return [
    ...faultsAgainst(there.links, here.links, records, of),
    ...faultsAgainst(there.said, here.said, statements, of),
  ];
};

function* everyRow(stored: Recorded['stored']): Generator<Stored> {
  for (let page = stored(0, 100); page.length > 0; page = stored(page.at(-1)?.row.ordinal ?? 0, 100)) yield* page;
}

const faultsIn = ({ row, journal }: Stored): Broken[] => {
  const inJournal = journalFault(row, journal);
  if (inJournal !== null) return [{ seq: row.seq, table: 'journal', why: `${nameOf(row)}: ${inJournal}` }];
  const inRow = rowFault(row, journal);
  return inRow === null ? [] : [{ seq: row.seq, table: 'deployment', why: `${nameOf(row)}: ${inRow}` }];
};

const journalFault = (row: DeploymentRow, journal: readonly JournalRow[]): string | null => {
  let previous = '';
  for (const [index, entry] of journal.entries()) {
    if (entry.n !== index + 1) return `journal row ${index + 1} is missing`;
    if (!isCanonical(entry.event) || journalHash(entry, previous) !== entry.hash) {
      return `journal row ${entry.n} is not what was written`;
    }
    previous = entry.hash;
  }
  if (row.hash === null || lastSaid(journal) === row.state) return null;
  return `its journal does not end with ${row.state}: its last rows were removed, or its state was altered`;
};

const rowFault = (row: DeploymentRow, journal: readonly JournalRow[]): string | null => {
  const parts = [row.seq, row.prev_hash, row.hash].filter((part) => part !== null).length;
  if (parts === 0) return row.finished_at !== null || isEnd(row.state) ? 'it is finished but not sealed' : null;
  if (parts < 3) return 'its seal was removed in part';
  const json = [row.file, row.plan, row.evidence, row.from_release ?? 'null', row.to_release ?? 'null'];
  if (json.every(isCanonical) && recordHash(row, journal) === row.hash) return null;
  return 'it is not what was sealed: its content no longer gives its hash';
};

const nameOf = ({ id, seq }: { readonly id: string; readonly seq: number | null }): string =>
  seq === null ? `deployment ${id}` : `record ${seq} (${id})`;

const lastSaid = (journal: readonly JournalRow[]): string | null => {
  const last = journal.at(-1);
  if (last === undefined) return null;
  const event = JSON.parse(last.event) as { type: string; state?: string };
  return event.type === 'state' ? (event.state ?? null) : null;
};

/** What we write is canonical: other spelling of the same JSON is somebody else's hand. */
const isCanonical = (text: string): boolean => {
  try {
    return canonicalJson(JSON.parse(text)) === text;
  } catch {
    return false;
  }
};
