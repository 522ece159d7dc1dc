import { describe, expect, test } from 'vitest';
import { tensorSchema } from '#core/model/schema/tensors';
import { faultsOf } from '#core/rows/faults';
import { wholeFaults } from '#core/rows/whole';
import { node } from '../compatibility/made.ts';

const person = node({
  type: 'object',
  required: ['age', 'city'],
  properties: {
    age: { type: 'integer', minimum: 0, maximum: 150 },
    city: { enum: ['Bern', 'Basel'], type: 'string' },
    height: { type: ['number', 'null'] },
    tags: { type: 'array', items: { type: 'string' }, maxItems: 2 },
    inner: { type: 'object', required: ['a'], properties: { a: { type: 'boolean' } } },
    either: {
      anyOf: [{ type: 'string' }, { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } }],
    },
  },
});
const right = { age: 7, city: 'Bern' };
const said = (row: object, of = person) => faultsOf(row, of).map(({ field, kind, why }) => `${kind} ${field}: ${why}`);

test.each<[name: string, row: object, expected: readonly string[]]>([
  ['what fits', { ...right, height: null, tags: ['x'], inner: { a: true }, either: { id: 1 } }, []],
  ['null', { ...right, age: null }, ['null age: it is null, and may not be']],
  ['missing', { city: 'Bern' }, ['missing age: it is not there']],
  [
    'missing, and written otherwise',
    { Age: 7, city: 'Bern' },
    ['missing age: it is not there; is it Age?', 'unnamed Age: the model does not name it'],
  ],
  ['a text', { ...right, age: '7' }, ['type age: it is the text "7", and the model takes a whole number']],
  ['a fraction', { ...right, age: 7.5 }, ['type age: it is 7.5, and the model takes a whole number']],
  ['out of range', { ...right, age: 151 }, ['range age: 151 is more than 150']],
  ['not exact', { ...right, age: 2 ** 53 }, ['range age: 9007199254740992 is not exact in JSON']],
  [
    'an unknown category',
    { ...right, city: 'Berne' },
    ['category city: the text "Berne" is none of "Bern", "Basel"; is it "Bern"?'],
  ],
  ['too many elements', { ...right, tags: ['a', 'b', 'c'] }, ['shape tags: it has 3 elements, and 2 are the most']],
  ['an element', { ...right, tags: ['a', 1] }, ['type tags[]: it is 1, and the model takes text']],
  ['within', { ...right, inner: {} }, ['missing inner.a: it is not there']],
  ['no form', { ...right, either: 3 }, ['type either: it is 3, and fits none of its forms']],
  ['nearly a form', { ...right, either: {} }, ['missing either.id: it is not there']],
])('%s', (_name, row, expected) => expect(said(row)).toEqual(expected));

test('what the model takes no more of is refused, and named', () => {
  const closed = node({ type: 'object', properties: { a: {} }, additionalProperties: false });
  expect(said({ a: 1, b: 2 }, closed)).toEqual(['extra b: the model takes no such field']);
});

test('of one row a bounded number is told, however many there are', () => {
  const list = node({ type: 'array', items: { type: 'string' } });
  expect(faultsOf(new Array(5_000).fill(1), list)).toHaveLength(50);
});

describe('tensors', () => {
  const tensor = (shape: number[], datatype = 'FP32') =>
    tensorSchema({
      inputs: [{ name: 'x', datatype, shape }],
      outputs: [],
      path: '/v2/models/m/infer',
      encoding: 'oip-v2',
      from: 'GET /v2/models/m',
    }).operations[0]?.request ?? node({});
  const numbers = (count: number) => new Array(count).fill(0.5);
  test.each<[name: string, shape: number[], value: unknown, expected: readonly string[]]>([
    ['one row, flat', [-1, 4], numbers(4), []],
    ['one row in a batch', [-1, 4], [numbers(4)], []],
    ['a scalar', [-1], 0.5, []],
    [
      'nested',
      [-1, 2, 2],
      [
        [1, 2],
        [3, 4],
      ],
      [],
    ],
    ['too short', [-1, 4], numbers(3), ['shape x: it has 3 elements, and the model takes [-1, 4]']],
    ['uneven', [-1, 2, 2], [[1, 2], [3]], ['shape x: its lists are of different lengths']],
    [
      'another rank',
      [-1, 4],
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      ['shape x: it has [1, 2, 2], and the model takes [-1, 4]'],
    ],
    ['with a text', [-1, 2], [1, 'b'], ['type x: an element is the text "b", and it is FP32']],
    ['with a null', [-1, 2], [1, null], ['null x: 1 of its 2 elements are null']],
  ])('%s', (_name, shape, x, expected) => expect(said({ x }, tensor(shape))).toEqual(expected));
  test('beyond what the datatype holds', () =>
    expect(said({ x: [300] }, tensor([-1], 'UINT8'))).toEqual(['range x: 300 is more than 255']));

  const whole = (input: object) => wholeFaults({ inputs: [input] }, tensor([-1, 2])).map(({ kind }) => kind);
  const input = { name: 'x', datatype: 'FP32', shape: [1, 2], data: [1, 2] };
  test.each<[name: string, input: object, kinds: readonly string[]]>([
    ['that is right', input, []],
    ['of another datatype', { ...input, datatype: 'INT64' }, ['type']],
    ['of another shape', { ...input, shape: [1, 3], data: [1, 2, 3] }, ['shape']],
    ['with fewer elements than its shape', { ...input, data: [1] }, ['shape']],
    ['by another name', { ...input, name: 'y' }, ['missing', 'extra']],
    ['without a shape', { name: 'x', datatype: 'FP32', data: [1] }, ['shape']],
  ])('a whole request %s', (_name, given, kinds) => expect(whole(given)).toEqual(kinds));
});
