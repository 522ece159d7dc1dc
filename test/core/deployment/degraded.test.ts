import { describe, expect, test } from 'vitest';
import {
  errorsOf,
  longestSilence,
  lowerBound,
  type Objective,
  type Seen,
  silenceOf,
  slownessOf,
} from '#core/deployment/degraded';

const spread = (answers: number, p95: number, p99 = p95) => ({ answers, p50: 1, p95, p99, max: p99 });
const seen = (requests: number, errors: number, latency: Seen['latency'] = null): Seen => ({
  requests,
  errors,
  latency,
});
const sides = (now: Seen, old: Seen | null, objective: Objective = null) => ({
  now: { name: '1.1.0 (r2)', seen: now },
  old: old && { name: '1.0.0 (r1)', seen: old },
  objective,
});

describe('the lower end of what a share may be', () => {
  // Wilson's interval as R's prop.test(correct = FALSE) and statsmodels give it.
  test.each([
    [5, 100, 0.0215],
    [1, 10, 0.0179],
    [50, 1000, 0.0381],
    [10, 10, 0.7225],
    [0, 50, 0],
    [0, 0, 0],
  ])('of %d in %d is %d', (errors, requests, least) => {
    expect(lowerBound(errors, requests)).toBeCloseTo(least, 4);
  });
});

type Row = readonly [what: string, now: Seen, old: Seen | null, objective: Objective, degraded: boolean];

const errors: Row[] = [
  ['one bad request in ten', seen(10, 1), seen(1000, 0), null, false],
  ['four bad ones in four', seen(4, 4), seen(1000, 0), null, false],
  ['five bad ones in five', seen(5, 5), seen(1000, 0), null, true],
  ['5 % after seven seconds at 50 a second', seen(350, 17), seen(1000, 0), null, true],
  ['5 % after two seconds at 50 a second', seen(100, 5), seen(1000, 0), null, true],
  ['1 %, as may be', seen(10_000, 100), seen(1000, 0), null, false],
  ['1.3 % of very many', seen(10_000, 130), seen(1000, 0), null, true],
  ['no request at all', seen(0, 0), seen(1000, 0), null, false],
  ['as many as the old one had', seen(1000, 50), seen(1000, 50), null, false],
  ['less than twice as many as the old one had', seen(1000, 90), seen(1000, 50), null, false],
  ['far more than the old one had', seen(1000, 150), seen(1000, 50), null, true],
  ['5 % of a first release', seen(1000, 50), null, null, true],
  ['0.5 % of a first release', seen(1000, 5), null, null, false],
  ['more than an objective of 0.1 %', seen(2000, 10), seen(1000, 0), { errors: 0.001 }, true],
  ['perhaps more than an objective of 0.1 %', seen(4000, 6), seen(1000, 0), { errors: 0.001 }, false],
  ['less than a generous objective', seen(1000, 50), seen(1000, 0), { errors: 0.1 }, false],
  [
    'more than an objective that the old one missed by as much',
    seen(1000, 20),
    seen(1000, 20),
    { errors: 0.001 },
    false,
  ],
  ['far more than the old one, which missed the objective', seen(1000, 90), seen(1000, 20), { errors: 0.001 }, true],
];

test.each(errors)('errors: %s', (_what, now, old, objective, degraded) => {
  expect(errorsOf(sides(now, old, objective)) !== null).toBe(degraded);
});

const old = seen(1000, 0, spread(1000, 20, 40));
const slowness: Row[] = [
  ['nothing known', seen(1000, 0), old, null, false],
  ['as quick as before', seen(1000, 0, spread(1000, 20)), old, null, false],
  ['twice as long and 50 ms more', seen(1000, 0, spread(1000, 90)), old, null, false],
  ['still longer', seen(1000, 0, spread(1000, 91)), old, null, true],
  ['still longer, but of few answers', seen(99, 0, spread(99, 900)), old, null, false],
  ['still longer than few answers before', seen(1000, 0, spread(1000, 900)), seen(99, 0, spread(99, 20)), null, false],
  ['long on a first release', seen(1000, 0, spread(1000, 900)), null, null, false],
  ['longer than the objective on a first release', seen(1000, 0, spread(1000, 900)), null, { p95: 250 }, true],
  ['longer than before within the objective', seen(1000, 0, spread(1000, 200)), old, { p95: 250 }, false],
  ['shorter than before beyond the objective', seen(1000, 0, spread(1000, 15)), old, { p95: 10 }, false],
  ['a slow tail beyond the objective for it', seen(500, 0, spread(500, 20, 300)), old, { p99: 250 }, true],
  ['a slow tail of too few answers', seen(499, 0, spread(499, 20, 300)), old, { p99: 250 }, false],
  ['a slow tail without an objective for it', seen(500, 0, spread(500, 20, 900)), old, null, false],
];

test.each(slowness)('latency: %s', (_what, now, before, objective, degraded) => {
  expect(slownessOf(sides(now, before, objective)) !== null).toBe(degraded);
});

test.each<[what: string, old: Seen | null, waiting: number, ms: number, degraded: boolean]>([
  ['ten seconds', old, 3, 10_000, true],
  ['less than ten seconds', old, 3, 9_999, false],
  ['ten seconds in which nobody waited', old, 0, 10_000, false],
  ['ten seconds after a release that could take six', seen(1000, 0, spread(1000, 20, 6_000)), 3, 10_000, false],
  ['twelve seconds after a release that could take six', seen(1000, 0, spread(1000, 20, 6_000)), 3, 12_000, true],
  ['half a minute after a quick release that few asked', seen(9, 0, spread(9, 20)), 3, 30_000, true],
  ['less than that', seen(9, 0, spread(9, 20)), 3, 29_999, false],
  [
    'a minute after a release that few asked, and that could take twenty seconds',
    seen(9, 0, spread(9, 20, 20_000)),
    3,
    60_000,
    false,
  ],
  ['a minute after a release of which next to nothing is known', seen(4, 0, spread(4, 20)), 3, 60_000, false],
  ['a minute of a first release', null, 3, 60_000, false],
])('silence: %s', (_what, before, waiting, ms, degraded) => {
  expect(silenceOf(sides(seen(20, 0), before), { waiting, ms }) !== null).toBe(degraded);
});

test.each<[what: string, old: Seen | null, ms: number | null]>([
  ['ten seconds after a quick one', old, 10_000],
  ['twice as long as the longest answer before', seen(1000, 0, spread(1000, 20, 6_000)), 12_000],
  ['half a minute after one that few asked', seen(9, 0, spread(9, 20)), 30_000],
  ['four times the longest of few answers', seen(9, 0, spread(9, 900, 20_000)), 80_000],
  ['not known after a release of which next to nothing is known', seen(4, 0, spread(4, 20)), null],
  ['not known of a first release', null, null],
])('the silence that is too long: %s', (_what, before, ms) => {
  expect(longestSilence(before ?? undefined)).toBe(ms);
});

test('what was seen is said in figures, with what it was measured by', () => {
  expect(errorsOf(sides(seen(608, 31), seen(4000, 1)))).toBe(
    '1.1.0 (r2) answers 5.1 % with errors (31 of 608 requests); 1.0.0 (r1) had 0.03 %',
  );
  expect(errorsOf(sides(seen(608, 31), seen(4000, 0), { errors: 0.01 }))).toBe(
    '1.1.0 (r2) answers 5.1 % with errors (31 of 608 requests); the objective is 1.0 %, 1.0.0 (r1) had 0.0 %',
  );
  expect(errorsOf(sides(seen(608, 31), null))).toBe(
    '1.1.0 (r2) answers 5.1 % with errors (31 of 608 requests); 1.0 % is allowed',
  );
  expect(slownessOf(sides(seen(900, 0, spread(900, 612.4)), old, { p95: 250 }))).toBe(
    '1.1.0 (r2) answers slowly (p95 612 ms of 900 answers); the objective is 250 ms, 1.0.0 (r1) had 20 ms',
  );
});
