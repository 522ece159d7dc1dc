import { existsSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { verifyHistory } from '#core/history/verify';
import { openRecord, openStore } from '#core/store/open';
import { beginning, deployed, scratchFile, scratchStore, withOneMore } from './scratch.ts';
import { contents, problemOf, recordFailed } from './scratch-damage.ts';

test('a record that nobody has open is read, and nothing is written, made or left beside it', () => {
  const store = scratchStore();
  const id = deployed(store);
  store.close();
  const before = contents(dirname(store.file));
  {
    using reader = openStore({ file: store.file, access: 'read' });
    expect(reader.deployments.get(id).state).toBe('succeeded');
    expect(verifyHistory(reader)).toEqual({ ok: true, records: 1, broken: [] });
    expect(reader.health().damage).toBeNull();
  }
  expect(contents(dirname(store.file))).toEqual(before);
  expect(readdirSync(dirname(store.file))).toEqual(['backups', 'slipway.db']);
});

test('a reader beside a writer sees what is written while it reads', () => {
  const store = scratchStore();
  const { id } = store.deployments.begin(beginning());
  using reader = openStore({ file: store.file, access: 'read' });
  expect(reader.deployments.events(id, 0, 10)).toEqual([]);
  store.deployments.append(id, { type: 'said', text: 'later' });
  expect(reader.deployments.events(id, 0, 10)).toMatchObject([{ text: 'later' }]);
});

test('a reader does not wait for a program that holds the record', () => {
  const store = scratchStore();
  const id = deployed(store);
  const other = new Database(store.file);
  other.exec('BEGIN EXCLUSIVE');
  using reader = openStore({ file: store.file, access: 'read', busyTimeout: 20 });
  expect(reader.deployments.get(id).state).toBe('succeeded');
  other.close();
});

test('where there is no record, reading gives an empty one and makes nothing', () => {
  const file = scratchFile();
  using reader = openStore({ file, access: 'read' });
  expect(reader.deployments.list({ limit: 10 })).toEqual([]);
  expect(verifyHistory(reader)).toEqual({ ok: true, records: 0, broken: [] });
  expect([reader.notice, reader.hosts.list(), existsSync(dirname(file))]).toEqual([null, [], false]);
});

test('a store that was opened for reading refuses every write in words', () => {
  const store = scratchStore();
  const { id } = store.deployments.begin(beginning());
  using beside = openStore({ file: store.file, access: 'read' });
  store.close();
  using alone = openStore({ file: store.file, access: 'read' });
  for (const reader of [beside, alone]) {
    const writes = [
      () => reader.settings.set('a', 'b'),
      () => reader.deployments.begin(beginning()),
      () => reader.deployments.append(id, { type: 'said', text: 'no' }),
      () => reader.deployments.finish(id, { state: 'failed', reason: null }),
      () => reader.hosts.add({ name: 'edge', url: 'unix:///x' }),
      () => reader.hosts.remove('edge'),
      () => reader.releases.burn('E', 'digits', 1),
      () => reader.requireReady(),
    ];
    for (const write of writes)
      expect(problemOf(write)).toMatchObject(recordFailed(/opened for reading and cannot be/));
  }
});

test('a record of an older version is read as it would be migrated, and stays as it is', () => {
  const store = scratchStore();
  const id = deployed(store);
  const read = () => {
    const before = contents(dirname(store.file));
    using reader = openStore({ file: store.file, access: 'read', migrations: withOneMore(store.file) });
    expect(reader.deployments.get(id).state).toBe('succeeded');
    expect(contents(dirname(store.file))).toEqual(before);
  };
  // With an older console at work on it, and with nobody there.
  read();
  store.close();
  read();
});

test('a record of a newer version is not read; the versions are said, and an empty one stands in for what runs', () => {
  const file = scratchFile();
  openStore({ file, migrations: withOneMore(file) }).close();
  const before = contents(dirname(file));
  for (const access of ['read', 'write'] as const)
    expect(problemOf(() => openStore({ file, access }))).toMatchObject(
      recordFailed(/newer Slipway \(\d{4}-more\.sql\): it is of version \d+, this one reads up to \d+\./),
    );
  using record = openRecord({ file });
  expect(record.trouble).toMatchObject(recordFailed(/newer Slipway/));
  for (const use of [record.requireLegible, record.requireReady, () => record.hosts.remove('x')])
    expect(problemOf(use)).toBe(record.trouble);
  expect(record.hosts.list()).toEqual([]);
  expect(contents(dirname(file))).toEqual(before);
});
