import { expect, test } from 'vitest';
import { acceptedWords } from '../../../renderer/src/ui/words.ts';

const accepted = { id: 'no-way-back', reason: 'it lies', until: '2031-01-31T23:59:59.999Z', by: 'ada' } as const;

test('an acceptance says by whom, until when, and what would have stopped it', () => {
  expect(acceptedWords({ ...accepted, what: 'The weights of r1 are gone' })).toBe(
    'by ada, until 31 Jan 2031: The weights of r1 are gone',
  );
  expect(acceptedWords({ ...accepted, what: null })).toBe('by ada, until 31 Jan 2031: nothing had to be accepted');
});
