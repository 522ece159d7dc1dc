import { describe, expect, test } from 'vitest';
import { areas as contractAreas } from '#contract/checklist';
import { areas } from '../../../renderer/src/checklist/areas.ts';
import { barsOf, barWords } from '../../../renderer/src/checklist/bars.ts';
import { byUrgency, isOpen, standingOf, tally } from '../../../renderer/src/checklist/standing.ts';
import { finding } from './made.ts';

const all = [
  finding('passed'),
  finding('elsewhere', { verdict: 'not-applicable' }),
  finding('lived-with', { verdict: 'accepted' }),
  finding('wanted-later', { verdict: 'fail', severity: 'advice' }),
  finding('old', { verdict: 'fail', stale: 'The image is another.' }),
  finding('warned', { verdict: 'warn' }),
  finding('unknown', { verdict: 'unchecked' }),
  finding('stops', { verdict: 'fail', stop: true }),
  finding('failed', { verdict: 'fail' }),
];

describe('a finding', () => {
  test('is shown the more urgent the sooner, and what does not apply last', () => {
    expect(byUrgency(all).map(({ id }) => id)).toEqual([
      'stops',
      'failed',
      'warned',
      'old',
      'unknown',
      'wanted-later',
      'lived-with',
      'passed',
      'elsewhere',
    ]);
  });
  test('that holds no longer stops nothing and passes nothing', () => {
    for (const verdict of ['pass', 'fail', 'accepted'] as const)
      expect(standingOf(finding('a', { verdict, stop: true, stale: 'It is 40 days old.' }))).toBe('stale');
  });
  test('of a stranger at no stage is what it was found to be', () => {
    const later = finding('a', { verdict: 'fail', severity: 'advice' });
    expect([standingOf(later), standingOf(later, 'verdict')]).toEqual(['later', 'fail']);
  });
  test('is to do until it is well, lived with or not for it', () => {
    expect(all.filter((one) => !isOpen(one)).map(({ id }) => id)).toEqual(['passed', 'elsewhere', 'lived-with']);
  });
  test('is counted with the others, the most urgent first', () => {
    expect(tally(all)).toBe('1 stop, 1 fail, 1 warn, 1 stale, 1 unchecked, 1 next step, 1 accepted, 1 pass');
    expect(tally([])).toBe('');
  });
});

describe('the seven bars', () => {
  const [, , , , security, , evolution] = barsOf(all);
  test('are those of the contract, in its order', () => expect(areas).toEqual(contractAreas));
  test('have a segment for all that applies, what is well first, and say it in words', () => {
    expect(security?.segments).toEqual(['pass', 'accepted', 'later', 'unchecked', 'stale', 'warn', 'fail', 'stop']);
    expect([security?.well, security?.of]).toEqual([2, 8]);
    expect(security?.words).toBe('2 of 8: 1 accepted, 1 next step, 1 unchecked, 1 stale, 1 warn, 1 fail, 1 stop');
  });
  test('say in a narrow list what is to be looked at', () => {
    expect(security && barWords(security)).toBe('4 to look at');
    expect(evolution && barWords(evolution)).toBe('nothing applies');
    const [, , , , well] = barsOf([finding('a'), finding('b')]);
    expect(well && barWords(well)).toBe('all 2 pass');
  });
});
