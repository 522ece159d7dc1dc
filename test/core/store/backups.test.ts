import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { recordFindings } from '#core/history/findings';
import { backUp } from '#core/store/back-up';
import { backupsFolder, backupsOf, isSound } from '#core/store/backups';
import { connect } from '#core/store/connection';
import { openStore } from '#core/store/open';
import type { Store } from '#core/store/store';
import { deployed, scratchFile, withOneMore } from './scratch.ts';
import { problemOf, recordFailed } from './scratch-damage.ts';

const day = 86_400_000;

/** A clock that can be put forward. */
const clock = () => {
  let time = Date.parse('2030-01-01T12:00:00Z');
  const forward = (milliseconds: number) => {
    time += milliseconds;
  };
  const now = () => {
    forward(1);
    return new Date(time);
  };
  return { now, forward };
};
const counts = (file: string) => backupsOf(file).map(({ finished }) => finished);
const deploy = (store: Store, times: number) => {
  for (let i = 0; i < times; i += 1) deployed(store);
};

test('a backup is made with the first deployment, a day after the last, and after fifty more', () => {
  const file = scratchFile();
  const { now, forward } = clock();
  {
    using store = openStore({ file, now });
    expect(counts(file)).toEqual([]);
    deploy(store, 50);
    expect(counts(file)).toEqual([1]);
    deploy(store, 2);
    expect(counts(file)).toEqual([51, 1]);
  }
  openStore({ file, now }).close();
  expect(counts(file)).toEqual([51, 1]);
  forward(day + 1000);
  openStore({ file, now }).close();
  expect(counts(file)).toEqual([52, 51, 1]);
});

test('the newest five are kept, each whole, for their owner only, and readable in a place without a log', () => {
  const file = scratchFile();
  const { now, forward } = clock();
  for (let i = 0; i < 7; i += 1) {
    using store = openStore({ file, now });
    deploy(store, 1);
    forward(2 * day);
  }
  expect(counts(file)).toEqual([6, 5, 4, 3, 2]);
  expect(statSync(backupsFolder(file)).mode & 0o777).toBe(0o700);
  expect(readdirSync(backupsFolder(file)).every((name) => name.endsWith('.db'))).toBe(true);
  for (const backup of backupsOf(file)) {
    expect(statSync(backup.file).mode & 0o777).toBe(0o600);
    expect(isSound(backup.file)).toBe(true);
    const raw = new Database(backup.file, { readonly: true });
    expect(raw.pragma('journal_mode', { simple: true })).toBe('delete');
    expect(raw.prepare('SELECT MAX(seq) FROM deployment').pluck().get()).toBe(backup.finished);
    raw.close();
  }
});

test('a record that has less than its newest backup makes none, so that the good ones stay', () => {
  const file = scratchFile();
  const { now, forward } = clock();
  openStore({ file, now }).close();
  copyFileSync(file, `${file}.old`);
  {
    using store = openStore({ file, now });
    deploy(store, 1);
    forward(2 * day);
    deploy(store, 2);
  }
  copyFileSync(`${file}.old`, file);
  for (let i = 0; i < 8; i += 1) {
    openStore({ file, now }).close();
    forward(2 * day);
  }
  expect(counts(file)).toEqual([2, 1]);
});

test('a migration begins with a backup of what it changes, or not at all', () => {
  const file = scratchFile();
  {
    using store = openStore({ file });
    deploy(store, 3);
  }
  const migrations = withOneMore(file);
  const kept = backupsFolder(file);
  rmSync(kept, { recursive: true });
  writeFileSync(kept, 'in the way');
  expect(problemOf(() => openStore({ file, migrations }))).toMatchObject(recordFailed(/cannot be opened/));
  rmSync(kept);
  openStore({ file, migrations }).close();
  const [backup] = backupsOf(file);
  expect(backup?.finished).toBe(3);
  const raw = new Database(backup?.file ?? '', { readonly: true });
  expect(raw.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'later'").get()).toBeUndefined();
  raw.close();
});

test('a backup that cannot be made keeps nobody from deploying, and the doctor says that there is none', async () => {
  const file = scratchFile();
  openStore({ file }).close();
  writeFileSync(backupsFolder(file), 'in the way');
  using store = openStore({ file });
  deploy(store, 1);
  // A file is no folder: nothing is found there, and nothing is made.
  expect(await recordFindings(store)).toMatchObject([{ severity: 'warning', what: 'it has no backup' }]);
});

test('a copy that was left half made is cleared by the next', () => {
  const file = scratchFile();
  using store = openStore({ file });
  mkdirSync(backupsFolder(file));
  writeFileSync(join(backupsFolder(file), 'x.db.part'), 'half');
  deploy(store, 1);
  expect(readdirSync(backupsFolder(file))).toHaveLength(1);
});

test('a record of which a page cannot be read is never copied as if it were whole', () => {
  const file = scratchFile();
  {
    using store = openStore({ file });
    deploy(store, 40);
  }
  const raw = new Database(file);
  const page = Number(raw.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'deployment'").pluck().get());
  raw.close();
  const connection = connect(file, 20);
  const before = counts(file);
  corrupt(file, page);
  expect(problemOf(() => backUp(connection, { finished: 40, record: '0'.repeat(26) }, new Date()))).toMatchObject(
    recordFailed(/is damaged/),
  );
  connection.close();
  expect(counts(file)).toEqual(before);
  expect(readdirSync(backupsFolder(file)).every((name) => name.endsWith('.db'))).toBe(true);
});

const corrupt = (file: string, page: number): void => {
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(4096, 0xa5), 0, 4096, (page - 1) * 4096);
  closeSync(handle);
};
