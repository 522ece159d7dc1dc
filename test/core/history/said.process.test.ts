import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { verifyHistory } from '#core/history/verify';
import { backupsOf } from '#core/store/backups';
import { openStore } from '#core/store/open';
import type { Store } from '#core/store/store';
import { deployed, scratchStore } from '../store/scratch.ts';

describe('what people said', () => {
  const saying = {
    kind: 'accepted',
    service: 'digits',
    host: 'local',
    id: 'EVO-02',
    until: '2030-02-01T00:00:00.000Z',
  } as const;
  const said = (store: Store, text: string) => store.said.add({ ...saying, text, by: 'ada', console: 'test' });
  /** A record, something said, another record, and two things more; then a hand that first drops every trigger. */
  const forged = (sql: string) => {
    const store = scratchStore();
    deployed(store);
    said(store, 'one');
    deployed(store);
    for (const text of ['two', 'three']) said(store, text);
    expect(verifyHistory(store)).toEqual({ ok: true, records: 5, broken: [] });
    store.close();
    const raw = new Database(store.file);
    const triggers = raw.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all();
    for (const name of triggers) raw.exec(`DROP TRIGGER ${name}`);
    raw.exec(sql);
    raw.close();
    using reopened = openStore({ file: store.file });
    return verifyHistory(reopened);
  };

  test.each([
    ['at', "at || 'x'"],
    ['kind', "'answered'"],
    ['service', "'prices'"],
    ['host', "'edge'"],
    ['id', "'SEC-02'"],
    ['text', "'it was agreed'"],
    ['text', 'NULL'],
    ['until', "'2031-02-01T00:00:00.000Z'"],
    ['operator', "'grace'"],
    ['console', "'another'"],
    ['after_seq', '1'],
    ['after_hash', "'x'"],
    ['prev_hash', "'x'"],
    ['hash', "'x'"],
  ])('is found out where its %s is altered to %s', (column, value) => {
    const { ok, broken } = forged(`UPDATE said SET ${column} = ${value} WHERE seq = 2`);
    expect(ok).toBe(false);
    expect(broken).toContainEqual(
      expect.objectContaining({ table: 'said', why: expect.stringContaining('statement') }),
    );
  });

  test.each([
    ['from the middle', 'DELETE FROM said WHERE seq = 2', 'statement 2 is missing'],
    ['from the end', 'DELETE FROM said WHERE seq > 1', 'statement 2 to 3 are missing'],
    [
      'with the note of the newest',
      'DELETE FROM said WHERE seq > 1; DELETE FROM said_head',
      'the note of the newest statement is missing',
    ],
  ])('is missed where it is cut out %s', (_where, sql, why) => {
    expect(forged(sql)).toMatchObject({ ok: false, broken: [expect.objectContaining({ why })] });
  });

  test('shows where the records before it were written anew, however well', () => {
    const other = scratchStore();
    deployed(other);
    deployed(other);
    other.close();
    const { broken } = forged(`
      ATTACH '${other.file}' AS other;
      PRAGMA foreign_keys = OFF;
      DELETE FROM journal; DELETE FROM deployment; DELETE FROM head;
      INSERT INTO deployment SELECT * FROM other.deployment;
      INSERT INTO journal SELECT * FROM other.journal;
      INSERT INTO head SELECT * FROM other.head;
    `);
    expect(broken.filter(({ table }) => table === 'said').map(({ why }) => why)).toEqual([
      'statement 1: record 1, after which it was said, is another one now',
      'statement 2: record 2, after which it was said, is another one now',
      'statement 3: record 2, after which it was said, is another one now',
    ]);
  });

  test('is compared with what the backups have', () => {
    const store = scratchStore();
    said(store, 'one');
    deployed(store);
    const [backup] = backupsOf(store.file);
    expect(backup).toBeDefined();
    store.close();
    const raw = new Database(store.file);
    for (const name of raw.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all())
      raw.exec(`DROP TRIGGER ${name}`);
    raw.exec("DELETE FROM said; UPDATE said_head SET seq = 0, hash = ''");
    raw.close();
    using reopened = openStore({ file: store.file });
    expect(verifyHistory(reopened).broken).toMatchObject([
      {
        seq: 1,
        table: 'said',
        why: expect.stringMatching(/^statement 1 .* is in the backup of .* and not in the record$/),
      },
    ]);
  });

  test('is changed, removed and replaced by nobody who writes to the file', () => {
    const store = scratchStore();
    said(store, 'one');
    store.close();
    const raw = new Database(store.file);
    for (const sql of [
      "UPDATE said SET text = 'x'",
      'DELETE FROM said',
      'INSERT OR REPLACE INTO said SELECT * FROM said',
      'UPDATE said_head SET seq = 0',
      'DELETE FROM said_head',
      "INSERT OR REPLACE INTO said_head VALUES (1, 0, '')",
    ])
      expect(() => raw.exec(sql)).toThrow(/never|follows|one head/);
    raw.close();
  });
});
