import { describe, expect, it } from 'vitest';
import type { LiveSample } from '#contract/live';
import { curves, extended, memoryOf, pace, totals } from '../../../renderer/src/service/live.ts';

type Some = { requests: number; errors?: number; p95?: number | null; release?: string };
const sample = (n: number, rates: readonly Some[], ms = 1000): LiveSample => {
  const all = rates.map(({ requests, errors = 0, p95 = 20, release = 'r7' }, at) => ({
    name: release,
    release,
    requests,
    errors,
    p50: p95 === null ? null : p95 / 2,
    p95,
    at,
  }));
  return {
    n,
    at: new Date(1_700_000_000_000 + n * 1000).toISOString(),
    ms,
    releases: all,
    replicas: all.map((one, at) => ({ ...one, name: `slipway-digits-r7-${at + 1}` })),
    memory: [{ name: 'slipway-digits-r7-1', used: 300e6, limit: 512e6 }],
  };
};

describe('what callers get now', () => {
  it('is nothing before the first sample', () => {
    expect(pace([], 'releases')).toBeNull();
    expect(memoryOf([], 'slipway-digits-r7-1')).toBeNull();
  });
  it('is counted over the last seconds, however long a sample took', () => {
    expect(pace([sample(1, [{ requests: 100 }], 500), sample(2, [{ requests: 200 }], 1500)], 'releases')).toEqual({
      perSecond: 150,
      p95: 20,
    });
  });
  it('is of one replica where one is asked for, and of all of them together else', () => {
    const samples = [sample(1, [{ requests: 10 }, { requests: 30, p95: 40 }])];
    expect(pace(samples, 'replicas', 'slipway-digits-r7-1')?.perSecond).toBe(10);
    expect(pace(samples, 'replicas')).toEqual({ perSecond: 40, p95: 40 });
  });
  it('keeps the last latency while nobody asks', () => {
    const samples = [sample(1, [{ requests: 10, p95: 31 }]), sample(2, [{ requests: 0, p95: null }])];
    expect(pace(samples, 'releases')?.p95).toBe(31);
  });
});

describe('samples that are kept', () => {
  it('are those of the last quarter of an hour, each once', () => {
    const all = Array.from({ length: 1000 }, (_, at) => sample(at + 1, [{ requests: 1 }]));
    const kept = extended(extended([], all.slice(0, 950)), all.slice(940));
    expect([kept.length, kept[0]?.n, kept.at(-1)?.n]).toEqual([900, 101, 1000]);
  });
  it('begin anew when the numbers do', () => {
    const restarted = { ...sample(1, [{ requests: 7 }]), at: new Date(1_700_009_000_000).toISOString() };
    expect(extended([sample(50, []), sample(51, [])], [restarted])).toEqual([restarted]);
  });
  it('are added up', () => {
    expect(totals([sample(1, [{ requests: 10, errors: 1 }]), sample(2, [{ requests: 5 }, { requests: 5 }])])).toEqual({
      requests: 20,
      errors: 1,
      seconds: 2,
    });
  });
});

describe('a figure over time', () => {
  it('has a curve a release, with gaps where a release was not there', () => {
    const samples = [
      sample(1, [{ requests: 10, release: 'r6' }]),
      sample(2, [{ requests: 6, release: 'r6' }, { requests: 4 }]),
      sample(3, [{ requests: 12 }]),
    ];
    expect(curves(samples, 'perSecond').curves).toEqual([
      { release: 'r6', values: [10, 6, null] },
      { release: 'r7', values: [null, 4, 12] },
    ]);
  });
  it('counts failures over the minute before', () => {
    const samples = Array.from({ length: 70 }, (_, at) => sample(at, [{ requests: 10, errors: at === 5 ? 3 : 0 }]));
    const [curve] = curves(samples, 'failedPerMinute').curves;
    expect([4, 5, 64, 65].map((at) => curve?.values[at])).toEqual([0, 3, 3, 0]);
  });
  it('has no latency where nothing was answered', () => {
    expect(curves([sample(1, [{ requests: 0, p95: null }])], 'p95').curves[0]?.values).toEqual([null]);
  });
});
