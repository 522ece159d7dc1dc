import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evidence } from '#contract/deployment';
import { readSeries, seriesOf } from '#core/deployment/series';
import type { Engine } from '#core/docker/types';
import { accessLine } from '#core/gateway/traffic';

const text = (at: number, { release = 'r1', status = 200, total = 10, weight = 1 } = {}) =>
  `a 3 ${at.toFixed(3)} ${release}.slipway-digits-${release}-1 ${status} ${total} 9 0 285 -- 0 ${weight} x`;
const line = (...of: Parameters<typeof text>) => accessLine(text(...of)) ?? expect.unreachable();
const now = 1_893_456_000;
const since = (seconds: number) => ({ from: now - seconds, to: now, shift: 0 });
const at = (seconds: number) => new Date((now - seconds) * 1000).toISOString();

test('a second is a point, with what the callers of each release got', () => {
  const lines = [
    line(now - 2.5, { weight: 4 }),
    line(now - 2.4, { status: 503 }),
    line(now - 0.5, { release: 'r2', total: 30 }),
  ];
  expect(seriesOf(lines, since(3))).toEqual([
    { at: at(2), ms: 1000, releases: [{ release: 'r1', requests: 5, errors: 1, p95: 10 }] },
    { at: at(1), ms: 1000, releases: [] },
    { at: at(0), ms: 1000, releases: [{ release: 'r2', requests: 1, errors: 0, p95: 30 }] },
  ]);
});

test('where nobody asked there is no line to be drawn', () => {
  expect(seriesOf([], since(60))).toEqual([]);
});

test('what lies outside of the deployment, or never reached a release, is left out', () => {
  const lost = { ...line(now - 1), replica: null, release: null };
  expect(seriesOf([line(now - 90), line(now + 1), lost], since(60))).toEqual([]);
});

test('times are told by the clock of the console, however far the host’s is from it', () => {
  const [point] = seriesOf([line(now - 0.5)], { from: now - 1, to: now, shift: 3_600_000 });
  expect(point?.at).toBe(at(-3600));
});

test('however long it took and however much was asked: at most 120 points, and no request is lost or told twice', () => {
  const asked = fc.array(fc.record({ ago: fc.double({ min: 0, max: 9_999, noNaN: true }), weight: fc.nat(100) }));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), asked, (length, many) => {
      const within = many.filter(({ ago }) => ago < length - 0.01);
      const series = seriesOf(
        within.map(({ ago, weight }) => line(now - ago, { weight })),
        since(length),
      );
      expect(series.length).toBeLessThanOrEqual(120);
      const told = series.flatMap(({ releases }) => releases).reduce((sum, { requests }) => sum + requests, 0);
      expect(told).toBe(within.reduce((sum, { weight }) => sum + weight, 0));
    }),
  );
});

test('it is read from the gateway’s log at once, from shortly before the deployment on, by the host’s clock', async () => {
  const theirs = Date.now() - 3_600_000;
  const asked: { since?: number; tail?: number }[] = [];
  const engine = {
    hostTime: async () => theirs,
    logs: async (_: string, options: { since?: number; tail?: number }) => {
      asked.push(options);
      const time = new Date(theirs - 1000).toISOString();
      return [{ time, stream: 'stdout', line: text(theirs / 1000 - 1) }];
    },
  } as unknown as Engine;
  const series = await readSeries({ engine, startedAt: performance.now() - 5_000 }, 'g', new AbortController().signal);
  expect(asked).toHaveLength(1);
  expect(asked[0]?.since).toBeCloseTo(theirs / 1000 - 15, 0);
  expect(series.flatMap(({ releases }) => releases)).toEqual([{ release: 'r1', requests: 1, errors: 0, p95: 10 }]);
  expect(Math.abs(Date.parse(series.at(-1)?.at ?? '') - Date.now())).toBeLessThan(2_000);
});

test('a record of before there was any opens as ever', () => {
  const old = { golden: [], traffic: [], switchedMs: null, findings: [], logs: {} };
  expect(evidence.parse(old)).not.toHaveProperty('series');
});
