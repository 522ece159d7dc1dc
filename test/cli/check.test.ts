import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { areas, type Finding, type Report } from '#contract/checklist';
import { Problem } from '#contract/problem';
import { type Replies, shell } from './shell.ts';

const memory: Finding = {
  id: 'SCA-02',
  area: 'scalability',
  verdict: 'fail',
  severity: 'blocker',
  since: 'internal',
  stop: false,
  title: 'Memory is not limited',
  detail: 'A replica that grows takes the memory of everything else on the host.',
  evidence: { value: 'none', threshold: 'a limit', from: 'HostConfig.Memory', at: '2030-01-01T00:00:00.000Z' },
  remedy: { text: 'Set scale.memory, such as 512m.', minutes: 2, set: [] },
  stale: null,
  accepted: null,
  answer: null,
  question: null,
};
const silent: Finding = {
  ...memory,
  id: 'SCA-08',
  verdict: 'unchecked',
  title: 'x',
  detail: 'No load was measured.',
  evidence: null,
};
const well: Finding = { ...memory, id: 'SEC-01', area: 'security', verdict: 'pass', remedy: null };
const counts = { pass: 1, warn: 0, fail: 1, unchecked: 1, notApplicable: 0, accepted: 0 };

const report = (stops = 0, problem: Report['problem'] = null): Report => ({
  subject: { kind: 'container', name: 'shop', host: 'local', stage: 'trial', release: null, digest: null },
  summary: { ...counts, stale: 0, stops },
  areas: areas.map((area) => ({ ...counts, area })),
  next: [
    {
      text: 'Set scale.memory, such as 512m.',
      minutes: 2,
      set: [],
      id: 'SCA-02',
      area: 'scalability',
      title: memory.title,
      severity: 'blocker',
      stop: false,
      worth: 9,
    },
  ],
  findings: [memory, silent, well],
  serves: null,
  unasked: 'It does not run.',
  problem,
  tookMs: 420,
});
const replying = (answer: Report): Replies => ({ checklist: { run: async () => answer } });

test('a person reads seven bars, the next steps with their minutes, and what was found', async () => {
  const here = shell({ replies: replying(report()) });
  expect(await here.run('check', 'shop')).toBe(0);
  const text = here.out();
  expect(text).toMatch(/^container shop on local, stage trial\n0 stops · 1 fail · 0 warn · 1 pass · 1 unchecked/);
  for (const area of areas) expect(text).toMatch(new RegExp(`^ {2}${area} +█+░+ {2}1 of 3`, 'm'));
  expect(text).toMatch(/Next steps\n {2}2 min +SCA-02 .*Memory is not limited\n {4}→ Set scale\.memory/);
  expect(text).toMatch(
    /fail +SCA-02 {2}Memory is not limited {2}blocker\n.*\n {4}none \(wanted a limit\), from HostConfig\.Memory/,
  );
  expect(text).toMatch(/Unchecked\n {2}SCA-08\n {4}No load was measured\.\n/);
  expect(text).toMatch(/Passed\n {2}SEC-01\n/);
});

test('what passed once and holds no longer is told apart, with the reason', async () => {
  const old = { ...well, id: 'MON-01', stale: 'The image is another.' };
  const here = shell({ replies: replying({ ...report(), findings: [memory, silent, well, old] }) });
  expect(await here.run('check', 'shop')).toBe(0);
  expect(here.out()).toMatch(/Stale\n {2}MON-01 \(pass then\)\n {4}The image is another\.\n/);
  expect(here.out()).toMatch(/Passed\n {2}SEC-01\n/);
});

test('under --json it is one object with what was found, counted and to do next', async () => {
  const here = shell({ replies: replying(report()) });
  expect(await here.run('check', 'shop', '--json')).toBe(0);
  expect(here.json()).toEqual([report()]);
});

test('anything that stops is exit 3, also under --json', async () => {
  const here = shell({ replies: replying(report(1)) });
  expect(await here.run('check', 'shop', '--json')).toBe(3);
  expect(here.json()).toEqual([report(1)]);
  expect(await shell({ replies: replying(report(2)) }).run('check', 'shop')).toBe(3);
});

test('a host that is away leaves what the file alone tells, and exit 4', async () => {
  const problem = { code: 'HOST_UNREACHABLE', message: 'No answer.', hint: 'Start it.' } as const;
  const here = shell({ replies: replying(report(0, problem)) });
  expect(await here.run('check', 'shop', '--json')).toBe(4);
  expect(here.json()).toEqual([{ ...report(0, problem), error: problem }]);
  const read = shell({ replies: replying(report(0, problem)) });
  expect(await read.run('check', 'shop')).toBe(4);
  expect(read.out()).toContain('SCA-02');
  expect(read.err()).toContain('No answer.');
});

test('a file travels as text with its full name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-check-'));
  writeFileSync(join(folder, 'slipway.yaml'), 'service: shop');
  const asked: unknown[] = [];
  const run: NonNullable<Replies['checklist']>['run'] = async (input) => {
    asked.push(input);
    return report();
  };
  const here = shell({ cwd: folder, replies: { checklist: { run } } });
  expect(await here.run('check', '-f', 'slipway.yaml', '--host', 'edge')).toBe(0);
  const file = { name: join(folder, 'slipway.yaml'), text: 'service: shop' };
  expect(asked).toEqual([{ subject: { kind: 'file', file }, host: 'edge', scan: false, weights: false }]);
});

test('a scan is asked for by itself, and said to take its time', async () => {
  const asked: boolean[] = [];
  const run: NonNullable<Replies['checklist']>['run'] = async ({ scan }) => {
    asked.push(scan === true);
    return report();
  };
  const here = shell({ replies: { checklist: { run } } });
  expect([await here.run('check', 'shop', '--scan'), await here.run('check', 'shop')]).toEqual([0, 0]);
  expect(asked).toEqual([true, false]);
  expect(here.err()).toBe('Scanning the image, which takes a minute or more …\n');
});

test('it wants a file or a name, and not both', async () => {
  const bare = shell();
  expect(await bare.run('check', '--json')).toBe(2);
  expect(bare.json()).toMatchObject([{ error: { code: 'BAD_COMMAND' } }]);
  expect(await shell({ stdin: 'service: a' }).run('check', 'shop', '-f', '-')).toBe(2);
});

test('what is not there is exit 2', async () => {
  const run = () => Promise.reject(new Problem('UNKNOWN_SERVICE', 'There is no such service.', { hint: 'status' }));
  const here = shell({ replies: { checklist: { run } } });
  expect(await here.run('check', 'nope')).toBe(2);
});

test('--explain tells what a check is about and whose rule it is', async () => {
  const about = {
    id: 'SEC-01',
    name: 'Not privileged',
    area: 'security',
    severity: 'blocker',
    since: 'trial',
    stop: true,
    source: 'CIS',
    text: 'Why.',
    question: null,
  } as const;
  const here = shell({ replies: { checklist: { explain: async () => about } } });
  expect(await here.run('check', '--explain', 'SEC-01')).toBe(0);
  expect(here.out()).toBe(
    'SEC-01 Not privileged\n  security, blocker from the stage trial on, a stop\n\nWhy.\n\nSource: CIS\n',
  );
});
