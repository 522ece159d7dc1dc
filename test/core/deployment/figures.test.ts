import { describe, expect, test } from 'vitest';
import { countsSince, figuresBefore, readLog } from '#core/deployment/figures';
import type { Engine, LogEntry } from '#core/docker/types';
import { spreadOf } from '#core/gateway/spread';
import { accessLine } from '#core/gateway/traffic';
import type { GatewayLook } from '#core/gateway/types';

const never = new AbortController().signal;
const at = (second: number) => `2030-01-01T00:00:${String(second).padStart(2, '0')}.000000000Z`;
type Line = { release?: string; epoch?: number; status?: number; total?: number; ended?: string; weight?: number };
const text = ({ release = 'r1', epoch = 3, status = 200, total = 10, ended = '--', weight = 1 }: Line = {}) =>
  `a ${epoch} 1.000 ${release}.slipway-digits-${release}-1 ${status} ${total} 9 0 285 ${ended} 0 ${weight} x`;
const lines = (count: number, line?: Line) => Array.from({ length: count }, () => text(line));

/** An engine that has this log, and remembers what it was asked for. */
function logging(log: readonly LogEntry[]) {
  const asked: { tail?: number; since?: number }[] = [];
  const verbs: Pick<Engine, 'logs'> = {
    logs: async (_id, options) => {
      asked.push(options);
      return [...log];
    },
  };
  return { engine: verbs as Engine, asked };
}
const entries = (written: readonly string[], from = 1): LogEntry[] =>
  written.map((line, index) => ({ time: at(from + index), stream: 'stdout', line }));
const look: GatewayLook = {
  epoch: 4,
  running: { epoch: 4, hash: 'h', since: 1_893_456_000 },
  workers: 1,
  servers: [],
  counters: [
    { server: 'r2.slipway-digits-r2-1', requests: 40, errors: 3 },
    { server: 'r2.slipway-digits-r2-2', requests: 2, errors: 0 },
  ],
  carried: [
    { epoch: 2, server: 'r1.slipway-digits-r1-1', requests: 50, errors: 1 },
    { epoch: 3, server: 'r1.slipway-digits-r1-1', requests: 30, errors: 1 },
    { epoch: 4, server: 'r2.slipway-digits-r2-1', requests: 5, errors: 1 },
  ],
};

describe('the access log, look by look', () => {
  test('is asked from the last line on, which is not told again', async () => {
    const { engine, asked } = logging(entries(lines(3)));
    const first = await readLog(engine, 'g', { since: null }, never);
    expect([first.lines.length, first.last]).toEqual([3, at(3)]);
    const second = await readLog(engine, 'g', { since: at(2) }, never);
    expect([second.lines.length, second.last]).toEqual([1, at(3)]);
    expect(asked[1]?.since).toBeLessThan(Date.parse(at(2)) / 1000);
    expect(asked.every(({ tail }) => tail !== undefined)).toBe(true);
  });

  test('that has nothing new leaves the place where it was', async () => {
    const { engine } = logging(entries(['[NOTICE] (1) : a worker']));
    expect(await readLog(engine, 'g', { since: at(9) }, never)).toEqual({ lines: [], last: at(9) });
  });
});

describe('what the old release had', () => {
  const baseline = (written: readonly string[]) =>
    figuresBefore(logging(entries(written)).engine, 'g', { release: 'r1', epoch: 4, now: look }, never);

  test('is read from its last minutes, sampled lines standing for what they stand for', async () => {
    const figures = await baseline([...lines(10, { weight: 20 }), ...lines(4, { status: 500 })]);
    expect(figures).toMatchObject({ release: 'r1', requests: 204, errors: 4, latency: { answers: 10, p95: 10 } });
  });

  test('is what the gateway counted of it where those were few', async () => {
    expect(await baseline(lines(9))).toMatchObject({ requests: 80, errors: 2, latency: { answers: 9 } });
    expect(await baseline([])).toEqual({ release: 'r1', requests: 80, errors: 2, latency: null });
  });

  test('has none of what came after the switch, of another release, or never reached a replica', async () => {
    const others = [
      ...lines(200, { epoch: 4 }),
      ...lines(200, { release: 'r2' }),
      ...lines(5, { status: 503, ended: 'sQ' }),
      ...lines(5, { status: 503, ended: 'SC' }),
      ...lines(5, { ended: 'CD' }),
    ];
    expect(await baseline([...lines(100), ...others])).toMatchObject({
      requests: 115,
      errors: 0,
      latency: { answers: 100 },
    });
  });
});

test('a release is counted from its switch on, over all of its replicas and reloads', () => {
  const reloaded = { ...look, running: { epoch: 5, hash: 'i', since: 1_893_456_000 } };
  expect(countsSince(reloaded, 4, 'r2')).toEqual({ requests: 47, errors: 4 });
  expect(countsSince(reloaded, 5, 'r2')).toEqual({ requests: 42, errors: 3 });
});

test('what is carried on of a worker that still answers is not counted twice', () => {
  expect(countsSince(look, 4, 'r2')).toEqual({ requests: 42, errors: 3 });
});

test('latencies are by nearest rank, of right and whole answers alone', () => {
  const times = Array.from({ length: 100 }, (_, index) => text({ total: index + 1 }));
  const spoiled = [text({ total: 9_000, status: 500 }), text({ total: 9_000, ended: 'CD' }), text({ total: -1 })];
  const spread = spreadOf([...times, ...spoiled].map(accessLine).filter((line) => line !== null));
  expect(spread).toEqual({ answers: 100, p50: 50, p95: 95, p99: 99, max: 100 });
  expect(spreadOf([])).toBeNull();
});
