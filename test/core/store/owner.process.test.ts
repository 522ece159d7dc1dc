import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { readOwner } from '#core/owner';
import { takeFolder } from '#core/store/owner';
import { until } from '#support/until';
import { scratchFile } from './scratch.ts';

const program = fileURLToPath(new URL('owner-process.ts', import.meta.url));
const scratchHome = () => dirname(scratchFile());
const take = (home: string) => takeFolder(home, 'slipway 1.2.3', {});

test('a data folder has one owner, who is named beside its lock, until it lets go', () => {
  const home = scratchHome();
  const first = take(home);
  expect(first).not.toBeNull();
  expect(take(home)).toBeNull();
  expect(readOwner(home)).toMatchObject({ pid: process.pid, console: 'slipway 1.2.3', socket: null });
  expect(statSync(`${home}/owner.json`).mode & 0o777).toBe(0o600);
  first?.announce('/somewhere/socket');
  expect(readOwner(home)?.socket).toBe('/somewhere/socket');
  first?.[Symbol.dispose]();
  expect(readOwner(home)).toBeNull();
  using second = take(home);
  expect(second).not.toBeNull();
});

test('two processes never own a data folder at once, and kill -9 frees it', { timeout: 60_000 }, async () => {
  const home = scratchHome();
  const first = await started(home);
  expect(first.said).toBe('taken');
  expect((await started(home)).said).toBe('refused');
  expect(take(home)).toBeNull();
  expect(readOwner(home)?.pid).toBe(first.child.pid);
  await killed(first.child);
  using mine = take(home);
  expect(mine).not.toBeNull();
  expect(readOwner(home)?.pid).toBe(process.pid);
});

test('a frozen owner keeps its data folder', { timeout: 60_000 }, async () => {
  const home = scratchHome();
  const { child } = await started(home);
  child.kill('SIGSTOP');
  expect(take(home)).toBeNull();
  child.kill('SIGCONT');
  expect(take(home)).toBeNull();
});

test('of many who come at once exactly one gets it', { timeout: 120_000 }, async () => {
  const home = scratchHome();
  const all = await Promise.all(Array.from({ length: 6 }, () => started(home)));
  expect(all.map(({ said }) => said).sort()).toEqual([...Array(5).fill('refused'), 'taken']);
});

async function started(home: string): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, [program, home], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => killed(child));
  let said = '';
  child.stdout.on('data', (part) => {
    said += part;
  });
  await until('it says whether it owns the folder', () => said.endsWith('\n'));
  return { child, said: said.trim() };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
