import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore } from '#core/store/open';
import { deployed } from '../core/store/scratch.ts';
import { contents } from '../core/store/scratch-damage.ts';
import { type Cli, openCli, type Ran } from '../docker/cli-stage.ts';

// No engine: what is asked here is answered, or refused, before any host is.
const env = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' };
let cli: Cli;
let file: string;

beforeEach(() => {
  cli = openCli();
  file = join(cli.home, 'slipway.db');
  cli.write('one.yaml', { service: 'digits', model: { image: 'digits:1.0.0' } });
});
afterEach(() => cli[Symbol.asyncDispose]());

const filled = (): void => {
  using store = openStore({ file });
  for (let i = 0; i < 20; i += 1) deployed(store);
};
const run = (line: string, home = cli.home): Promise<Ran> => cli.run(line, { env: { ...env, SLIPWAY_HOME: home } });

/** Exit 1, the sentence and what to do, and no trace of the code. */
const refused = async (line: string, says: RegExp, home?: string): Promise<void> => {
  const { exit, lines, err } = await run(`${line} --json`, home);
  expect(exit, err).toBe(1);
  const hint = expect.stringContaining('SLIPWAY_HOME=ANOTHER_FOLDER');
  expect(lines).toEqual([{ error: { code: 'RECORD_FAILED', message: expect.stringMatching(says), hint } }]);
  expect(err).not.toMatch(trace);
};
const trace = /^ +at |node:internal|SqliteError/m;

describe('with a damaged record', () => {
  beforeEach(() => {
    filled();
    truncateSync(file, 20_000);
  });

  test('the history and a deployment are refused, the status is told, and nothing is overwritten', async () => {
    const before = contents(cli.home);
    for (const line of ['history verify', 'deploy -f one.yaml']) await refused(line, /is damaged/);
    const { exit, out, err } = await run('history');
    expect([exit, out, err]).toEqual([
      1,
      '',
      expect.stringMatching(/^The record in \S+ is damaged\.\n +"slipway doctor --/),
    ]);
    expect(err).not.toMatch(trace);
    const status = await run('status --json');
    expect(status.exit, status.err).toBe(0);
    expect(status.last).toHaveProperty('services');
    expect(status.err).toMatch(/is damaged\. "slipway doctor --restore"/);
    expect(contents(cli.home)).toEqual(before);
  });

  test('the doctor names the backup and puts it back; what was there is kept', async () => {
    const bytes = readFileSync(file);
    const sick = await run('doctor --json');
    expect(sick.exit).toBe(1);
    expect(sick.last).toMatchObject({
      problems: expect.arrayContaining([
        {
          severity: 'blocker',
          where: 'record',
          what: expect.stringMatching(/is damaged/),
          hint: expect.stringMatching(/"slipway doctor --restore" .* the backup of \S+Z, with 1 finished/),
        },
      ]),
    });
    const { exit, last } = await run('doctor --restore --json');
    expect(exit).toBe(0);
    expect(last).toEqual({
      restored: {
        backup: { file: expect.any(String), at: expect.any(String), finished: 1 },
        aside: expect.any(String),
      },
    });
    const { aside } = (last as { restored: { aside: string } }).restored;
    expect([dirname(aside), readFileSync(join(aside, 'slipway.db')).equals(bytes)]).toEqual([cli.home, true]);
    expect(await run('history verify')).toMatchObject({ exit: 0, out: '1 record, none altered.\n' });
    expect(await run('doctor --restore --json')).toMatchObject({ exit: 2, last: { error: { code: 'BAD_COMMAND' } } });
  });

  test('another data folder works at once', async () => {
    const elsewhere = join(cli.folder, 'elsewhere');
    const { exit, err } = await cli.run('deploy -f one.yaml', { env: { ...env, SLIPWAY_HOME: elsewhere } });
    // As far as the engine, which is not there in this test.
    expect([exit, err]).toEqual([4, expect.stringMatching(/^No Docker engine answers/)]);
  });
});

test('with a record that is no database, and no backup, the restore says that a new one begins', async () => {
  mkdirSync(cli.home, { recursive: true });
  writeFileSync(file, 'no database at all '.repeat(500));
  await refused('history', /is not a database\.$/);
  const restored = await run('doctor --restore');
  expect(restored).toMatchObject({
    exit: 0,
    out: expect.stringMatching(/^There is no backup: a new record begins\.\n/),
  });
  expect(await run('history')).toMatchObject({ exit: 0, out: 'Nothing recorded.\n' });
});

test('with a record of a newer version the versions are said and nothing is touched', async () => {
  filled();
  const raw = new Database(file);
  raw.prepare("INSERT INTO migration VALUES (9, '0009-later.sql', 'x', '2030-01-01')").run();
  raw.close();
  const before = contents(cli.home);
  const says = /newer Slipway \(0009-later\.sql\): it is of version 9, this one reads up to \d+/;
  for (const line of ['deploy -f one.yaml', 'doctor --restore']) await refused(line, says);
  expect((await run('status')).exit).toBe(0);
  expect(contents(cli.home)).toEqual(before);
});

test('with a record that another program holds, it is read, and a deployment is refused', async () => {
  filled();
  const other = new Database(file);
  other.exec('BEGIN EXCLUSIVE');
  await refused('deploy -f one.yaml', /is held by another program/);
  expect(await run('history verify')).toMatchObject({ exit: 0, out: '20 records, none altered.\n' });
  other.close();
});

test('with a data folder that is a file nothing is said to be recorded: it is refused', async () => {
  const home = join(cli.folder, 'plain');
  writeFileSync(home, 'a file');
  const says = /has no place: its data folder, or one above it, is a file/;
  for (const line of ['history', 'history verify', 'secrets', 'deploy -f one.yaml']) await refused(line, says, home);
  expect(await run('doctor --json', home)).toMatchObject({ exit: 1, last: { ok: false } });
});

test('with a record that is gone the next command says so, and that a backup of it is there', async () => {
  filled();
  truncateSync(file, 0);
  const { exit, out, err } = await run('history');
  expect([exit, out]).toEqual([0, 'Nothing recorded.\n']);
  expect(err).toMatch(/is gone, and a new one begins\. "slipway doctor --restore" puts back the backup of /);
});
