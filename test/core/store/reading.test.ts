import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { verifyHistory } from '#core/history/verify';
import { openStore } from '#core/store/open';
import type { StoreOptions } from '#core/store/store';
import { beginning, deployed, scratchFile, scratchStore } from './scratch.ts';

const shipped = fileURLToPath(new URL('../../../resources/migrations/', import.meta.url));

const readStore = (options: StoreOptions) => openStore({ ...options, access: 'read' });

test('what an owner writes is read while it writes, and is never changed', () => {
  const file = scratchFile();
  const owner = scratchStore({ file });
  const id = deployed(owner);
  using reader = readStore({ file });
  expect(reader.deployments.list({ limit: 10 })).toEqual(owner.deployments.list({ limit: 10 }));
  const { id: second } = owner.deployments.begin(beginning());
  expect(reader.deployments.unfinished().map((one) => one.id)).toEqual([second]);
  expect(verifyHistory(reader)).toEqual({ ok: true, records: 1, broken: [] });
  expect(() => reader.deployments.begin(beginning())).toThrow(/cannot be written/);
  expect(() => reader.hosts.add({ name: 'edge', url: 'unix:///x' })).toThrow(/cannot be written/);
  expect(owner.deployments.list({ limit: 10 }).map((one) => one.id)).toEqual([second, id]);
});

test('an open transaction of the owner keeps no reader waiting', () => {
  const file = scratchFile();
  deployed(scratchStore({ file }));
  const writing = new Database(file);
  writing.exec('BEGIN IMMEDIATE');
  using reader = readStore({ file, busyTimeout: 0 });
  expect(reader.deployments.list({ limit: 10 })).toHaveLength(1);
  writing.close();
});

test('what a killed owner had written is read, with its log still beside it', () => {
  const file = scratchFile();
  const owner = scratchStore({ file });
  deployed(owner);
  const copy = join(dirname(file), 'copy.db');
  for (const end of ['', '-wal']) copyFileSync(`${file}${end}`, `${copy}${end}`);
  using reader = readStore({ file: copy });
  expect(reader.deployments.list({ limit: 10 })).toHaveLength(1);
});

test('a record of an older console is read as it would be after its migration, and stays as it was', () => {
  const file = scratchFile();
  const migrations = withOneMore(dirname(dirname(file)));
  const old = openStore({ file });
  deployed(old);
  old.close();
  const before = readFileSync(file);
  using reader = readStore({ file, migrations });
  expect(reader.deployments.list({ limit: 10 })).toHaveLength(1);
  expect(readFileSync(file)).toEqual(before);
  using owner = openStore({ file, migrations });
  expect(owner.deployments.list({ limit: 10 })).toHaveLength(1);
});

test('a record in a folder that may not be written is read, and nothing is left there', () => {
  const file = scratchFile();
  const owner = openStore({ file });
  deployed(owner);
  owner.close();
  const folders = [dirname(dirname(file)), dirname(file)];
  for (const path of folders) chmodSync(path, 0o555);
  onTestFinished(() => {
    for (const path of folders) chmodSync(path, 0o755);
  });
  chmodSync(file, 0o444);
  const read = asNobody(() => {
    using reader = readStore({ file });
    return reader.deployments.list({ limit: 10 });
  });
  expect(read).toHaveLength(1);
  expect(readdirSync(dirname(file))).toEqual(['backups', 'slipway.db']);
});

/** Root may write everywhere, so it steps down for a moment. */
function asNobody<T>(act: () => T): T {
  if (process.geteuid?.() !== 0) return act();
  process.seteuid?.(65_534);
  try {
    return act();
  } finally {
    process.seteuid?.(0);
  }
}

/** The shipped migrations and one that is yet to be written. */
function withOneMore(folder: string): string {
  const migrations = join(folder, 'migrations');
  mkdirSync(migrations);
  const names = readdirSync(shipped);
  for (const name of names) copyFileSync(join(shipped, name), join(migrations, name));
  const number = String(names.length + 1).padStart(4, '0');
  writeFileSync(join(migrations, `${number}-more.sql`), 'ALTER TABLE host ADD COLUMN note TEXT;\n');
  return migrations;
}
