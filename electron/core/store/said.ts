import type { Said } from '#contract/history';
import type { Connection } from './connection.ts';
import type { SaidRow } from './rows.ts';
import { saidHash } from './seal.ts';

/** What is said, before it has its place and its time. */
export type Saying = Omit<Said, 'at'>;

export type SaidStore = {
  /** Appends it, sealed; on disk when it returns. */
  add(saying: Saying): Said;
  /** Newest first, of one service and host or of all. */
  list(of: SaidFilter): Said[];
};

export type SaidFilter = {
  readonly service?: string | undefined;
  readonly host?: string | undefined;
  /** ISO 8601; only what was said then or later. */
  readonly since?: string | undefined;
  readonly limit?: number;
};

export const saidIn = (connection: Connection, now: () => Date): SaidStore => {
  const ends = connection.prepare<{ seq: number; hash: string; afterSeq: number; afterHash: string }>(
    `SELECT said_head.seq, said_head.hash, head.seq AS afterSeq, head.hash AS afterHash FROM said_head, head`,
  );
  const insert = connection.prepare(`
    INSERT INTO said (seq, at, kind, service, host, id, text, until, operator, console, after_seq, after_hash, prev_hash, hash)
    VALUES (@seq, @at, @kind, @service, @host, @id, @text, @until, @operator, @console, @after_seq, @after_hash, @prev_hash, @hash)`);
  const list = connection.prepare<SaidRow>(`
    SELECT * FROM said
    WHERE (@service IS NULL OR service = @service) AND (@host IS NULL OR host = @host) AND (@since IS NULL OR at >= @since)
    ORDER BY seq DESC LIMIT @limit`);
  return {
    add: (saying) =>
      connection.atomically(() => {
        const end = ends.one();
        if (!end) throw new Error('the record has lost its head rows');
        const { kind, service, host, id, text, until, by, console } = saying;
        const row = {
          ...{ kind, service, host, id, text, until, operator: by, console },
          seq: end.seq + 1,
          at: now().toISOString(),
          after_seq: end.afterSeq,
          after_hash: end.afterHash,
          prev_hash: end.hash,
        };
        insert.run({ ...row, hash: saidHash(row) });
        return saidOf(row);
      }),
    list: ({ service = null, host = null, since = null, limit = -1 }) =>
      list.all({ service, host, since, limit }).map(saidOf),
  };
};

const saidOf = ({ kind, service, host, id, text, until, operator, console, at }: Omit<SaidRow, 'hash'>): Said => ({
  ...{ kind, service, host, id, text, until, by: operator, console, at },
});
