import { describe, expect, test } from 'vitest';
import {
  around,
  isSeen,
  movesOf,
  pointsOf,
  samplesOf,
  since,
  spanOf,
} from '../../../renderer/src/deployment/around.ts';
import { numbersOf } from '../../../renderer/src/deployment/numbers.ts';
import { tell, untold } from '../../../renderer/src/deployment/stages.ts';
import { became, deployment, done } from './made.ts';
import { sample } from './traffic.ts';

const going = deployment({ finishedAt: null, state: 'running' });
const before = Array.from({ length: 40 }, (_, i) => sample(i - 35, { r1: 100 }));
const after = Array.from({ length: 12 }, (_, i) => sample(i + 5, { r2: 100 }));
const all = [...before, ...after];

describe('what callers got around a deployment', () => {
  test('begins shortly before it and ends shortly after it, also where much more was seen', () => {
    const times = around(deployment(), all).map(({ at }) => Date.parse(at) - Date.parse(deployment().startedAt));
    expect([times[0], times.at(-1)]).toEqual([-9000, 11_000]);
  });
  test('is not cut while it goes on', () => {
    expect(around(going, all).at(-1)).toBe(all.at(-1));
  });
  test('is the same for a page that was left open and for one that is opened later', () => {
    const leftOpen = all.filter(({ at }) => Date.parse(at) <= Date.parse(deployment().finishedAt ?? '') + 6000);
    expect(around(deployment(), leftOpen)).toEqual(around(deployment(), all));
  });
  test('is seen to its end once a sample is from later than that', () => {
    expect(isSeen(deployment(), before)).toBe(false);
    expect(isSeen(deployment(), all)).toBe(true);
    expect(isSeen(going, all)).toBe(false);
  });
  test('shows the switch and what came after it', () => {
    const points = pointsOf(deployment(), around(deployment(), all), ['r1', 'r2']);
    expect(points.at(0)).toEqual({ from: -10, to: -9, values: [100, 0] });
    expect(points.at(-1)).toEqual({ from: 10, to: 11, values: [0, 100] });
    expect(spanOf(deployment(), points)).toEqual([-10, 11]);
    expect(movesOf(deployment(), tell(untold, done))).toEqual([{ at: 4, label: 'traffic moves' }]);
  });
  test('has room for what is to come while it goes on', () => {
    expect(spanOf(going, pointsOf(going, [sample(3, { r1: 1 })], ['r1']))).toEqual([0, 20]);
  });
  test('is what was recorded once nothing of it is remembered, so that a replay shows the same lines', () => {
    const series = all
      .filter(({ at }) => at <= (deployment().finishedAt ?? ''))
      .map(({ at, ms, releases }) => ({ at, ms, releases: releases.map(({ name: _, p50: __, ...rate }) => rate) }));
    const one = deployment({ evidence: { ...deployment().evidence, series } });
    expect(samplesOf(one, { samples: all, isOver: true })).toEqual(around(one, all));
    expect(samplesOf(one, { samples: [], isOver: false })).toEqual([]);
    const replayed = samplesOf(one, { samples: [], isOver: true });
    const points = pointsOf(one, replayed, ['r1', 'r2']);
    expect(points.find(({ to }) => to === 0)?.values).toEqual([100, 0]);
    expect(points.at(-1)?.values).toEqual([0, 100]);
    expect(samplesOf(deployment(), { samples: [], isOver: true })).toEqual([]);
  });
  test('shows where traffic went back to the old release', () => {
    const told = tell(untold, [...done.slice(0, 8), became(4, 'undone', 9)]);
    expect(movesOf(deployment(), told).map(({ at, label }) => [at, label])).toEqual([
      [4, 'traffic moves'],
      [9, 'traffic goes back'],
    ]);
  });
});

describe('the numbers of a deployment', () => {
  test('count what was asked since it began, not before', () => {
    expect(since(going, all)[0]?.at).toBe(sample(1, {}).at);
    expect(numbersOf(going, { samples: [sample(-1, { r1: 50 }), sample(1, { r1: 7 }, 1)] })).toMatchObject({
      requests: 7,
      errors: 1,
      over: 'requests so far',
      share: 0,
    });
  });
  test('are the record’s once it is over, whatever was seen live', () => {
    const recorded = numbersOf(deployment(), { samples: [] });
    expect(recorded).toMatchObject({ requests: 120, errors: 0, over: 'requests since the switch', share: 1 });
    expect(numbersOf(deployment(), { samples: all })).toEqual(recorded);
  });
  test('count nothing where nothing was switched: the gateway’s counters are from a switch before', () => {
    const evidence = { ...deployment().evidence, switchedMs: null };
    const refused = numbersOf(deployment({ state: 'taken-back', evidence }), { samples: all });
    expect(refused).toMatchObject({ requests: null, errors: null, slow: null, share: 0 });
  });
  test('say how slow the slowest of a hundred was, where nobody watched', () => {
    const latency = { p50: 8, p90: 20, p99: 60, max: 90 };
    const traffic = [{ release: 'r2', requests: 120, errors: 0, latency, sampled: false }];
    const { slow } = numbersOf(deployment({ evidence: { ...deployment().evidence, traffic } }), { samples: [] });
    expect(slow).toEqual({ word: 'p99', now: ['60', 'ms'], before: null });
  });
});
