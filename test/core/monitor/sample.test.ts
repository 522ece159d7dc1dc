import { expect, test } from 'vitest';
import type { AccessLine } from '#core/gateway/traffic';
import { countedBetween, fell, ratesOf, totalsOf, withLines } from '#core/monitor/sample';

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
});

const running = (epoch: number) => ({ epoch, hash: 'x', since: 0 });

test('a reload, after which the gateway counts from 0, loses no request and counts none twice', () => {
  const before = totalsOf({ carried: [], counters: [counter(server(1, 1), 100, 2)], running: running(1) });
  const carried = [{ ...counter(server(1, 1), 110, 3), epoch: 1 }];
  const during = totalsOf({ carried, counters: [counter(server(1, 1), 112, 3)], running: running(1) });
  expect(countedBetween(before, during)).toEqual([counter(server(1, 1), 12, 1)]);
  const now = totalsOf({ carried, counters: [counter(server(1, 1), 5, 1)], running: running(2) });
  expect([fell(before, during), fell(before, now), fell(now, before)]).toEqual([false, false, true]);
  expect(countedBetween(before, now)).toEqual([counter(server(1, 1), 15, 2)]);
});

test('nothing is counted backwards, and a gateway that was killed is known by what it forgot', () => {
  const before = totalsOf({ carried: [], counters: [counter(server(1, 1), 100, 2)], running: running(1) });
  const now = totalsOf({ carried: [], counters: [counter(server(1, 1), 4)], running: running(1) });
  expect(fell(before, now)).toBe(true);
  expect(fell(before, totalsOf({ carried: [], counters: [], running: running(1) }))).toBe(true);
  expect(countedBetween(before, now)).toEqual([counter(server(1, 1), 0)]);
});

test('what the old worker of a reload answered last is counted from the access log', () => {
  const lines = [1, 2, 3].map((ms) => line('slipway-digits-r1-1', ms));
  const broken = { ...line('slipway-digits-r1-2', 5), status: 502 };
  const counted = withLines([counter(server(1, 1), 1), counter(server(2, 1), 7, 1)], [...lines, broken]);
  expect(counted).toEqual([counter(server(1, 1), 3), counter(server(2, 1), 7, 1), counter(server(1, 2), 1, 1)]);
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
