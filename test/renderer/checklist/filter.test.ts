import { describe, expect, test } from 'vitest';
import { filtered, filterIn, searchOf, unfiltered, wellOf } from '../../../renderer/src/checklist/filter.ts';
import { finding } from './made.ts';

const findings = [
  finding('due', { verdict: 'fail', since: 'internal' }),
  finding('next', { verdict: 'warn', since: 'production', area: 'evolution' }),
  finding('fine', { since: 'trial' }),
  finding('elsewhere', { verdict: 'not-applicable' }),
];
const ids = (some: Partial<typeof unfiltered>, stage: 'trial' | 'internal' | 'production' = 'internal') =>
  filtered(findings, { ...unfiltered, ...some }, stage).map(({ area, findings }) => [
    area,
    findings.map(({ id }) => id),
  ]);

describe('what of a checklist is shown', () => {
  test('is what is to be done, by areas', () => {
    expect(ids({})).toEqual([
      ['security', ['due']],
      ['evolution', ['next']],
    ]);
  });
  test('is all of it, of one area, or what matters now or next', () => {
    expect(ids({ show: 'all', area: 'security' })).toEqual([['security', ['due', 'fine', 'elsewhere']]]);
    expect(ids({ when: 'now' })).toEqual([['security', ['due']]]);
    expect(ids({ when: 'next' })).toEqual([['evolution', ['next']]]);
    expect(ids({ when: 'next' }, 'production')).toEqual([]);
  });
  test('has the finding in it that somebody came for, whatever else is left out', () => {
    expect(ids({ area: 'evolution', finding: 'fine' })).toEqual([
      ['security', ['fine']],
      ['evolution', ['next']],
    ]);
  });
  test('counts what is well, and not what does not apply', () => expect(wellOf(findings)).toBe(1));
});

describe('an address', () => {
  test('keeps what is other than ever', () => {
    expect(searchOf(unfiltered)).toEqual({});
    expect(searchOf({ ...unfiltered, area: 'security', show: 'all' })).toEqual({ area: 'security', show: 'all' });
  });
  test('that somebody wrote by hand is read as far as it can be', () => {
    expect(filterIn({ show: 'everything', when: 'next', area: '__proto__', finding: 'x'.repeat(61) })).toEqual({
      ...unfiltered,
      when: 'next',
    });
    expect(
      filterIn(searchOf({ show: 'all', when: 'now', area: 'evolution', finding: 'EVO-02', say: 'answer' })),
    ).toEqual({
      show: 'all',
      when: 'now',
      area: 'evolution',
      finding: 'EVO-02',
      say: 'answer',
    });
  });
});
