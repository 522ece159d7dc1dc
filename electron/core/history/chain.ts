import type { Verification } from '#contract/history';
import type { Head } from '../store/recorded.ts';

export type Broken = Verification['broken'][number];
/** What is kept of a row while the others are read: its place in its chain. */
export type Link = { readonly id: string; readonly seq: number; readonly previous: string; readonly hash: string };

/** The tables of a chain and of the note of its newest row, and what one of its rows is called. */
export type Chain = { readonly table: string; readonly head: string; readonly one: string };
export const records: Chain = { table: 'deployment', head: 'head', one: 'record' };
export const statements: Chain = { table: 'said', head: 'said_head', one: 'statement' };

/** Pure: what is wrong with the order of rows, sorted by `seq`, and with their end. */
export const faultsInChain = (links: readonly Link[], head: Head, { table, head: note, one }: Chain): Broken[] => {
  const broken: Broken[] = [];
  const fault = (seq: number | null, why: string) => broken.push({ seq, table, why });
  let before: Pick<Link, 'seq' | 'hash'> = { seq: 0, hash: '' };
  for (const link of links) {
    if (link.seq !== before.seq + 1) fault(before.seq + 1, `${one} ${missing(before.seq + 1, link.seq - 1)} missing`);
    else if (link.previous !== before.hash)
      fault(link.seq, `${one} ${link.seq} (${link.id}): it does not follow ${one} ${before.seq}`);
    before = link;
  }
  if (head === null) broken.push({ seq: null, table: note, why: `the note of the newest ${one} is missing` });
  else if (head.seq > before.seq) fault(before.seq + 1, `${one} ${missing(before.seq + 1, head.seq)} missing`);
  else if (head.seq !== before.seq || head.hash !== before.hash) {
    broken.push({ seq: before.seq, table: note, why: `${one} ${before.seq} is not the newest that was sealed` });
  }
  return broken;
};

/** Pure: which rows of a copy, whose chain is whole, are others here or are missing. */
export const faultsAgainst = (
  there: readonly Link[],
  here: readonly Link[],
  { table, one }: Chain,
  of: string,
): Broken[] => {
  const present = new Map(here.map((link) => [link.seq, link]));
  return there.flatMap(({ id, seq, hash }) => {
    const found = present.get(seq);
    if (found?.hash === hash) return [];
    const why = found ? `another one than in ${of}` : `in ${of} and not in the record`;
    return [{ seq, table, why: `${one} ${seq} (${id}) is ${why}` }];
  });
};

const missing = (from: number, to: number): string => (from >= to ? `${from} is` : `${from} to ${to} are`);
