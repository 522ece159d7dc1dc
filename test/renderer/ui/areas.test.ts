import { describe, expect, it } from 'vitest';
import { edgesOf, runsOf, secondsIn } from '../../../renderer/src/ui/areas.ts';

const point = (from: number, to: number, ...values: number[]) => ({ from, to, values });

describe('areas over time', () => {
  it('have a hole where nothing was counted', () => {
    const runs = runsOf([point(0, 1, 5), point(1, 2, 5), point(8, 9, 5)]);
    expect(runs.map((run) => run.length)).toEqual([2, 1]);
    expect(runsOf([])).toEqual([]);
  });
  it('stand one on the other, each value in the middle of its time', () => {
    expect(edgesOf([point(0, 1, 10, 0), point(1, 3, 4, 6)], 1)).toEqual([
      { at: 0, under: 10, over: 10 },
      { at: 0.5, under: 10, over: 10 },
      { at: 2, under: 4, over: 10 },
      { at: 3, under: 4, over: 10 },
    ]);
  });
  it('have a few neat seconds below them, zero among them', () => {
    expect(secondsIn([-9.6, 14.2])).toEqual([-5, 0, 5, 10]);
    expect(secondsIn([0, 20])).toEqual([0, 5, 10, 15, 20]);
    expect(secondsIn([-10, 131])).toEqual([0, 30, 60, 90, 120]);
  });
});
