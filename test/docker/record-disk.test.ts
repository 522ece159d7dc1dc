import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { verifyHistory } from '#core/history/verify';
import { openRecord, openStore } from '#core/store/open';
import { serviceFile } from '#support/service-file';
import { type SmallDisk, smallDisk } from '#support/small-disk';
import { beginning, deployed } from '../core/store/scratch.ts';
import { contents, problemOf, recordFailed } from '../core/store/scratch-damage.ts';
import { openCli } from './cli-stage.ts';

const disk = (megabytes: number): SmallDisk => {
  const made = smallDisk(megabytes);
  onTestFinished(() => made[Symbol.dispose]());
  return made;
};

test('on a disk that fills up under a deployment, its end is written all the same, and nothing new begins', () => {
  const small = disk(200);
  const file = join(small.path, 'data', 'slipway.db');
  const ballast = join(small.path, 'data', 'slipway.ballast');
  {
    using store = openStore({ file });
    store.requireReady();
    expect(statSync(ballast).size).toBe(16 * 1024 ** 2);
    const { id } = store.deployments.begin(beginning());
    small.fill();
    const said = { type: 'said', text: 'x'.repeat(20_000) } as const;
    for (let i = 0; i < 100; i += 1) store.deployments.append(id, said);
    const done = store.deployments.finish(id, { state: 'taken-back', reason: 'no room' });
    expect([done.state, existsSync(ballast)]).toEqual(['taken-back', false]);
    expect(problemOf(() => store.requireReady())).toMatchObject(recordFailed(/Only \d+ MB are free .* 64 MB or more/));

    small.fill('again');
    const next = () => {
      for (let i = 0; i < 1000; i += 1) store.deployments.begin(beginning({ note: 'y'.repeat(20_000) }));
    };
    expect(problemOf(next)).toMatchObject(recordFailed(/has no room left/));
    expect(store.deployments.get(id).state).toBe('taken-back');
  }
  // Reopened while full, as the next command would.
  using full = openRecord({ file });
  expect(full.deployments.list({ limit: 500 }).at(-1)?.state).toBe('taken-back');
  expect(verifyHistory(full)).toMatchObject({ ok: true, records: 1 });
  full.close();
  small.empty('again');
  small.empty();
  using store = openStore({ file });
  store.requireReady();
  expect(statSync(ballast).size).toBe(16 * 1024 ** 2);
  deployed(store);
  expect(verifyHistory(store)).toMatchObject({ ok: true, records: 2 });
});

test('on a full disk no record is begun, and nothing half-made is left', () => {
  const small = disk(100);
  small.fill();
  const file = join(small.path, 'slipway.db');
  expect(problemOf(() => openStore({ file }))).toMatchObject(recordFailed(/has no room left/));
  expect(readdirSync(small.path).sort()).toEqual(['filling', 'lost+found']);
});

test('a disk that was mounted again for reading only: the history is read, a deployment is refused before it begins', async () => {
  const small = disk(200);
  const home = join(small.path, 'data');
  {
    using store = openStore({ file: join(home, 'slipway.db') });
    deployed(store);
  }
  const service = serviceFile();
  await using cli = openCli([service.service]);
  cli.write('one.yaml', service);
  const env = { SLIPWAY_HOME: home };
  small.readOnly(true);
  try {
    const before = contents(home);
    const { last } = await cli.run('history --json', { env });
    expect(last).toMatchObject({ deployments: [{ service: 'digits', state: 'succeeded' }] });
    expect(await cli.run('history verify', { env })).toMatchObject({ exit: 0, out: '1 record, none altered.\n' });
    expect(await cli.run('status --json', { env })).toMatchObject({ exit: 0 });
    const refused = await cli.run('deploy -f one.yaml --json', { env });
    expect(refused).toMatchObject({
      exit: 1,
      last: { error: { code: 'RECORD_FAILED', message: expect.stringMatching(/cannot be written\.$/) } },
    });
    expect(refused.lines).toHaveLength(1);
    const doctor = await cli.run('doctor --json', { env });
    expect(doctor).toMatchObject({ exit: 1 });
    expect(doctor.last).toMatchObject({
      problems: expect.arrayContaining([
        expect.objectContaining({
          severity: 'blocker',
          where: 'data folder',
          what: expect.stringMatching(/cannot be written/),
        }),
      ]),
    });
    for (const { err } of [refused, doctor]) expect(err).not.toMatch(/^ +at /m);
    expect(contents(home)).toEqual(before);
  } finally {
    small.readOnly(false);
  }
});

test('below 64 MB a deployment is refused before anything begins, and everything else works', async () => {
  const small = disk(64);
  const service = serviceFile();
  await using cli = openCli([service.service]);
  cli.write('one.yaml', service);
  const env = { SLIPWAY_HOME: join(small.path, 'data') };
  const refused = await cli.run('deploy -f one.yaml', { env });
  expect(refused.exit).toBe(1);
  expect(refused.err).toMatch(/^Only \d+ MB are free on the disk of \S+; a deployment begins with 64 MB or more/);
  expect(refused.err).not.toMatch(/^ +at /m);
  expect(await cli.run('history', { env })).toMatchObject({ exit: 0, out: 'Nothing recorded.\n' });
  const { exit, last } = await cli.run('doctor --json', { env });
  expect(exit).toBe(1);
  expect(last).toMatchObject({
    problems: expect.arrayContaining([
      expect.objectContaining({
        severity: 'blocker',
        where: 'data folder',
        what: expect.stringMatching(/only \d+ MB/),
      }),
    ]),
  });
});
