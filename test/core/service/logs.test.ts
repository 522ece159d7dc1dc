import { describe, expect, test } from 'vitest';
import type { LogLine } from '#contract/service';
import { patience } from '#core/service/expression';
import { type HitLine, logBuffer } from '#core/service/log-buffer';
import { withContext } from '#core/service/log-context';
import { keptLines, logFilter, merged } from '#core/service/log-filter';

const line = (text: string, more: Partial<LogLine> = {}): HitLine => ({
  hit: true,
  time: '2030-01-01T00:00:00.000000000Z',
  replica: 'slipway-digits-r7-1',
  release: 'r7',
  stream: 'stdout',
  line: text,
  ...more,
});
const gateway = { replica: 'slipway-digits-gateway', release: '' };
const wanted = { service: 'digits', follow: false };
const open = new AbortController().signal;
const texts = (...all: string[]) => all.map((it) => line(it));

test('requests are figures: the gateway tells them only to who asks for the gateway', () => {
  const access = line('a 1700000000.1 r7.slipway-digits-r7-1 200 5 3 0 12 -- 0 1 abc', gateway);
  expect(logFilter(wanted).keeps(access)).toBe(false);
  expect(logFilter({ ...wanted, replica: 'gateway' }).keeps(access)).toBe(true);
  expect(logFilter(wanted).keeps(line('a model may say this', {}))).toBe(true);
  expect(logFilter(wanted).keeps(line('Server models/x is DOWN', gateway))).toBe(true);
});

test('a replica is named in full or by its end', () => {
  for (const replica of ['slipway-digits-r7-1', 'r7-1']) {
    const { named } = logFilter({ ...wanted, replica });
    expect([named('slipway-digits-r7-1'), named('slipway-digits-r7-11'), named('slipway-digits-gateway')]).toEqual([
      true,
      false,
      false,
    ]);
  }
});

test('only what is newer and matches is kept', async () => {
  using filter = logFilter({ ...wanted, since: '2030-01-01T00:00:00Z', grep: 'load(ed|ing)' });
  const { keeps, hits } = filter;
  expect(await hits(texts('loaded', 'ready', 'loading'), patience())).toEqual([true, false, true]);
  expect(keeps(line('loaded'))).toBe(true);
  expect(keeps(line('loaded', { time: '2029-12-31T23:59:59.999999999Z' }))).toBe(false);
});

test.each([{ grep: '(' }, { since: 'yesterday' }])('%o is refused before any host is asked', (wrong) => {
  expect(() => logFilter({ ...wanted, ...wrong })).toThrow(expect.objectContaining({ code: 'BAD_COMMAND' }));
});

test('text is found as it stands, and both it and an expression must fit', async () => {
  const found = async (more: object) => {
    using filter = logFilter({ ...wanted, ...more });
    return await filter.hits(texts('a.b loaded', 'aXb loaded', 'A.B gone'), patience());
  };
  expect(await found({ text: 'a.b' })).toEqual([true, false, false]);
  expect(await found({ text: 'a.b', ignoreCase: true })).toEqual([true, false, true]);
  expect(await found({ grep: 'a.b', ignoreCase: true })).toEqual([true, true, true]);
  expect(await found({ grep: 'a.b', text: 'X' })).toEqual([false, true, false]);
  expect(await found({})).toEqual([true, true, true]);
});

test.each([
  ['(', 1],
  ['a[b', 2],
  ['ab)', 3],
  ['a**', 3],
  ['*', 1],
  ['a|+b', 3],
  ['load(ed', 5],
  ['end\\', 4],
])('the expression %s is refused with the place where it goes wrong', (grep, column) => {
  const refused = expect.objectContaining({
    code: 'BAD_COMMAND',
    message: expect.stringContaining(`at character ${column}`),
    where: { file: 'expression', line: 1, column },
  });
  expect(() => logFilter({ ...wanted, grep })).toThrow(refused);
});

test.each(['a+?', '(?:a|b)*?', '[*+]', '\\(', '(?=x)y', '(?<name>z)+'])('the expression %s is taken', (grep) => {
  expect(() => logFilter({ ...wanted, grep })).not.toThrow();
});

describe('an expression that would take years on a line', () => {
  const years = { ...wanted, grep: '^(a+)+$' };
  const stuck = texts(`${'a'.repeat(200)}!`);
  const tooSlow = expect.objectContaining({ code: 'BAD_COMMAND', message: expect.stringContaining('takes too long') });

  test('keeps nobody else waiting, and ends when nobody wants it any more', async () => {
    using slow = logFilter(years);
    using other = logFilter({ ...wanted, grep: 'rea(d|l)y' });
    const searching = Promise.allSettled([slow.hits(stuck, { left: 3_600_000 })]);
    expect(await other.hits(texts('ready', 'loading'), patience())).toEqual([true, false]);
    slow[Symbol.dispose]();
    expect(await searching).toMatchObject([{ status: 'rejected' }]);
  });

  test('is given up for the whole request, and what is asked next is searched again', async () => {
    using filter = logFilter(years);
    const request = { left: 100 };
    const all = [filter.hits(stuck, request), filter.hits(texts('aaa'), request), filter.hits(stuck, request)];
    for (const one of await Promise.allSettled(all)) expect(one).toMatchObject({ status: 'rejected', reason: tooSlow });
    expect(await filter.hits(texts('aaa'), patience())).toEqual([true]);
  });
});

test('more lines than are handed over at a time are all searched, in their order', async () => {
  using filter = logFilter({ ...wanted, grep: '00$' });
  const found = await filter.hits(texts(...Array.from({ length: 4_500 }, (_, n) => String(n))), { left: 60_000 });
  expect(found).toHaveLength(4_500);
  expect(found.flatMap((hit, n) => (hit ? [n] : []))).toEqual(Array.from({ length: 44 }, (_, n) => (n + 1) * 100));
});

test('lines around a hit come with it, once each, and nothing else does', () => {
  const show = withContext<string>(1);
  const shown = ['a', 'b', 'HIT 1', 'c', 'HIT 2', 'd', 'e', 'f', 'HIT 3'].flatMap((it) =>
    show(it, it.startsWith('HIT')),
  );
  expect(shown.map(({ line: text, hit }) => (hit ? text : `(${text})`))).toEqual([
    '(b)',
    'HIT 1',
    '(c)',
    'HIT 2',
    '(d)',
    '(f)',
    'HIT 3',
  ]);
  const bare = withContext<string>(0);
  expect(['a', 'HIT', 'b'].flatMap((it) => bare(it, it === 'HIT'))).toEqual([{ line: 'HIT', hit: true }]);
});

test('who writes waits for room while the reader is away, and goes on when it has read', async () => {
  const buffer = logBuffer(10);
  expect(buffer.room()).toBeNull();
  for (let n = 1; n <= 6; n++) buffer.push(line(`line ${n}`));
  let room = false;
  const waiting = buffer.room()?.then(() => {
    room = true;
  });
  await buffer.read(0, 3, open);
  expect(room).toBe(false);
  expect((await buffer.read(5, 3, open)).lines).toHaveLength(1);
  await waiting;
  expect(buffer.room()).toBeNull();
  for (let n = 1; n <= 6; n++) buffer.push(line(`line ${n}`));
  const ending = buffer.room();
  buffer.end();
  await ending;
});

test('kept logs of replicas that are gone are read back, with the release from the name', () => {
  const text = '2030-01-01T00:00:00.1Z stdout loading\n2030-01-01T00:00:00.2Z stderr \ncut';
  expect(keptLines('slipway-digits-r12-3', text)).toEqual([
    {
      time: '2030-01-01T00:00:00.1Z',
      replica: 'slipway-digits-r12-3',
      release: 'r12',
      stream: 'stdout',
      line: 'loading',
    },
    { time: '2030-01-01T00:00:00.2Z', replica: 'slipway-digits-r12-3', release: 'r12', stream: 'stderr', line: '' },
  ]);
});

test('lines of several replicas come by time to the nanosecond, each once', () => {
  const at = (fraction: string, text: string) => line(text, { time: `2030-01-01T00:00:00.${fraction}Z` });
  const all = [
    at('000000003', 'c'),
    at('000000001', 'a'),
    at('000000002', 'b'),
    at('000000001', 'a'),
    at('000000001', 'a2'),
  ];
  expect(merged(all).map((it) => it.line)).toEqual(['a', 'a2', 'b', 'c']);
});

test('a reader resumes after the last line that it saw, and learns when there is no more', async () => {
  const buffer = logBuffer();
  for (const text of ['one', 'two', 'three']) buffer.push(line(text));
  buffer.end();
  const first = await buffer.read(0, 2, open);
  expect(first).toMatchObject({
    lines: [
      { n: 1, line: 'one' },
      { n: 2, line: 'two' },
    ],
    ended: false,
  });
  expect(await buffer.read(1, 1, open)).toMatchObject({ lines: [{ n: 2 }], ended: false });
  expect(await buffer.read(2, 2, open)).toMatchObject({ lines: [{ n: 3, line: 'three' }], ended: true });
  expect(await buffer.read(3, 2, open)).toEqual({ lines: [], ended: true });
});

test('a reader that waits gets the next line, and nothing when it stops waiting', async () => {
  const buffer = logBuffer();
  const reading = buffer.read(0, 10, open);
  buffer.push(line('late'));
  expect((await reading).lines).toMatchObject([{ n: 1, line: 'late' }]);
  expect(await buffer.read(1, 10, AbortSignal.abort())).toEqual({ lines: [], ended: false });
});

test('a slow reader loses the oldest lines, and is told how many', async () => {
  const buffer = logBuffer(10);
  for (let n = 1; n <= 12; n++) buffer.push(line(`line ${n}`));
  const { lines } = await buffer.read(0, 1000, open);
  expect(lines[0]).toMatchObject({
    n: 2,
    replica: 'slipway',
    line: expect.stringMatching(/^2 lines were left out here/),
  });
  expect(lines.slice(1).map(({ n }) => n)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect((await buffer.read(12, 10, AbortSignal.abort())).lines).toEqual([]);
});

test('the line about lost lines counts as one: who reads line by line gets them all', async () => {
  const buffer = logBuffer(2);
  for (let n = 1; n <= 3; n++) buffer.push(line(`line ${n}`));
  expect((await buffer.read(0, 1, open)).lines).toMatchObject([{ n: 1, replica: 'slipway' }]);
  expect((await buffer.read(1, 1, open)).lines).toMatchObject([{ n: 2, line: 'line 2' }]);
});
