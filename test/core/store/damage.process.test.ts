import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordFindings } from '#core/history/findings';
import { verifyHistory } from '#core/history/verify';
import { backupsOf } from '#core/store/backups';
import { openRecord, openStore } from '#core/store/open';
import { restoreRecord } from '#core/store/restore';
import { crashed, deployed, scratchFile } from './scratch.ts';
import { contents, problemOf, recordFailed } from './scratch-damage.ts';

const daysAgo = (days: number) => () => new Date(Date.now() - days * 86_400_000);

/** A record with sixty deployments and a backup of the first twenty. */
const record = (): string => {
  const file = scratchFile();
  {
    using store = openStore({ file, now: daysAgo(2) });
    for (let i = 0; i < 20; i += 1) deployed(store);
  }
  using store = openStore({ file });
  expect(backupsOf(file).map(({ finished }) => finished)).toEqual([20, 1]);
  for (let i = 0; i < 40; i += 1) deployed(store);
  return file;
};

const overwritten = (file: string, from: number, length = 4096) => {
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0xa5, from, from + length));
};

const damages: Readonly<Record<string, { does: (file: string) => void; says: RegExp }>> = {
  'its first page overwritten': { does: (file) => overwritten(file, 0), says: /is not a database/ },
  'its header kept and the rest of page 1 overwritten': {
    does: (file) => overwritten(file, 100, 3996),
    says: /damaged/,
  },
  'a page in the middle overwritten': { does: (file) => overwritten(file, 4096 * 12), says: /is damaged/ },
  'its second half cut off': { does: (file) => truncateSync(file, statSync(file).size / 2), says: /is damaged/ },
  'only 300 bytes left': { does: (file) => truncateSync(file, 300), says: /is not a database|is damaged/ },
  'text in its place': {
    does: (file) => writeFileSync(file, 'no database at all '.repeat(500)),
    says: /not a database/,
  },
  "another record's log beside it": {
    does: (file) => copyFileSync(`${crashed()}-wal`, `${file}-wal`),
    says: /another record's -wal|is damaged/,
  },
  'a log that is none beside it': {
    does: (file) => appendFileSync(`${file}-wal`, 'no log at all '.repeat(500)),
    says: /-wal file beside it that is damaged/,
  },
};

describe.each(Object.entries(damages))('a record with %s', (_, { does, says }) => {
  test('is refused in one sentence, nothing of it is changed, and the hint by hand puts a backup back', () => {
    const file = record();
    does(file);
    const before = contents(dirname(file));
    const problem = problemOf(() => openStore({ file }));
    expect(problem).toMatchObject(recordFailed(says));
    expect(problem.message.split('. ')).toHaveLength(1);
    using standIn = openRecord({ file });
    expect(standIn.trouble).toMatchObject(recordFailed(says));
    expect(standIn.hosts.list()).toEqual([]);
    expect(contents(dirname(file))).toEqual(before);

    const [, source = '', target = ''] = /then copy (\S+) to (\S+)\.(?: |$)/.exec(problem.hint) ?? [];
    expect([basename(dirname(source)), target]).toEqual(['backups', file]);
    const elsewhere = join(dirname(file), 'elsewhere');
    mkdirSync(elsewhere);
    for (const end of ['', '-wal', '-shm'])
      if (statSync(`${file}${end}`, { throwIfNoEntry: false }))
        renameSync(`${file}${end}`, join(elsewhere, `slipway.db${end}`));
    copyFileSync(source, target);
    using store = openStore({ file });
    expect(verifyHistory(store)).toEqual({ ok: true, records: 20, broken: [] });
    deployed(store);
  });

  test('is restored by the command, which keeps what was there', async () => {
    const file = record();
    does(file);
    const bytes = readFileSync(file);
    const { backup, aside } = restoreRecord({ file });
    expect(backup).toMatchObject({ finished: 20 });
    expect(readFileSync(join(aside ?? '', 'slipway.db')).equals(bytes)).toBe(true);
    using store = openStore({ file });
    expect(verifyHistory(store)).toEqual({ ok: true, records: 20, broken: [] });
    expect(await recordFindings(store)).toMatchObject([
      {
        severity: 'advice',
        what: expect.stringContaining('put back from'),
        hint: expect.stringContaining(aside ?? ''),
      },
    ]);
    deployed(store);
    store.close();
    expect(problemOf(() => restoreRecord({ file }))).toMatchObject({ code: 'BAD_COMMAND' });
  });
});

describe('a record that is gone', () => {
  test('begins anew and says so; its backups stay, and can be put back', async () => {
    const file = record();
    rmSync(file);
    const kept = contents(join(dirname(file), 'backups'));
    using reader = openStore({ file, access: 'read' });
    expect(reader.notice).toMatch(/is gone, and a new one begins\. "slipway doctor --restore"/);
    {
      using store = openStore({ file });
      expect(store.notice).toBe(reader.notice);
      for (let i = 0; i < 3; i += 1) deployed(store);
    }
    {
      using store = openStore({ file });
      expect(store.notice).toBeNull();
      expect(await recordFindings(store)).toMatchObject([
        {
          severity: 'blocker',
          what: expect.stringMatching(/^1 record is not as it was written: the backup of .* has 20 records/),
          hint: expect.stringContaining('"slipway doctor --restore"'),
        },
        {
          severity: 'warning',
          what: expect.stringMatching(/has 20 finished deployments, but it was begun anew/),
        },
      ]);
    }
    expect(contents(join(dirname(file), 'backups'))).toMatchObject(kept);
    const { backup, aside } = restoreRecord({ file });
    expect(backup).toMatchObject({ finished: 20 });
    using anew = openStore({ file: join(aside ?? '', 'slipway.db'), access: 'read' });
    expect(verifyHistory(anew)).toMatchObject({ ok: true, records: 3 });
    using store = openStore({ file });
    expect(verifyHistory(store)).toMatchObject({ ok: true, records: 20 });
  });

  test('is not made anew over the log that is left of it', () => {
    const file = crashed();
    rmSync(file);
    const before = contents(dirname(file));
    expect(problemOf(() => openStore({ file }))).toMatchObject(recordFailed(/is gone, and only its -wal file is left/));
    expect(contents(dirname(file))).toEqual(before);
    const { backup, aside } = restoreRecord({ file });
    expect([backup, Object.keys(contents(aside ?? ''))]).toEqual([null, ['slipway.db-wal']]);
    using store = openStore({ file });
    expect(verifyHistory(store)).toMatchObject({ ok: true, records: 0 });
  });

  test('and of which a file without content is left, is as good as gone', () => {
    const file = record();
    truncateSync(file, 0);
    using store = openStore({ file });
    expect(store.notice).toMatch(/is gone/);
  });
});

test('an old copy in the place of the record is found out by its backups', async () => {
  const file = scratchFile();
  openStore({ file }).close();
  copyFileSync(file, `${file}.old`);
  {
    using store = openStore({ file, now: daysAgo(2) });
    for (let i = 0; i < 2; i += 1) deployed(store);
  }
  openStore({ file }).close();
  copyFileSync(`${file}.old`, file);
  {
    using store = openStore({ file });
    deployed(store);
    expect(await recordFindings(store)).toMatchObject([
      {
        severity: 'blocker',
        what: expect.stringMatching(/^3 records are not as they were written; the first: record 1 /),
        hint: expect.stringContaining('"slipway doctor --restore"'),
      },
      { severity: 'warning', what: expect.stringMatching(/has 2 finished deployments, but it ends with record 1/) },
    ]);
  }
  expect(restoreRecord({ file }).backup).toMatchObject({ finished: 2 });
  using store = openStore({ file });
  expect(verifyHistory(store)).toEqual({ ok: true, records: 2, broken: [] });
});

test('a backup that is damaged too is passed over, and kept', () => {
  const file = record();
  const [sound] = backupsOf(file);
  const broken = sound?.file.replace('-000020-', '-000050-').replace(/\d{9}Z/, '999999999Z') ?? '';
  writeFileSync(broken, 'nothing');
  overwritten(file, 0);
  expect(problemOf(() => openStore({ file })).hint).toContain(sound?.file);
  expect(restoreRecord({ file }).backup).toMatchObject({ file: sound?.file });
  expect(readFileSync(`${broken}.damaged`, 'utf8')).toBe('nothing');
});

test('a record in order is never restored over', () => {
  const file = record();
  const before = contents(dirname(file));
  expect(problemOf(() => restoreRecord({ file }))).toMatchObject({
    code: 'BAD_COMMAND',
    message: expect.stringMatching(/in order/),
  });
  expect(contents(dirname(file))).toEqual(before);
});
