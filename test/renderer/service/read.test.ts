import { describe, expect, it } from 'vitest';
import { recent } from '../../../renderer/src/service/logs/read.ts';
import { line } from './log.ts';

describe('a reading that is opened again', () => {
  it('begins a little before its last line', () => {
    const seen = recent();
    expect(seen.since()).toBeNull();
    seen.news([line('a', 10)]);
    expect(seen.since()).toBe(line('', 7).time);
  });
  it('hands nothing on twice and leaves nothing out', () => {
    const seen = recent();
    seen.news([line('a', 8), line('b', 10)]);
    seen.since();
    const late = line('of another replica', 9, { replica: 'slipway-digits-r7-2' });
    expect(seen.news([line('a', 8), late, line('b', 10), line('c', 11)])).toEqual([late, line('c', 11)]);
  });
  it('takes nothing for known that one reading says twice', () => {
    const seen = recent();
    expect(seen.news([line('same', 1), line('same', 1)])).toHaveLength(2);
  });
});
