import { expect, test } from 'vitest';
import { recent } from '#core/deployment/recent';

test('the newest are kept, and what is set again is new', () => {
  const some = recent<number>(2);
  some.set('a', 1);
  some.set('b', 2);
  some.set('a', 3);
  some.set('c', 4);
  expect(['a', 'b', 'c'].map(some.get)).toEqual([3, undefined, 4]);
});
