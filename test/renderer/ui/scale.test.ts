import { describe, expect, it } from 'vitest';
import { holesIn, spanOf, ticks, topOf } from '../../../renderer/src/ui/scale.ts';

describe('the scale of a chart', () => {
  it('ends at a neat number above the highest', () => {
    expect([0, 4, 96, 100, 140, 1000, 0.3].map((highest) => topOf(highest, 0.1, false))).toEqual([
      0.1, 5, 150, 150, 150, 1500, 0.4,
    ]);
  });
  it('has whole numbers in its middle where things are counted', () => {
    expect([0, 1, 2, 3, 7, 11, 90].map((highest) => topOf(highest, 2, true))).toEqual([2, 2, 4, 4, 8, 20, 100]);
  });
  it('shows two minutes at least, and all there is beyond', () => {
    expect(spanOf([100, 130], 120)).toEqual([100, 220]);
    expect(spanOf([100, 700], 120)).toEqual([100, 700]);
  });
  it('has a hole where nobody looked, and none where a second was late', () => {
    expect(holesIn([1, 2, 9, 60, 61, 90], 0, 5)).toEqual([
      [9, 60],
      [61, 90],
    ]);
    expect(holesIn([1, 2, 9, 60, 61, 90], 3, 4)).toEqual([]);
  });
  it('writes a few neat times, none where it would be cut', () => {
    expect(ticks([100, 220])).toEqual([120, 150, 180, 210]);
    expect(ticks([0, 900])).toEqual([300, 600]);
  });
});
