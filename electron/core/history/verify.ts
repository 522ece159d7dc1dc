import type { Verification } from '#contract/history';
import { canonicalJson } from '../service/hash.ts';
import type { Copy } from '../store/copies.ts';
import { isEnd } from '../store/journal.ts';
import type { Recorded, Stored } from '../store/recorded.ts';
import type { DeploymentRow, JournalRow } from '../store/rows.ts';
import { journalHash, recordHash } from '../store/seal.ts';
import type { Store } from '../store/store.ts';

type Broken = Verification['broken'][number];
/** What is kept of a record while the others are read: its place in the chain. */
type Link = { readonly id: string; readonly seq: number; readonly previous: string; readonly hash: string };

/**
 * Reads the whole record, works out every hash again, and compares with what the backups have: a record that was written
 * anew from end to end is whole in itself. `records` counts the sealed ones; `broken` names each that was altered, removed
 * or put in, and says why. It changes nothing.
 */
export const verifyHistory = (store: Pick<Store, 'deployments' | 'copies'>): Verification => {
  const { links, broken } = verified(store.deployments);
  for (const copy of store.copies()) broken.push(...faultsBeside(copy, links));
  return { ok: broken.length === 0, records: links.length, broken };
};

const verified = (recorded: Recorded): { links: Link[]; broken: Broken[] } => {
  const links: Link[] = [];
  const broken: Broken[] = [];
  for (const stored of everyRow(recorded.stored)) {
    broken.push(...faultsIn(stored));
    const { id, seq, prev_hash, hash } = stored.row;
    if (seq !== null && hash !== null) links.push({ id, seq, previous: prev_hash ?? '', hash });
  }
  links.sort((a, b) => a.seq - b.seq);
  broken.push(...faultsInChain(links, recorded.head()));
  for (const id of recorded.orphans()) {
    broken.push({ seq: null, table: 'journal', why: `the journal of ${id} is there, its deployment is not` });
  }
  return { links, broken };
};

/** The newest record of a backup stands for all before it, since its hash is over theirs: only where it differs are all compared. */
const faultsBeside = ({ backup, same, recorded }: Copy, links: readonly Link[]): Broken[] => {
  const table = 'backup';
  const of = `the backup of ${backup.at}`;
  if (recorded === null) return [{ seq: null, table, why: `${of} cannot be read: ${backup.file}` }];
  if (!same) return [{ seq: null, table, why: `${of} has ${backup.finished} records of one that was here before` }];
  const head = recorded.head();
  if (head && links.find(({ seq }) => seq === head.seq)?.hash === head.hash) return [];
  const there = verified(recorded);
  const [altered] = there.broken;
  if (altered) return [{ seq: altered.seq, table, why: `${of} is itself not as it was written: ${altered.why}` }];
  const here = new Map(links.map((link) => [link.seq, link]));
  return there.links.flatMap((link) => {
    const found = here.get(link.seq);
    if (found?.hash === link.hash) return [];
    const why = found ? `another one than in ${of}` : `in ${of} and not in the record`;
    return [{ seq: link.seq, table: 'deployment', why: `${nameOf(link)} is ${why}` }];
  });
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

const faultsInChain = (links: readonly Link[], head: { seq: number; hash: string } | null): Broken[] => {
  const broken: Broken[] = [];
  const fault = (seq: number | null, why: string) => broken.push({ seq, table: 'deployment', why });
  let before: Pick<Link, 'seq' | 'hash'> = { seq: 0, hash: '' };
  for (const link of links) {
    if (link.seq !== before.seq + 1) fault(before.seq + 1, `record ${missing(before.seq + 1, link.seq - 1)} missing`);
    else if (link.previous !== before.hash) fault(link.seq, `${nameOf(link)}: it does not follow record ${before.seq}`);
    before = link;
  }
  if (head === null) broken.push({ seq: null, table: 'head', why: 'the note of the newest record is missing' });
  else if (head.seq > before.seq) fault(before.seq + 1, `record ${missing(before.seq + 1, head.seq)} missing`);
  else if (head.seq !== before.seq || head.hash !== before.hash) {
    broken.push({ seq: before.seq, table: 'head', why: `record ${before.seq} is not the newest that was sealed` });
  }
  return broken;
};

const missing = (from: number, to: number): string => (from >= to ? `${from} is` : `${from} to ${to} are`);

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
