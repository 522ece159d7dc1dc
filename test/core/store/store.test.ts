import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { Problem } from '#contract/problem';
import { connect } from '#core/store/connection';
import { guarded } from '#core/store/failure';
import { openStore } from '#core/store/open';
import { beginning, deployed, scratchFile, scratchStore } from './scratch.ts';

const shipped = fileURLToPath(new URL('../../../resources/migrations/', import.meta.url));

const problemOf = (act: () => unknown): Problem => {
  try {
    act();
  } catch (error) {
    return error as Problem;
  }
  throw new Error('it did not fail');
};
const recordFailed = (words: RegExp) => ({
  name: 'Problem',
  code: 'RECORD_FAILED',
  message: expect.stringMatching(words),
  hint: expect.stringMatching(/\w{4,}/),
});

/** A folder with the shipped migrations and one more. */
const withOneMore = (file: string, sql: string): string => {
  const folder = join(dirname(dirname(file)), 'migrations');
  cpSync(shipped, folder, { recursive: true });
  const next = String(readdirSync(folder).length + 1).padStart(4, '0');
  writeFileSync(join(folder, `${next}-more.sql`), sql);
  return folder;
};

describe('opening the record', () => {
  test('makes the folder for its owner only, and the file too', () => {
    const { file } = scratchStore();
    expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
    for (const each of [file, `${file}-wal`, `${file}-shm`]) expect(statSync(each).mode & 0o777).toBe(0o600);
  });

  test('commits with a full sync on a reopened file, where SQLite by itself would not', () => {
    const { file, close } = scratchStore();
    close();
    const plain = new Database(file);
    expect(plain.pragma('synchronous', { simple: true })).toBe(1);
    plain.close();

    const connection = connect(file, 5000);
    const value = (name: string) => Object.values(connection.prepare<object>(`PRAGMA ${name}`).one() ?? {})[0];
    expect(['synchronous', 'busy_timeout', 'foreign_keys', 'trusted_schema', 'journal_mode'].map(value)).toEqual([
      2,
      5000,
      1,
      0,
      'wal',
    ]);
    connection.close();
  });

  test('keeps what was written, and lets go at the end of its scope', () => {
    const file = scratchFile();
    {
      using store = openStore({ file });
      store.settings.set('gateway.image', 'haproxy:3.2-alpine');
      store.settings.set('gateway.image', 'haproxy:3.3-alpine');
    }
    using store = openStore({ file });
    expect(store.settings.get('gateway.image')).toBe('haproxy:3.3-alpine');
    expect(store.settings.get('nothing')).toBeNull();
  });

  test('applies what is new to a database of an older console', () => {
    const { file, close, deployments } = scratchStore();
    const { id } = deployments.begin(beginning());
    close();
    using store = openStore({ file, migrations: withOneMore(file, 'CREATE TABLE later (x TEXT) STRICT;') });
    expect(store.deployments.get(id).state).toBe('planned');
  });

  test('takes a migration that fails half way back as a whole', () => {
    const { file, close } = scratchStore();
    close();
    const migrations = withOneMore(file, 'CREATE TABLE later (x TEXT) STRICT; INSERT INTO nowhere VALUES (1);');
    expect(() => openStore({ file, migrations })).toThrow(/no such table: nowhere/);
    using store = openStore({ file });
    expect(store.deployments.unfinished()).toEqual([]);
    const raw = new Database(file, { readonly: true });
    expect(raw.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'later'").get()).toBeUndefined();
    raw.close();
  });

  test('refuses a database that is newer than the console and writes nothing into it', () => {
    const file = scratchFile();
    openStore({ file, migrations: withOneMore(file, 'CREATE TABLE later (x TEXT) STRICT;') }).close();
    const before = readFileSync(file);
    expect(problemOf(() => openStore({ file }))).toMatchObject(recordFailed(/newer Slipway \(\d{4}-more\.sql\)/));
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('refuses a database that another text of the same migration made', () => {
    const file = scratchFile();
    openStore({ file, migrations: withOneMore(file, 'CREATE TABLE later (x TEXT) STRICT;') }).close();
    const other = scratchFile();
    const migrations = withOneMore(other, 'CREATE TABLE later (y TEXT) STRICT;');
    expect(problemOf(() => openStore({ file, migrations }))).toMatchObject(recordFailed(/another \d{4}-more\.sql/));
  });

  test("refuses somebody else's database", () => {
    const file = scratchFile();
    mkdirSync(dirname(file));
    const raw = new Database(file);
    raw.exec('CREATE TABLE songs (title TEXT)');
    raw.close();
    const before = readFileSync(file);
    expect(problemOf(() => openStore({ file }))).toMatchObject(recordFailed(/not Slipway's/));
    expect(readFileSync(file).equals(before)).toBe(true);
  });
});

describe('when the machine refuses, the record says so in words', () => {
  test('a file that is no database', () => {
    const file = scratchFile();
    mkdirSync(dirname(file));
    writeFileSync(file, 'no database at all '.repeat(500));
    expect(problemOf(() => openStore({ file }))).toMatchObject(recordFailed(/is not a database/));
  });

  test('a damaged page', () => {
    const store = scratchStore();
    for (let i = 0; i < 20; i += 1) deployed(store);
    store.close();
    const { file } = store;
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0xa5, 8192));
    const read = () => {
      using reopened = openStore({ file });
      reopened.deployments.list({ limit: 200 });
    };
    expect(problemOf(read)).toMatchObject(recordFailed(/is damaged/));
  });

  test('a lock that another program holds', () => {
    const store = scratchStore({ busyTimeout: 20 });
    const other = new Database(store.file);
    other.exec('BEGIN IMMEDIATE');
    expect(problemOf(() => store.settings.set('a', 'b'))).toMatchObject(recordFailed(/held by another program/));
    expect(problemOf(() => store.deployments.begin(beginning()))).toMatchObject(recordFailed(/held by another/));
    expect(store.settings.get('a')).toBeNull();
    other.close();
  });

  test('a file that may only be read', () => {
    const raw = new Database(scratchStore().file, { readonly: true });
    const write = () => raw.prepare('INSERT INTO setting VALUES (?, ?)').run('a', 'b');
    expect(problemOf(() => guarded('slipway.db', write))).toMatchObject(recordFailed(/cannot be written/));
    raw.close();
  });

  test('a full disk', () => {
    const raw = new Database(scratchStore().file);
    raw.pragma('max_page_count = 1');
    const fill = () => raw.prepare('INSERT INTO setting VALUES (?, ?)').run('a', 'b'.repeat(100_000));
    expect(problemOf(() => guarded('slipway.db', fill))).toMatchObject(recordFailed(/has no room left/));
    raw.close();
  });

  test('a folder in the place of the file, and a file in the place of the folder', () => {
    const file = scratchFile();
    mkdirSync(file, { recursive: true });
    expect(problemOf(() => openStore({ file }))).toMatchObject(recordFailed(/cannot be opened/));
    const { file: present } = scratchStore();
    expect(problemOf(() => openStore({ file: join(present, 'x.db') }))).toMatchObject(recordFailed(/has no place/));
  });

  test('a mistake of our own stays what it is', () => {
    const raw = new Database(':memory:');
    expect(() => guarded('slipway.db', () => raw.exec('SELEC 1'))).toThrow(Database.SqliteError);
    raw.close();
  });
});
