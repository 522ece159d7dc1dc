import { canonicalJson, sha256 } from '../service/hash.ts';
import { type DeploymentRow, eventOf, type JournalRow, type SaidRow } from './rows.ts';

/** The hash of a journal row, over its content and the hash of the row before it ('' for the first). */
export const journalHash = (row: Omit<JournalRow, 'hash'>, previous: string): string =>
  sha256(canonicalJson({ deployment: row.deployment, n: row.n, at: row.at, event: JSON.parse(row.event), previous }));

/** The hash of a record: sha256 of the canonical JSON of all that it says and of its predecessor's hash ('' for the first). */
export const recordHash = (row: DeploymentRow, journal: readonly JournalRow[]): string =>
  sha256(canonicalJson(contentOf(row, journal)));

/** Spelled out, not spread: what old records were sealed over stays as it was when rows or contract grow. */
const contentOf = (row: DeploymentRow, journal: readonly JournalRow[]) => ({
  v: 1,
  seq: row.seq,
  previous: row.prev_hash,
  ordinal: row.ordinal,
  id: row.id,
  service: row.service,
  host: row.host,
  engine: row.engine,
  kind: row.kind,
  state: row.state,
  number: row.number,
  from: row.from_release === null ? null : JSON.parse(row.from_release),
  to: row.to_release === null ? null : JSON.parse(row.to_release),
  startedAt: row.started_at,
  servingAt: row.serving_at,
  finishedAt: row.finished_at,
  reason: row.reason,
  operator: row.operator,
  console: row.console,
  note: row.note,
  file: JSON.parse(row.file),
  plan: JSON.parse(row.plan),
  evidence: JSON.parse(row.evidence),
  journal: journal.map(eventOf),
});

/** The hash of what was said: over all of it, the hash of what was said before, and the newest record of that time. */
export const saidHash = (row: Omit<SaidRow, 'hash'>): string =>
  sha256(
    canonicalJson({
      v: 1,
      seq: row.seq,
      previous: row.prev_hash,
      at: row.at,
      kind: row.kind,
      service: row.service,
      host: row.host,
      id: row.id,
      text: row.text,
      until: row.until,
      operator: row.operator,
      console: row.console,
      after: { seq: row.after_seq, hash: row.after_hash },
    }),
  );
