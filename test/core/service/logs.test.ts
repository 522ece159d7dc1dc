import { expect, test } from 'vitest';
import type { LogLine } from '#contract/service';
import { logBuffer } from '#core/service/log-buffer';
import { keptLines, logFilter, merged } from '#core/service/log-filter';

const line = (text: string, more: Partial<LogLine> = {}): LogLine => ({
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

test('only what is newer and matches is kept', () => {
  const { keeps } = logFilter({ ...wanted, since: '2030-01-01T00:00:00Z', grep: 'load(ed|ing)' });
  expect(keeps(line('loaded'))).toBe(true);
  expect(keeps(line('ready'))).toBe(false);
  expect(keeps(line('loaded', { time: '2029-12-31T23:59:59.999999999Z' }))).toBe(false);
});

test.each([{ grep: '(' }, { since: 'yesterday' }])('%o is refused before any host is asked', (wrong) => {
  expect(() => logFilter({ ...wanted, ...wrong })).toThrow(expect.objectContaining({ code: 'BAD_COMMAND' }));
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
