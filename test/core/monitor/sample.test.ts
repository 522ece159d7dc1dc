import { describe, expect, test } from 'vitest';
import { type AccessLine, countersFrom } from '#core/gateway/traffic';
import { fell, ratesOf, reckoned, reckoningOf, type Totals, totalsOf } from '#core/monitor/sample';

const server = (release: number, index: number) => `r${release}.slipway-digits-r${release}-${index}`;
const counter = (of: string, requests: number, errors = 0) => ({ server: of, requests, errors });
const line = (replica: string, total: number): AccessLine => ({
  epoch: 1,
  at: 0,
  replica,
  release: /-(r\d+)-/.exec(replica)?.[1] ?? null,
  status: 200,
  total,
  response: total,
  queue: 0,
  bytes: 10,
  ended: '--',
  retries: 0,
  weight: 1,
  request: 'x',
  caller: null,
});

const running = (epoch: number) => ({ epoch, hash: 'x', since: 0 });

test('a reload, after which the gateway counts from 0, loses no request and counts none twice', () => {
  const before = { carried: [], counters: [counter(server(1, 1), 100, 2)], running: running(1) };
  const carried = [{ ...counter(server(1, 1), 110, 3), epoch: 1 }];
  const during = { carried, counters: [counter(server(1, 1), 112, 3)], running: running(1) };
  const now = { carried, counters: [counter(server(1, 1), 5, 1)], running: running(2) };
  expect(reckoned(reckoningOf(before), during, []).counted).toEqual([counter(server(1, 1), 12, 1)]);
  expect(reckoned(reckoningOf(before), now, []).counted).toEqual([counter(server(1, 1), 15, 2)]);
  const [first, second, third] = [before, during, now].map(totalsOf) as [Totals, Totals, Totals];
  expect([fell(first, second), fell(first, third), fell(third, first)]).toEqual([false, false, true]);
});

test('nothing is counted backwards, and a gateway that was killed is known by what it forgot', () => {
  const before = { carried: [], counters: [counter(server(1, 1), 100, 2)], running: running(1) };
  const now = { carried: [], counters: [counter(server(1, 1), 4)], running: running(1) };
  expect(fell(totalsOf(before), totalsOf(now))).toBe(true);
  expect(fell(totalsOf(before), totalsOf({ ...now, counters: [] }))).toBe(true);
  expect(reckoned(reckoningOf(before), now, []).counted).toEqual([counter(server(1, 1), 0)]);
});

describe('around a reload', () => {
  const one = 'slipway-digits-r1-1';
  const lines = (count: number, epoch: number, more: Partial<AccessLine> = {}) =>
    Array.from({ length: count }, () => ({ ...line(one, 5), epoch, ...more }));
  const look = (epoch: number, counted: number, carried: number | null) => ({
    carried: carried === null ? [] : [{ ...counter(server(1, 1), carried), epoch: 1 }],
    counters: [counter(server(1, 1), counted)],
    running: running(epoch),
  });
  type Step = readonly [look: ReturnType<typeof look>, brought: AccessLine[], whole?: boolean];
  /** Requests that each sample tells of, of looks and of what the access log brought since the one before. */
  const told = ([first, ...rest]: readonly [Step, ...Step[]]): number[] => {
    let before = reckoningOf(first[0]);
    return rest.map(([now, brought, whole]) => {
      const { counted, reckoning } = reckoned(before, now, brought, whole);
      before = reckoning;
      return counted.reduce((sum, { requests }) => sum + requests, 0);
    });
  };

  test('what the old worker answered last is counted from the access log, and once', () => {
    // 110 when its counters were carried on; then 3 more of its own, while the new worker answers 5, then 7, then none.
    const samples = told([
      [look(1, 100, null), []],
      [look(2, 5, 110), [...lines(12, 1), ...lines(5, 2)]],
      [look(2, 12, 110), [...lines(1, 1), ...lines(7, 2)]],
      [look(2, 12, 110), []],
    ]);
    expect(samples).toEqual([10 + 5 + 2, 7 + 1, 0]);
  });

  test('a line that comes before what counts it, or a second after, is not counted a second time', () => {
    const early = told([
      [look(1, 100, null), []],
      [look(2, 5, 110), [...lines(10, 1), ...lines(9, 2)]],
      [look(2, 12, 110), lines(3, 2)],
    ]);
    expect(early).toEqual([15, 7]);
    const late = told([
      [look(1, 100, null), []],
      [look(2, 5, 110), [...lines(6, 1), ...lines(2, 2)]],
      [look(2, 12, 110), [...lines(4, 1), ...lines(10, 2)]],
    ]);
    expect(late).toEqual([15, 7]);
  });

  test('lines that come a second late, and early ones, are known for what they are at the reload', () => {
    const late = told([
      [look(1, 100, null), []],
      [look(1, 150, null), lines(20, 1)],
      [look(2, 5, 160), [...lines(40, 1), ...lines(5, 2)]],
      [look(2, 9, 160), [...lines(3, 1), ...lines(4, 2)]],
    ]);
    expect(late).toEqual([50, 10 + 5, 4 + 3]);
    const early = told([
      [look(1, 100, null), []],
      [look(1, 150, null), lines(54, 1)],
      [look(2, 5, 160), [...lines(8, 1), ...lines(5, 2)]],
    ]);
    expect(early).toEqual([50, 10 + 5 + 2]);
    const between = told([
      [look(1, 100, null), []],
      [look(1, 150, null), lines(54, 1)],
      [look(2, 5, 150), lines(5, 2)],
    ]);
    expect(between).toEqual([50, 5 + 4]);
  });

  test('where lines are missing or stand for many, no line is taken to be late', () => {
    const missing = told([
      [look(1, 100, null), []],
      [look(1, 150, null), lines(2, 1), false],
      [look(2, 5, 160), [...lines(13, 1), ...lines(5, 2)]],
    ]);
    expect(missing).toEqual([50, 10 + 5 + 3]);
    const sampled = told([
      [look(1, 100, null), []],
      [look(1, 500, null), lines(10, 1, { weight: 20 })],
      [look(2, 5, 510), lines(13, 1)],
    ]);
    expect(sampled).toEqual([400, 10 + 5 + 3]);
  });

  test('a worker whose counters are carried on, and which still answers, is counted once', () => {
    expect(
      told([
        [look(1, 100, null), []],
        [look(1, 104, 103), lines(4, 1)],
      ]),
    ).toEqual([4]);
    expect(countersFrom(look(1, 104, 103), 1)).toEqual([counter(server(1, 1), 104)]);
  });

  test('its errors are counted like its answers', () => {
    const broken = lines(2, 1, { status: 502 });
    const { counted, reckoning } = reckoned(reckoningOf(look(1, 9, null)), look(2, 0, 10), [...lines(1, 1), ...broken]);
    expect(counted).toEqual([counter(server(1, 1), 1 + 2, 2)]);
    expect(reckoning.gone.get(server(1, 1))).toEqual({ requests: 0, errors: 0 });
  });
});

test('rates are by release and by replica in their order, with latencies where there were answers', () => {
  const counted = [counter(server(2, 10), 1), counter(server(2, 2), 3, 1), counter(server(1, 1), 0), counter('x', 9)];
  const lines = [line('slipway-digits-r2-2', 10), line('slipway-digits-r2-2', 30), line('slipway-digits-r2-10', 20)];
  const { releases, replicas } = ratesOf({ counted, lines, serving: new Set([server(2, 2), server(2, 10)]) });
  // What neither serves nor was asked is not shown.
  expect(releases).toEqual([{ name: 'r2', release: 'r2', requests: 4, errors: 1, p50: 20, p95: 30 }]);
  expect(replicas.map(({ name, requests, p50 }) => ({ name, requests, p50 }))).toEqual([
    { name: 'slipway-digits-r2-2', requests: 3, p50: 10 },
    { name: 'slipway-digits-r2-10', requests: 1, p50: 20 },
  ]);
  const idle = ratesOf({ counted: [counter(server(1, 1), 0)], lines: [], serving: new Set([server(1, 1)]) });
  expect(idle.releases).toEqual([{ name: 'r1', release: 'r1', requests: 0, errors: 0, p50: null, p95: null }]);
});
