import { describe, expect, test } from 'vitest';
import { at, differences, parsePath } from '#core/model/json-path';
import { judge } from '#core/model/judge';
import type { ReachAnswer } from '#core/model/reach';
import { type Expectation, goldenSchema } from '#core/service/schema';

type Written = Omit<Partial<Expectation>, 'within' | 'firstTokenWithin'> & {
  within?: string;
  firstTokenWithin?: string;
};

/** An expectation as the service file writes it, through the file's own schema. */
const wanted = (expectation: Written): Expectation =>
  goldenSchema.parse({ name: 'one', request: { path: '/' }, expect: expectation }).expect;
const answer = (body: unknown, more: Partial<ReachAnswer> = {}): ReachAnswer => ({
  status: 200,
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
  ms: 20,
  firstByteMs: 10,
  cut: false,
  ...more,
});
const seven = {
  outputs: [
    { name: 'digit', shape: [1], data: [7] },
    { name: 'p', data: [0.1, 0.9] },
  ],
};
const schemaText = (schema: object) => JSON.stringify(schema);

type Row = [what: string, expectation: Written, given: ReachAnswer, wrong: string[]];

describe('every form of expect', () => {
  test.each<Row>([
    ['any 2xx without a status', {}, answer('', { status: 204 }), []],
    ['no other status without one', {}, answer('', { status: 301 }), ['the status is 301, wanted 200 to 299']],
    ['the status asked for', { status: 404 }, answer('', { status: 404 }), []],
    ['another status', { status: 404 }, answer(''), ['the status is 200, wanted 404']],
    ['in time', { within: '20ms' }, answer(''), []],
    ['late', { within: '19ms' }, answer(''), ['it took 20 ms, wanted 19 ms']],
    ['the first token in time', { firstTokenWithin: '10ms' }, answer(''), []],
    ['the first token late', { firstTokenWithin: '9ms' }, answer(''), ['the first token took 10 ms, wanted 9 ms']],
    ['the right value', { json: { 'outputs[0].data[0]': 7 } }, answer(seven), []],
    ['a wrong value', { json: { 'outputs[0].data[0]': 3 } }, answer(seven), ['outputs[0].data[0] is 7, wanted 3']],
    ['an absent place', { json: { 'outputs[4].x': 3 } }, answer(seven), ['outputs[4].x is absent, wanted 3']],
    ['a number as text is not the number', { json: { a: 7 } }, answer({ a: '7' }), ['a is "7", wanted 7']],
    ['null is a value', { json: { a: null } }, answer({ a: null }), []],
    ['an absent place is not null', { json: { a: null } }, answer({}), ['a is absent, wanted null']],
    ['a whole array', { json: { 'outputs[0].data': [7] } }, answer(seven), []],
    [
      'an array of another length',
      { json: { 'outputs[0].data': [7, 7] } },
      answer(seven),
      ['outputs[0].data has 1 elements, wanted 2'],
    ],
    [
      'an object with more than is wanted',
      { json: { a: { b: 1 } } },
      answer({ a: { b: 1, c: 2 } }),
      ['a.c is 2, wanted absent'],
    ],
    ['the order of members does not matter', { json: { a: { b: 1, c: 2 } } }, answer({ a: { c: 2, b: 1 } }), []],
    [
      'numbers within the tolerance, each on its own',
      { json: { 'outputs[1].data': [0.2, 0.8] }, tolerance: 0.1 },
      answer(seven),
      [],
    ],
    [
      'numbers beyond the tolerance',
      { json: { 'outputs[1].data': [0.3, 0.8] }, tolerance: 0.1 },
      answer(seven),
      ['outputs[1].data[0] is 0.1, wanted 0.3 ± 0.1'],
    ],
    [
      'tolerance inside objects',
      { json: { a: { b: [{ c: 1 }] } }, tolerance: 0.5 },
      answer({ a: { b: [{ c: 1.5 }] } }),
      [],
    ],
    ['tolerance not rounded away', { json: { a: 0.3 }, tolerance: 0.1 }, answer({ a: 0.4 }), []],
    ['tolerance 0 is exact', { json: { a: 1 } }, answer({ a: 1.0000001 }), ['a is 1.0000001, wanted 1']],
    ['a name with dots', { json: { '["a.b"][0]': 1 } }, answer({ 'a.b': [1] }), []],
    ['the whole body', { json: { '': [1, 2] } }, answer([1, 3]), ['[1] is 3, wanted 2']],
    ['a path that is none', { json: { 'a..b': 1 } }, answer({}), ['"a..b" is not a path like a.b[0]']],
    [
      'a path into what every object has',
      { json: { constructor: 1 } },
      answer({}),
      ['constructor is absent, wanted 1'],
    ],
    ['json of no JSON', { json: { a: 1 } }, answer(''), ['the body is not JSON (it is empty)']],
    ['valid JSON', { validJson: true }, answer('[]'), []],
    ['a text that it contains', { contains: 'digit' }, answer(seven), []],
    ['a text that it does not contain', { contains: 'Digit' }, answer(seven), ['the body does not contain "Digit"']],
    ['a pattern', { matches: '"data":\\[\\d\\]' }, answer(seven), []],
    ['a pattern that is not there', { matches: '^x' }, answer('yx'), ['the body does not match /^x/']],
    ['enough characters', { minLength: 3 }, answer('abc'), []],
    ['too few characters', { minLength: 4 }, answer('abc'), ['the body has 3 characters, wanted at least 4']],
    ['a schema', { schema: schemaText({ type: 'object', required: ['outputs'] }) }, answer(seven), []],
    [
      'a schema of 2020-12',
      { schema: schemaText({ $schema: 'https://json-schema.org/draft/2020-12/schema', prefixItems: [{ const: 1 }] }) },
      answer([2]),
      ['against its schema: /0 must be equal to constant'],
    ],
    [
      'another schema',
      { schema: schemaText({ properties: { outputs: { maxItems: 1 } } }) },
      answer(seven),
      ['against its schema: /outputs must NOT have more than 1 items'],
    ],
    ['an unknown format in a schema', { schema: schemaText({ type: 'string', format: 'uri' }) }, answer('"x"'), []],
    ['a cut answer', {}, answer('x', { cut: true }), ['the answer is longer than 8 MiB, and only that much was read']],
  ])('%s', async (_what, expectation, given, wrong) => {
    expect(await judge(wanted(expectation), given)).toEqual(wrong);
  });

  test('what is not valid JSON, pattern or schema is said, not thrown', async () => {
    expect((await judge(wanted({ validJson: true }), answer('{"a":')))[0]).toMatch(/^the body is not JSON \(/);
    expect((await judge({ ...wanted({}), matches: '((' }, answer('x')))[0]).toMatch(/^\/\(\(\/ is not a pattern: /);
    expect((await judge(wanted({ schema: '{' }), answer('{}')))[0]).toMatch(/^its schema cannot be used: /);
    expect((await judge(wanted({ schema: '{"$ref":"elsewhere.json"}' }), answer('{}')))[0]).toMatch(
      /^its schema cannot be used: /,
    );
  });

  test('all that is wrong is named, up to eight sentences', async () => {
    const got = await judge(
      wanted({ status: 201, contains: 'x', json: { a: [1, 2, 3, 4, 5, 6, 7, 8] } }),
      answer({ a: [0, 0, 0, 0, 0, 0, 0, 0] }),
    );
    expect(got.length).toBe(9);
    expect(got[0]).toBe('the status is 200, wanted 201');
    expect(got[8]).toBe('and 2 more');
  });

  test('a pattern that would run for ever is stopped', async () => {
    const wrong = await judge(wanted({ matches: '(a+)+$' }), answer(`${'a'.repeat(50_000)}!`));
    expect(wrong).toEqual(['/(a+)+$/ takes longer than 200 ms on this answer']);
  });
});

test('paths', () => {
  expect(parsePath('a.b[0]')).toEqual(['a', 'b', 0]);
  expect(parsePath('[0][1].x')).toEqual([0, 1, 'x']);
  expect(parsePath('a["b.c"].d')).toEqual(['a', 'b.c', 'd']);
  expect(parsePath('["a\\"b"]')).toEqual(['a"b']);
  expect(parsePath('')).toEqual([]);
  for (const none of ['.a', 'a.', 'a[', 'a[x]', 'a[-1]', 'a[0]b', 'a b['])
    expect([none, parsePath(none)]).toEqual([none, null]);
  expect(at({ a: [{ b: 1 }] }, ['a', 0, 'b'])).toBe(1);
  expect(at({ a: { 0: 1 } }, ['a', 0])).toBe(undefined);
  expect(at([1], ['length'])).toBe(undefined);
});

test('differences name places that can be asked for', () => {
  expect(differences('', { 'x.y': 1, z: [{ w: 1 }] }, { 'x.y': 2, z: [{ w: 2 }] }, 0)).toEqual([
    '["x.y"] is 1, wanted 2',
    'z[0].w is 1, wanted 2',
  ]);
  expect(differences('', 1, 'a'.repeat(500), 0)[0]).toMatch(/^the body is 1, wanted "a+…$/);
});
