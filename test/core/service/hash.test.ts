import { expect, test } from 'vitest';
import { canonicalJson, hashOf, sha256 } from '#core/service/hash';

test('canonical JSON sorts keys by code unit and leaves out what is undefined', () => {
  expect(canonicalJson({ b: [1, undefined, { d: null, c: undefined }], a: 'é\n', '\u{1f600}': 1, '\ufb33': 2 })).toBe(
    '{"a":"é\\n","b":[1,null,{"d":null}],"\u{1f600}":1,"\ufb33":2}',
  );
});

test('numbers are written as ECMAScript and RFC 8785 write them', () => {
  expect(canonicalJson([-0, 1e21, 0.1 + 0.2, 1e-7, 333333333.3333333])).toBe(
    '[0,1e+21,0.30000000000000004,1e-7,333333333.3333333]',
  );
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, undefined, 1n, Symbol('a'), () => 1])(
  'what JSON cannot carry is a bug: %o',
  (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  },
);

test('the hash is SHA-256 over UTF-8 and does not depend on the order of keys', () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(hashOf({ a: 1, b: 2 })).toBe(hashOf({ b: 2, a: 1 }));
  expect(hashOf({ a: 1 })).toBe(sha256('{"a":1}'));
});
