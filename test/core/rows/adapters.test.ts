import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ModelSchema } from '#contract/schema';
import { tensorSchema } from '#core/model/schema/tensors';
import type { Field, Row, Spec } from '#core/rows/adapt';
import { adapt } from '#core/rows/adapt';
import { adapterFor } from '#core/rows/adapters';
import { targetOf } from '#core/rows/spec';
import { node, operation, schema } from '../compatibility/made.ts';
import { folder } from './files.ts';

const plain: Spec = { mapping: {}, cells: null, encoding: 'json', wrap: null, tensors: [] };
const mapped = (mapping: Readonly<Record<string, Field>>, row: Row, more: Partial<Spec> = {}) =>
  adapt(row, { ...plain, ...more, mapping });

describe('a mapping', () => {
  test.each<[name: string, mapping: Record<string, Field>, row: Row, expected: object]>([
    ['renames', { age: { from: 'Age' } }, { Age: 7, x: 1 }, { x: 1, age: 7 }],
    ['swaps', { a: { from: 'b' }, b: { from: 'a' } }, { a: 1, b: 2 }, { a: 2, b: 1 }],
    ['fills in what is missing or null', { a: { default: 0 }, b: { default: 'x' } }, { a: null }, { a: 0, b: 'x' }],
    ['leaves out what is missing and has no default', { a: { from: 'b' } }, {}, {}],
    ['casts to numbers', { a: { cast: 'number' } }, { a: ' 7.50 ' }, { a: 7.5 }],
    ['casts to whole numbers', { a: { cast: 'integer' } }, { a: '7.0' }, { a: 7 }],
    ['casts to text', { a: { cast: 'string' }, b: { cast: 'string' } }, { a: 7.25, b: true }, { a: '7.25', b: 'true' }],
    [
      'casts to true and false',
      { a: { cast: 'boolean' }, b: { cast: 'boolean' } },
      { a: 'TRUE', b: 0 },
      { a: true, b: false },
    ],
    ['leaves what it cannot cast', { a: { cast: 'number' } }, { a: 'seven' }, { a: 'seven' }],
    [
      'takes other units',
      { kg: { from: 'g', factor: 0.001 }, f: { from: 'c', factor: 1.8, offset: 32 } },
      { g: '500', c: 100 },
      { kg: 0.5, f: 212 },
    ],
    ['takes other units of all elements', { kg: { from: 'g', factor: 2 } }, { g: [1, [2]] }, { kg: [2, [4]] }],
    ['drops', { x: { drop: true } }, { x: 1, y: 2 }, { y: 2 }],
  ])('%s', (_name, mapping, row, expected) => expect(mapped(mapping, row)).toEqual(expected));
});

test('cells of a table become what the model takes, and numbered columns a list', () => {
  const cells = { age: 'integer', ok: 'boolean', name: 'string', pixels: 'list', tags: 'list' } as const;
  const row = { age: '7', ok: 'true', name: '', pixels_0: '1', pixels_1: '2.5', tags: '["a"]', other: '3' };
  expect(mapped({}, row, { cells })).toEqual({ age: 7, ok: true, name: '', pixels: [1, 2.5], tags: ['a'], other: '3' });
  expect(mapped({}, { age: '', name: 'x' }, { cells })).toEqual({ name: 'x' });
});

const image: ModelSchema = tensorSchema({
  inputs: [
    { name: 'pixels', datatype: 'FP32', shape: [-1, 4] },
    { name: 'id', datatype: 'BYTES', shape: [-1] },
  ],
  outputs: [],
  path: '/v2/models/m/infer',
  encoding: 'oip-v2',
  from: 'GET /v2/models/m',
});
const people = schema([
  operation({
    request: node({
      type: 'object',
      required: ['rows'],
      properties: { rows: { type: 'array', items: { type: 'object', properties: { age: { type: 'number' } } } } },
    }),
  }),
]);
const specFor = (of: ModelSchema, mapping: Readonly<Record<string, Field>>, first: unknown): Spec => {
  const target = targetOf(of, { mapping: mapping as never, format: 'json-lines' }, first);
  if (typeof target === 'string') throw new Error(target);
  return target.spec;
};

test('named tensors travel with their shapes, and a whole request as it is', () => {
  const spec = specFor(image, {}, {});
  expect(adapt({ pixels: [1, 2, 3, 4], id: 'a' }, spec)).toEqual({
    inputs: [
      { name: 'pixels', shape: [1, 4], datatype: 'FP32', data: [1, 2, 3, 4] },
      { name: 'id', shape: [1], datatype: 'BYTES', data: ['a'] },
    ],
  });
  const whole = { inputs: [{ name: 'pixels', shape: [1, 4], datatype: 'FP32', data: [1, 2, 3, 4] }] };
  expect(adapt(whole, spec)).toEqual(whole);
});

test('rows go into the list that the body has, unless they are whole bodies', () => {
  expect(adapt({ age: 7 }, specFor(people, {}, { age: 7 }))).toEqual({ rows: [{ age: 7 }] });
  expect(adapt({ rows: [{ age: 7 }] }, specFor(people, {}, { rows: [] }))).toEqual({ rows: [{ age: 7 }] });
});

test('what is exported is the code that is used here', () => {
  const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
  expect(read('../../../resources/adapters/adapt.ts')).toBe(read('../../../electron/core/rows/adapt.ts'));
});

describe('the programs that are exported make the same requests', () => {
  const awkward = `it's "quoted" \\ \n ${'`'}$\{x} \u2028 é 😀 """ '''`;
  const numbers = [
    '1e-7',
    '0.000001',
    '123456789012345678901',
    '1e21',
    '-0',
    '1.0',
    '5e-7',
    '12.50',
    '1e999',
    '٣',
    '0x1',
    '',
  ];
  const rows: Row[] = [
    ...numbers.map((text) => ({ n: text, t: text, s: Number.isFinite(Number(text)) ? Number(text) : 0, i: text })),
    { n: true, b: 'False', i: 7.5, g: [1, [2, null]], s: false, x: 1, [awkward]: awkward },
    { n: [' 1 ', '2'], b: 1, i: '8', g: null, s: 1e-7, y: 'ö' },
    { b: 'maybe', g: 3, s: 0.1 + 0.2 },
  ];
  const mapping: Record<string, Field> = {
    n: { cast: 'number' },
    i: { cast: 'integer' },
    s: { cast: 'string', default: 'none' },
    b: { cast: 'boolean' },
    grams: { from: 'g', factor: 1000, offset: 0.5, default: -1 },
    x: { drop: true },
    renamed: { from: awkward, default: awkward },
  };
  const specs: [name: string, spec: Spec, rows: readonly Row[]][] = [
    ['as JSON', { ...plain, mapping, wrap: 'rows' }, rows],
    ['in a list', { ...plain, mapping, wrap: '' }, rows],
    [
      'of cells',
      {
        ...plain,
        mapping: { n: { from: 'N', factor: 2 } },
        cells: { n: 'number', p: 'list', i: 'integer', b: 'boolean', t: 'string' },
      },
      [
        { N: '7', p_0: '1', p_2: 'x', i: '3', b: 'true', t: '', z: '1' },
        { N: '', 'p[0]': '4', i: '', b: 'x', t: '1' },
        { n: '', p: '[1,"a"]', i: '1.5' },
      ],
    ],
    [
      'as named tensors',
      specFor(image, { pixels: { from: 'p' } }, {}),
      [
        { p: [1, 2, 3, 4], id: 'a' },
        {
          p: [
            [1, 2, 3, 4],
            [5, 6, 7, 8],
          ],
          id: ['a', 'b'],
        },
        { p: [1, 2] },
        { inputs: [{ name: 'pixels' }] },
        { id: 5, other: 1 },
      ],
    ],
    [
      'as a table',
      { ...plain, encoding: 'mlflow', mapping: { a: { cast: 'number' } } },
      [{ a: '1', b: 'x' }, { dataframe_split: {} }],
    ],
    ['as instances', { ...plain, encoding: 'tf-predict', mapping: {} }, [{ a: [1] }, { instances: [1] }]],
  ];
  const ran = (program: string, path: string, given: readonly Row[]) => {
    const input = `${given.map((row) => JSON.stringify(row)).join('\n')}\n\n`;
    const { stdout, stderr, status } = spawnSync(program, [path], { input, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  };
  test.each(specs)('%s', async (_name, spec, given) => {
    using in_ = folder();
    const expected = given.map((row) => JSON.parse(JSON.stringify(adapt(row, spec))));
    for (const [language, program] of [
      ['python', 'python3'],
      ['typescript', process.execPath],
    ] as const) {
      const { name, text } = await adapterFor(language, spec, 'shop');
      expect(ran(program, in_.write(name, text), given), language).toEqual(expected);
    }
  });
});
