import { describe, expect, test } from 'vitest';
import { doingOf } from '../../../renderer/src/checklist/doing.ts';
import { dayWords, inAMonth, isAsking, mayAccept, missingOf } from '../../../renderer/src/checklist/saying.ts';
import { finding, remedy } from './made.ts';

const now = Date.parse('2031-01-01T12:00:00Z');

describe('what a person says', () => {
  const said = { text: 'nobody but us calls it', until: '2031-02-01', mayBeOpen: false };
  test('wants words and a day to come, within a year', () => {
    expect(missingOf(said, now)).toBeNull();
    expect(missingOf({ ...said, text: ' \n' }, now)).toMatch(/few words/);
    expect(missingOf({ ...said, until: '2030-12-31' }, now)).toBe('That day is over.');
    expect(missingOf({ ...said, until: '2032-06-01' }, now)).toMatch(/^A year at most/);
    expect(missingOf({ ...said, until: '' }, now)).toBe('Say until when.');
    expect(inAMonth(now)).toBe('2031-01-31');
  });
  test('may leave the day of an answer to the stage', () => {
    expect(missingOf({ ...said, until: '', mayBeOpen: true }, now)).toBeNull();
  });
  test('names its day without a clock', () => expect(dayWords('2031-01-31T23:59:59.999Z')).toBe('31 Jan 2031'));
});

describe('a finding', () => {
  test('is lived with while it is wrong, but for a stop that nobody may live with', () => {
    expect(mayAccept(finding('a', { verdict: 'fail' }))).toBe(true);
    expect(mayAccept(finding('a', { verdict: 'warn', severity: 'advice' }))).toBe(true);
    expect(mayAccept(finding('SEC-01', { verdict: 'fail', stop: true }))).toBe(false);
    expect(mayAccept(finding('VER-10', { verdict: 'fail', stop: true }))).toBe(true);
    expect(mayAccept(finding('SCA-02', { verdict: 'fail', stop: true }))).toBe(true);
    for (const verdict of ['pass', 'unchecked', 'accepted', 'not-applicable'] as const)
      expect(mayAccept(finding('a', { verdict }))).toBe(false);
  });
  test('that asks is answered by one press, unless a field mends it or it is answered', () => {
    const asks = { question: 'Who is called?', remedy: remedy() };
    expect(doingOf(finding('a', { ...asks, verdict: 'fail' }))).toBe('answer');
    expect(doingOf(finding('a', { ...asks, stale: 'It held until yesterday.' }))).toBe('answer');
    expect(doingOf(finding('a', asks))).toBe('show');
    expect([asks, { ...asks, verdict: 'fail' as const }].map((some) => isAsking(finding('a', some)))).toEqual([
      false,
      true,
    ]);
  });
});
