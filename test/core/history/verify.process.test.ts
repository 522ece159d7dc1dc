import { copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { verifyHistory } from '#core/history/verify';
import { backupsOf } from '#core/store/backups';
import { openStore } from '#core/store/open';
import { beginning, deployed, scratchFile, scratchStore } from '../store/scratch.ts';

/** Three sealed records and one unfinished; then the file is changed by a hand that first drops every trigger. */
const tampered = (sql: string) => {
  const store = scratchStore();
  const ids = [deployed(store), deployed(store), deployed(store)] as const;
  const { id: open } = store.deployments.begin(beginning());
  for (const text of ['one', 'two', 'three']) store.deployments.append(open, { type: 'said', text });
  expect(verifyHistory(store)).toEqual({ ok: true, records: 3, broken: [] });
  store.close();

  const raw = new Database(store.file);
  raw.pragma('foreign_keys = OFF');
  const triggers = raw.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all();
  for (const name of triggers) raw.exec(`DROP TRIGGER ${name}`);
  const changes = raw.prepare(sql).run({ first: ids[0], second: ids[1], third: ids[2], open }).changes;
  expect(changes).toBeGreaterThan(0);
  raw.close();

  using reopened = openStore({ file: store.file });
  return { verification: verifyHistory(reopened), ids, open };
};

const columns = () => {
  const raw = new Database(scratchStore().file);
  const names = raw.prepare('SELECT name, type, "notnull" AS required FROM pragma_table_info(\'deployment\')').all();
  raw.close();
  return names as { name: string; type: string; required: number }[];
};

/** Another value of the column's own kind, which its constraints let through. */
const otherValue = ({ name, type }: { name: string; type: string }): string => {
  if (type === 'INTEGER') return `${name} + 40`;
  if (['file', 'plan', 'evidence'].includes(name)) return `json_object('forged', 1)`;
  if (['from_release', 'to_release'].includes(name)) return `json_set(${name}, '$.digest', 'sha256:forged')`;
  return `${name} || 'x'`;
};

describe('verification', () => {
  test('of an untouched record finds nothing', () => {
    const store = scratchStore();
    expect(verifyHistory(store)).toEqual({ ok: true, records: 0, broken: [] });
    for (let i = 0; i < 120; i += 1) deployed(store);
    expect(verifyHistory(store)).toEqual({ ok: true, records: 120, broken: [] });
  });

  test('finds every column of a sealed deployment that was altered, and names the record', () => {
    for (const column of columns()) {
      const { verification, ids } = tampered(
        `UPDATE deployment SET ${column.name} = ${otherValue(column)} WHERE id = @second`,
      );
      const named = verification.broken.some(({ seq, why }) => seq === 2 || why.includes(ids[1]));
      expect([column.name, verification.ok, named]).toEqual([column.name, false, true]);
    }
  });

  test('finds every column of a sealed deployment that was emptied', () => {
    for (const column of columns().filter(({ required, name }) => required === 0 && name !== 'ordinal')) {
      const { verification, ids } = tampered(`UPDATE deployment SET ${column.name} = NULL WHERE id = @third`);
      const named = verification.broken.some(({ seq, why }) => seq === 3 || why.includes(ids[2]));
      expect([column.name, verification.ok, named]).toEqual([column.name, false, true]);
    }
  });

  test.each([
    [
      'a journal row whose text was altered',
      `UPDATE journal SET event = json_set(event, '$.step.ms', 1) WHERE deployment = @second AND n = 3`,
      2,
      'journal',
      /journal row 3 is not what was written/,
    ],
    [
      'a journal row whose time was altered',
      `UPDATE journal SET at = 'x' WHERE deployment = @second AND n = 1`,
      2,
      'journal',
      /row 1 is not/,
    ],
    [
      'a journal row whose hash was altered',
      `UPDATE journal SET hash = 'x' WHERE deployment = @second AND n = 2`,
      2,
      'journal',
      /row 2 is not/,
    ],
    [
      'a journal row that is no JSON',
      `UPDATE journal SET event = '{' WHERE deployment = @second AND n = 2`,
      2,
      'journal',
      /row 2 is not/,
    ],
    [
      'a journal row with the same JSON in another spelling',
      `UPDATE journal SET event = event || ' ' WHERE deployment = @second AND n = 2`,
      2,
      'journal',
      /row 2 is not/,
    ],
    [
      'a journal row that was renumbered',
      'UPDATE journal SET n = 9 WHERE deployment = @second AND n = 2',
      2,
      'journal',
      /row 2 is missing/,
    ],
    [
      'a journal row that was given to another',
      'UPDATE journal SET deployment = @open, n = 4 WHERE deployment = @second AND n = 4',
      2,
      'journal',
      /does not end with succeeded/,
    ],
    [
      'a journal row that was removed',
      'DELETE FROM journal WHERE deployment = @second AND n = 2',
      2,
      'journal',
      /row 2 is missing/,
    ],
    [
      'the last journal row removed',
      'DELETE FROM journal WHERE deployment = @second AND n = 4',
      2,
      'journal',
      /does not end with succeeded/,
    ],
    ['a whole journal removed', 'DELETE FROM journal WHERE deployment = @second', 2, 'journal', /does not end with/],
    [
      'a journal row put in',
      `INSERT INTO journal SELECT deployment, 5, at, event, hash FROM journal WHERE deployment = @second AND n = 4`,
      2,
      'journal',
      /row 5 is not/,
    ],
    [
      'a journal row of an unfinished deployment',
      `UPDATE journal SET event = '{"text":"no","type":"said"}' WHERE deployment = @open AND n = 2`,
      null,
      'journal',
      /row 2 is not/,
    ],
    [
      'a journal without its deployment',
      'DELETE FROM deployment WHERE id = @open',
      null,
      'journal',
      /its deployment is not/,
    ],
    [
      'an evidence that is no JSON',
      `UPDATE deployment SET evidence = '{' WHERE id = @second`,
      2,
      'deployment',
      /is not what was sealed/,
    ],
    ['the first record removed', 'DELETE FROM deployment WHERE id = @first', 1, 'deployment', /record 1 is missing/],
    ['a record between removed', 'DELETE FROM deployment WHERE id = @second', 2, 'deployment', /record 2 is missing/],
    ['the last record removed', 'DELETE FROM deployment WHERE id = @third', 3, 'deployment', /record 3 is missing/],
    [
      'all records removed',
      'DELETE FROM deployment WHERE hash IS NOT NULL',
      1,
      'deployment',
      /record 1 to 3 are missing/,
    ],
    [
      'a whole seal removed',
      'UPDATE deployment SET seq = NULL, prev_hash = NULL, hash = NULL WHERE id = @third',
      null,
      'deployment',
      /finished but not sealed/,
    ],
    [
      'an unfinished one called finished',
      `UPDATE deployment SET state = 'succeeded' WHERE id = @open`,
      null,
      'deployment',
      /finished but not sealed/,
    ],
    ['another head', `UPDATE head SET hash = 'x'`, 3, 'head', /not the newest/],
    ['no head', 'DELETE FROM head', null, 'head', /missing/],
  ] as const)('finds %s', (_, sql, seq, table, why) => {
    const { verification } = tampered(sql);
    expect(verification.ok).toBe(false);
    expect(verification.broken).toContainEqual({ seq, table, why: expect.stringMatching(why) });
  });

  test('finds a record that was forged with a right hash of its own: the next one does not follow it', () => {
    const { verification } = tampered("UPDATE deployment SET hash = 'f' WHERE id = @first");
    expect(verification.broken.map(({ seq }) => seq)).toEqual([1, 2, 1]);
    expect(verification.broken[1]?.why).toMatch(/does not follow record 1/);
    expect(verification.broken[2]?.why).toMatch(/record 1 .* is another one than in the backup of/);
  });
});

describe('verification against the backups', () => {
  /** A record of one deployment with its backup, and a copy of it from before that deployment. */
  const backedUp = () => {
    const file = scratchFile();
    openStore({ file }).close();
    copyFileSync(file, `${file}.empty`);
    using store = openStore({ file });
    const id = deployed(store);
    const [backup] = backupsOf(file);
    if (!backup) throw new Error('there is no backup');
    return { file, id, backup };
  };
  const verified = (file: string) => {
    using store = openStore({ file });
    return verifyHistory(store);
  };

  test('names what a backup has and the record has not', () => {
    const { file, id, backup } = backedUp();
    renameSync(`${file}.empty`, file);
    const why = `record 1 (${id}) is in the backup of ${backup.at} and not in the record`;
    expect(verified(file)).toEqual({ ok: false, records: 0, broken: [{ seq: 1, table: 'deployment', why }] });
  });

  test('names what was written anew, though it is whole in itself', () => {
    const { file, id, backup } = backedUp();
    renameSync(`${file}.empty`, file);
    using store = openStore({ file });
    deployed(store, { operator: 'mallory' });
    const why = `record 1 (${id}) is another one than in the backup of ${backup.at}`;
    expect(verifyHistory(store)).toEqual({ ok: false, records: 1, broken: [{ seq: 1, table: 'deployment', why }] });
  });

  test('names a record that is gone as a whole', () => {
    const { file, backup } = backedUp();
    rmSync(file);
    const why = `the backup of ${backup.at} has 1 records of one that was here before`;
    expect(verified(file)).toEqual({ ok: false, records: 0, broken: [{ seq: null, table: 'backup', why }] });
  });

  test('tells an altered or unreadable backup from an altered record', () => {
    const { file, backup } = backedUp();
    const raw = new Database(backup.file);
    for (const name of raw.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all())
      raw.exec(`DROP TRIGGER ${name}`);
    raw.exec("UPDATE deployment SET operator = 'mallory', hash = 'x'");
    raw.exec("UPDATE head SET hash = 'x'");
    raw.close();
    const own = { seq: 1, table: 'backup', why: expect.stringMatching(/is itself not as it was written: record 1/) };
    expect(verified(file)).toEqual({ ok: false, records: 1, broken: [own] });
    writeFileSync(backup.file, 'no database');
    const unread = { seq: null, table: 'backup', why: expect.stringMatching(/cannot be read: /) };
    expect(verified(file)).toEqual({ ok: false, records: 1, broken: [unread] });
  });
});
