import { describe, expect, test } from 'vitest';
import { beginGap, endGap, gapLine, gapMs, journalledGap, lastGap } from '#core/deployment/gap';
import { gapNote, statedGap } from '#core/deployment/stated-gap';
import type { Release, Served } from '#core/release/release';
import { kept, release, served, serving, wanted } from './samples.ts';

const started = (startMs: number): Served => ({ ...served, startMs });
const asking = (given: Partial<Release> = {}) => wanted(2, { release: release(2, { served: null, ...given }) });
const presentWith = (given: Partial<Release>) => serving({ releases: new Map([[1, kept(release(1, given))]]) });

test('a gap is what passed between its two ends, and a second one is added to it', () => {
  const gap = { since: null, ms: null };
  expect(gapMs(gap)).toBeNull();
  expect(beginGap(gap)).toBe(true);
  expect(beginGap(gap)).toBe(false);
  expect(gapMs(gap)).toBeGreaterThanOrEqual(0);
  endGap(gap);
  const first = gapMs(gap) ?? 0;
  beginGap(gap);
  endGap(gap);
  expect(gapMs(gap)).toBeGreaterThanOrEqual(first);
  expect(gapMs(gap)).toBe(gapMs(gap));
});

test('that nothing was away is no gap of 0', () => {
  const gap = { since: null, ms: null };
  endGap(gap);
  expect(gapMs(gap)).toBeNull();
  expect(gapLine(gap, started(900))).toEqual({});
});

describe('as a journal has it', () => {
  const journal = (...told: [step: string, state: 'started' | 'done' | 'undone', second: number][]) =>
    told.map(([name, state, second], index) => ({
      n: index + 1,
      at: new Date(second * 1000).toISOString(),
      type: 'step' as const,
      step: { n: 1, of: 9, do: name, target: 't', state, ms: 0 },
    }));
  const paused = ['pause', 'started', 10] as const;
  const switched = ['switch', 'done', 13] as const;

  test('it ends with the switch, or when the pause is taken back', () => {
    expect(journalledGap(journal([...paused], ['pause', 'done', 11], [...switched]), 20_000)).toEqual({
      ms: 3000,
      since: null,
    });
    expect(journalledGap(journal([...paused], ['pause', 'undone', 12]), 20_000)).toEqual({ ms: 2000, since: null });
  });

  test('a switch that is taken back in place begins another', () => {
    const back = journal([...paused], [...switched], ['switch', 'undone', 20], ['pause', 'undone', 24]);
    expect(journalledGap(back, 30_000)).toEqual({ ms: 7000, since: null });
  });

  test('one that is open goes on', () => {
    const { ms, since } = journalledGap(journal([...paused]), 15_000);
    expect(ms).toBeNull();
    expect(gapMs({ ms, since })).toBeGreaterThanOrEqual(5000);
  });

  test('side by side there is none', () => {
    expect(journalledGap(journal([...switched], ['switch', 'undone', 20]), 30_000)).toEqual({ ms: null, since: null });
  });
});

test('the newest line that succeeded tells the last gap', () => {
  const lines = [
    { state: 'succeeded', gapMs: 900 },
    { state: 'succeeded', ...gapLine({ since: null, ms: 1800.4 }, started(1200)) },
    { state: 'taken-back', gapMs: 5000 },
    { state: 'succeeded' },
    'not a line',
  ];
  expect(lastGap(lines)).toEqual({ ms: 1800, startMs: 1200 });
  expect(lastGap(lines.slice(0, 1))).toEqual({ ms: 900, startMs: null });
  expect(lastGap(lines.slice(2))).toBeNull();
});

test.each([
  [
    'nothing was measured',
    serving(),
    asking(),
    160,
    /not measured yet.*10 s for requests.*30 s to stop.*120 s to become/,
  ],
  [
    'the present release was',
    presentWith({ served: started(2500) }),
    asking(),
    42.5,
    /2\.5 s to start, as the present/,
  ],
  [
    'the release itself was',
    presentWith({ served: started(2500) }),
    asking({ served: started(7000) }),
    47,
    /7 s to start, as m/,
  ],
  ['a gap was', serving({ lastGap: { ms: 1834, startMs: null } }), asking(), 1.9, /^as measured at its last change/],
  [
    'a gap was, and what this release takes of it',
    serving({ lastGap: { ms: 1800, startMs: 1000 } }),
    asking({ served: started(5000) }),
    5.8,
    /^as measured/,
  ],
] as const)('it is stated by what is known: %s', (_what, observed, want, seconds, how) => {
  expect(statedGap(observed, want)).toEqual({ seconds, how: expect.stringMatching(how) });
  expect(gapNote(observed, want)).toContain(`answers 503 for about ${seconds} s (`);
});
