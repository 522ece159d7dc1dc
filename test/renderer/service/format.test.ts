import { describe, expect, it } from 'vitest';
import { clock, margin, plain } from '../../../renderer/src/service/logs/format.ts';

const time = new Date(2026, 10, 3, 4, 5, 6, 7).getTime();
const held = { n: 0, time, replica: 'slipway-digits-r7-1', stream: 'stderr', text: 'a line', cells: 6 } as const;

describe('what stands before a line', () => {
  it('is its time to the millisecond, with the day where the log is of several', () => {
    expect(clock(time, false)).toBe('04:05:06.007');
    expect(clock(time, true)).toBe('03 Nov 04:05:06.007');
  });
  it('is as wide on every line', () => {
    const shows = { times: true, names: true };
    expect(margin(held, shows, false, 14)).toBe('04:05:06.007 digits-r7-1    ');
    expect(margin({ ...held, replica: 'x'.repeat(100) }, shows, false, 14)).toBe(`04:05:06.007 ${'x'.repeat(13)}… `);
    const long = { ...held, replica: 'slipway-a-name-of-many-words-r7-12' };
    expect(margin(long, { times: false, names: true }, false, 14)).toBe('a-name-…-r7-12 ');
    expect(margin(held, { times: false, names: false }, false, 14)).toBe('');
  });
});

describe('a line that is taken along', () => {
  it('says when in UTC, who and where', () => {
    expect(plain(held)).toBe(`${new Date(time).toISOString()} slipway-digits-r7-1 stderr a line`);
  });
});
