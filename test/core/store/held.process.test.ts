import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '#core/store/open';
import { beginning, scratchFile, scratchStore } from './scratch.ts';
import { problemOf, recordFailed } from './scratch-damage.ts';

const holder = fileURLToPath(new URL('holder.ts', import.meta.url));

/** Another program that holds the record for so many milliseconds; 0 for good. */
const holding = async (file: string, milliseconds: number): Promise<void> => {
  const child = spawn(process.execPath, [holder, file, String(milliseconds)], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
};

test('a record that another program holds for two seconds is waited for', async () => {
  const file = scratchFile();
  openStore({ file }).close();
  await holding(file, 2000);
  using store = openStore({ file });
  store.requireReady();
  expect(store.deployments.begin(beginning()).state).toBe('planned');
});

test('a record that another program holds for good refuses to begin, and is read meanwhile', async () => {
  const file = scratchFile();
  openStore({ file }).close();
  await holding(file, 0);
  using store = openStore({ file, busyTimeout: 300 });
  expect(problemOf(() => store.requireReady())).toMatchObject(recordFailed(/is held by another program/));
  expect(store.deployments.list({ limit: 10 })).toEqual([]);
  using reader = openStore({ file, access: 'read', busyTimeout: 300 });
  expect(reader.deployments.list({ limit: 10 })).toEqual([]);
});

test('an outcome is tried again until the record is free, and the process goes on meanwhile', async () => {
  const store = scratchStore();
  const { id } = store.deployments.begin(beginning());
  const other = new Database(store.file);
  other.exec('BEGIN IMMEDIATE');
  let beats = 0;
  let freed = 0;
  const heart = setInterval(() => {
    beats += 1;
    if (beats === 5) freed = other.exec('ROLLBACK') ? beats : 0;
  }, 100);
  const written = await store.patiently(() => store.deployments.append(id, { type: 'said', text: 'outcome' }), {
    within: 60_000,
  });
  clearInterval(heart);
  other.close();
  expect(freed).toBe(5);
  expect(store.deployments.events(id, 0, 10)).toEqual([written]);
});

test('an outcome that cannot be written in its time fails in words; the trying can be ended before', async () => {
  const store = scratchStore();
  const other = new Database(store.file);
  other.exec('BEGIN IMMEDIATE');
  const write = () => store.settings.set('a', 'b');
  await expect(store.patiently(write, { within: 300 })).rejects.toMatchObject(recordFailed(/held by another program/));
  const given = new AbortController();
  const trying = store.patiently(write, { within: 2 ** 30, signal: given.signal });
  await pause(50);
  given.abort();
  await expect(trying).rejects.toMatchObject(recordFailed(/held by another program/));
  other.close();
  expect(store.settings.get('a')).toBeNull();
});

test('what no waiting mends is not tried twice', async () => {
  const store = scratchStore();
  let tries = 0;
  const write = () => {
    tries += 1;
    store.deployments.append('nobody', { type: 'said', text: 'x' });
  };
  await expect(store.patiently(write, { within: 60_000 })).rejects.toMatchObject({ code: 'UNKNOWN_DEPLOYMENT' });
  expect(tries).toBe(1);
});
