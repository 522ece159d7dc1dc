import { expect, test } from 'vitest';
import { compareFronts } from '#core/compatibility/fronts';
import { parseServiceFile } from '#core/service/parse';
import { frontOf } from '#core/service/split';

const plain = frontOf(
  parseServiceFile({ name: 'f', text: JSON.stringify({ service: 'shop', model: { image: 'a:1' } }) }),
);
const entrance = (front: { readonly limit?: object }, port = 9000) => ({
  front: { ...plain, ...front, limit: { ...plain.limit, ...front.limit } },
  port,
});
const keys = (...names: string[]) => ({ callers: 'others', keys: names });
const on = (...networks: object[]) => ({ networks });

test.each<[name: string, old: object, now: object, expected: readonly string[]]>([
  ['the same', { limit: { body: 8 } }, { limit: { body: 8 } }, []],
  ['a smaller body', { limit: { body: 8 } }, { limit: { body: 1 } }, ['breaking front.limit.body']],
  ['a body that has a limit now', {}, { limit: { body: 1 } }, ['breaking front.limit.body']],
  ['a larger body', { limit: { body: 1 } }, { limit: { body: 8 } }, ['safe front.limit.body']],
  ['no limit any more', { limit: { body: 1 } }, {}, ['safe front.limit.body']],
  ['less time', { limit: { timeout: 60_000 } }, { limit: { timeout: 5_000 } }, ['breaking front.limit.timeout']],
  ['a lower rate', {}, { limit: { requestsPerSecond: 5 } }, ['breaking front.limit.requestsPerSecond']],
  ['a smaller burst', { limit: { burst: 9 } }, { limit: { burst: 5 } }, ['breaking front.limit.burst']],
  ['a key that is wanted now', { callers: 'machine' }, { callers: 'machine', keys: ['shop'] }, ['breaking front.keys']],
  ['a key more', keys('shop'), keys('shop', 'till'), ['safe front.keys']],
  ['a key less', keys('shop', 'till'), keys('shop'), ['breaking front.keys']],
  ['fewer callers', keys('shop'), { callers: 'machine', keys: ['shop'] }, ['breaking front.callers']],
  ['more callers', { callers: 'machine', keys: ['shop'] }, keys('shop'), ['safe front.callers']],
  ['a network less', on({ name: 'a' }), {}, ['breaking front.networks']],
  ['another name there', on({ name: 'a', alias: 'x' }), on({ name: 'a', alias: 'y' }), ['breaking front.networks']],
  ['a network more', {}, on({ name: 'a' }), ['safe front.networks']],
])('%s', (_name, old, now, expected) => {
  const found = compareFronts(entrance(old), entrance(now));
  expect(found.map(({ path, verdict }) => `${verdict} ${path}`)).toEqual(expected);
});

test('another port is another address', () => {
  expect(compareFronts(entrance({}), entrance({}, 9001))).toMatchObject([{ path: 'front.port', verdict: 'breaking' }]);
});
