import { expect, test } from 'vitest';
import { acceptedWords, releaseWords, replicaParts } from '../../../renderer/src/ui/words.ts';

const accepted = { id: 'no-way-back', reason: 'it lies', until: '2031-01-31T23:59:59.999Z', by: 'ada' } as const;

test('an acceptance says by whom, until when, and what would have stopped it', () => {
  expect(acceptedWords({ ...accepted, what: 'The weights of r1 are gone' })).toBe(
    'by ada, until 31 Jan 2031: The weights of r1 are gone',
  );
  expect(acceptedWords({ ...accepted, what: null })).toBe('by ada, until 31 Jan 2031: nothing had to be accepted');
});

test('a version that somebody made long or let turn the text is shown as what identifies it', () => {
  expect(releaseWords({ version: '2026.11.23-rc1', release: 'r7' })).toBe('2026.11.23-rc1 (r7)');
  expect(releaseWords({ version: 'x'.repeat(128), release: 'r7' })).toBe(`${'x'.repeat(27)}… (r7)`);
  expect(releaseWords({ version: '1.0\u202egpj\n.exe', release: 'r7' })).toBe('1.0\ufffdgpj\ufffd.exe (r7)');
});

test('what tells one replica from another stands apart from what may be cut', () => {
  expect(replicaParts('slipway-fraud-detector-r12-10')).toEqual(['fraud-detector', '-r12-10']);
  expect(replicaParts('slipway-digits-r2-r7-1')).toEqual(['digits-r2', '-r7-1']);
  expect(replicaParts('shop-sentiment-1')).toEqual(['shop-sentiment-1', '']);
});
