import { expect, test } from 'vitest';
import { keptReleases, keptText, outdated, readKept } from '#core/deployment/kept';
import { file, kept, release } from './samples.ts';

const golden = [{ name: 'one', request: { path: '/infer', body: 'x'.repeat(1000) }, expect: {} }];
const of = file({ golden });

test('a release reads back as it was kept, and its golden requests stand in the file once', () => {
  const before = kept(
    release(3, { golden: of.golden, with: { ...release(3).with, policy: kept(release(3), of).present.policy } }),
    of,
  );
  const text = keptText(before, before.present);
  expect(text.match(/x{1000}/g)).toHaveLength(1);
  expect(readKept(JSON.parse(text))).toEqual(before);
});

test.for([null, 'text', {}, { number: 3 }, { ...release(3), present: null }])('%j is not a way back', (value) => {
  expect(readKept(value)).toBeNull();
});

test('only what is older than the newest and does not serve may go', () => {
  const numbers = Array.from({ length: keptReleases + 3 }, (_, index) => index + 1);
  expect(outdated(numbers, 1)).toEqual([3, 2]);
  expect(outdated([1, 2, 3], 3)).toEqual([]);
});
