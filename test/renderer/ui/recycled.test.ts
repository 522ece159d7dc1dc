import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recycled } from '../../../renderer/src/ui/recycled.ts';

const keys = fc.uniqueArray(fc.integer({ min: 0, max: 60 }).map(String), { maxLength: 40 });

test('a list that moved by some rows keeps the others where they are, and fills those that went with those that came', () => {
  expect(recycled(['a', 'b', 'c', 'd'], ['c', 'd', 'e', 'f'])).toEqual([2, 3, 0, 1]);
  expect(recycled(['c', 'd', 'e', 'f'], ['a', 'b', 'c', 'd'])).toEqual([2, 3, 0, 1]);
});

test('a list that jumped is filled anew in its order', () => {
  expect(recycled(['a', 'b', 'c'], ['x', 'y', 'z'])).toEqual([0, 1, 2]);
});

test('only where more rows are wanted than are held, new ones are made', () => {
  expect(recycled(['a'], ['a', 'b', 'c'])).toEqual([0, null, null]);
  expect(recycled([], ['a'])).toEqual([null]);
});

test('whatever is held and wanted: no row is given twice, and who stays keeps its own', () => {
  fc.assert(
    fc.property(keys, keys, (held, wanted) => {
      const given = recycled(held, wanted);
      const taken = given.filter((place) => place !== null);
      expect(new Set(taken).size).toBe(taken.length);
      expect(given.filter((place) => place === null)).toHaveLength(Math.max(0, wanted.length - held.length));
      for (const [at, key] of wanted.entries()) if (held.includes(key)) expect(held[given[at] ?? -1]).toBe(key);
    }),
  );
});
