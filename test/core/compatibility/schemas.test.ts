import { describe, expect, test } from 'vitest';
import type { ApiChange, ChangeKind } from '#contract/compatibility';
import { mostChanges } from '#contract/compatibility';
import type { Operation, TypeNode } from '#contract/schema';
import { compareSchemas } from '#core/compatibility/operations';
import { tensorSchema } from '#core/model/schema/tensors';
import { node, operation, schema } from './made.ts';

type Seen = readonly [what: ChangeKind, verdict: ApiChange['verdict']];
const seen = ({ changes }: { changes: readonly ApiChange[] }): Seen[] =>
  changes.map(({ what, verdict }) => [what, verdict]);

const asked = (request: TypeNode) => schema([operation({ request })]);
const answered = (response: TypeNode) => schema([operation({ response })]);
const asInput = (old: unknown, now: unknown) => compareSchemas(asked(node(old)), asked(node(now)));
const asOutput = (old: unknown, now: unknown) => compareSchemas(answered(node(old)), answered(node(now)));

const object = (properties: object, required: readonly string[] = [], more: object = {}) => ({
  type: 'object',
  properties,
  required,
  ...more,
});
const text = { type: 'string' };

type Row = readonly [name: string, old: unknown, now: unknown, input: readonly Seen[], output: readonly Seen[]];
const breaking = (what: ChangeKind): Seen => [what, 'breaking'];
const safe = (what: ChangeKind): Seen => [what, 'safe'];

/** What is sent, and what comes back: the same change, judged for who sends and for who reads. */
const rows: readonly Row[] = [
  ['nothing', object({ a: text }), object({ a: text }), [], []],
  [
    'a field that is gone',
    object({ a: text, b: text }),
    object({ a: text }),
    [breaking('removed')],
    [breaking('removed')],
  ],
  ['a new required field', object({}), object({ a: text }, ['a']), [breaking('new-required')], [safe('new-optional')]],
  ['a new optional field', object({}), object({ a: text }), [safe('new-optional')], [safe('new-optional')]],
  [
    'a field that is required now',
    object({ a: text }),
    object({ a: text }, ['a']),
    [breaking('now-required')],
    [safe('now-required')],
  ],
  [
    'a field that is optional now',
    object({ a: text }, ['a']),
    object({ a: text }),
    [safe('now-optional')],
    [breaking('now-optional')],
  ],
  ['another type', object({ a: text }), object({ a: { type: 'number' } }), [breaking('type')], [breaking('type')]],
  ['a number that was an integer', { type: 'integer' }, { type: 'number' }, [safe('type')], [breaking('type')]],
  ['an integer that was a number', { type: 'number' }, { type: 'integer' }, [breaking('type')], [safe('type')]],
  [
    'fewer values',
    { enum: ['a', 'b'], type: 'string' },
    { enum: ['a'], type: 'string' },
    [breaking('enum-narrowed')],
    [safe('enum-narrowed')],
  ],
  [
    'more values',
    { enum: ['a'], type: 'string' },
    { enum: ['a', 'b'], type: 'string' },
    [safe('enum-widened')],
    [breaking('enum-widened')],
  ],
  [
    'other values',
    { enum: ['a'], type: 'string' },
    { enum: ['b'], type: 'string' },
    [breaking('enum-narrowed'), safe('enum-widened')],
    [breaking('enum-widened'), safe('enum-narrowed')],
  ],
  ['values that are listed now', text, { ...text, enum: ['a'] }, [breaking('enum-narrowed')], [safe('enum-narrowed')]],
  ['no null any more', { type: ['string', 'null'] }, text, [breaking('null-refused')], [safe('null-refused')]],
  ['null as well', text, { type: ['string', 'null'] }, [safe('null-allowed')], [breaking('null-allowed')]],
  [
    'a lower maximum',
    { type: 'number', maximum: 9 },
    { type: 'number', maximum: 5 },
    [breaking('limit-tightened')],
    [safe('limit-tightened')],
  ],
  [
    'a higher maximum',
    { type: 'number', maximum: 5 },
    { type: 'number', maximum: 9 },
    [safe('limit-loosened')],
    [breaking('limit-loosened')],
  ],
  [
    'a new minimum',
    { type: 'number' },
    { type: 'number', minimum: 0 },
    [breaking('limit-tightened')],
    [safe('limit-tightened')],
  ],
  [
    'no minimum any more',
    { type: 'number', exclusiveMinimum: 0 },
    { type: 'number' },
    [safe('limit-loosened')],
    [breaking('limit-loosened')],
  ],
  [
    'shorter texts',
    { ...text, maxLength: 9 },
    { ...text, maxLength: 8 },
    [breaking('limit-tightened')],
    [safe('limit-tightened')],
  ],
  [
    'fewer elements',
    { type: 'array', items: text },
    { type: 'array', items: text, maxItems: 4 },
    [breaking('limit-tightened')],
    [safe('limit-tightened')],
  ],
  ['a pattern', text, { ...text, pattern: 'a' }, [breaking('limit-tightened')], [safe('limit-tightened')]],
  ['another pattern', { ...text, pattern: 'a' }, { ...text, pattern: 'b' }, [breaking('type')], [breaking('type')]],
  [
    'a wider format',
    { type: 'integer', format: 'int32' },
    { type: 'integer', format: 'int64' },
    [safe('type')],
    [breaking('type')],
  ],
  ['another format', { ...text, format: 'date' }, { ...text, format: 'email' }, [breaking('type')], [breaking('type')]],
  ['another default', { ...text, default: 'a' }, { ...text, default: 'b' }, [safe('default')], []],
  [
    'unknown members refused',
    object({}),
    object({}, [], { additionalProperties: false }),
    [breaking('limit-tightened')],
    [],
  ],
  ['a form fewer', { anyOf: [text, { type: 'number' }] }, text, [breaking('type')], [safe('type')]],
  ['a form more', text, { anyOf: [text, { type: 'number' }] }, [safe('type')], [breaking('type')]],
  [
    'a form that was one',
    { anyOf: [text, { type: 'integer' }] },
    { anyOf: [{ type: 'number' }, text] },
    [safe('type')],
    [breaking('type')],
  ],
  [
    'what elements are',
    { type: 'array', items: text },
    { type: 'array', items: { type: 'boolean' } },
    [breaking('type')],
    [breaking('type')],
  ],
];

describe.each(rows)('%s', (_name, old, now, input, output) => {
  test('means this to who sends it', () => expect(seen(asInput(old, now))).toEqual(input));
  test('means this to who reads it', () => expect(seen(asOutput(old, now))).toEqual(output));
});

test('a change deep inside is named by its path, with why', () => {
  const of = (age: object) => object({ rows: { type: 'array', items: object({ age, 'odd name': text }) } });
  const { changes } = asInput(of({ type: 'number' }), of({ type: 'number', maximum: 150 }));
  expect(changes).toEqual([
    {
      path: 'POST /predict request.rows[].age',
      what: 'limit-tightened',
      verdict: 'breaking',
      why: 'the greatest value is 150, it was open',
    },
  ]);
});

describe('tensors', () => {
  const model = (input: readonly number[], datatype = 'FP32', outputs = ['digit', 'scores']) =>
    tensorSchema({
      inputs: [{ name: 'pixels', datatype, shape: [...input] }],
      outputs: outputs.map((name) => ({ name, datatype: 'FP32', shape: [-1] })),
      path: '/v2/models/digits/infer',
      encoding: 'oip-v2',
      from: 'GET /v2/models/digits',
    });
  test.each([
    ['another rank', [-1, 784], [-1, 28, 28], [breaking('shape')]],
    ['another size', [-1, 784], [-1, 1024], [breaking('shape')]],
    ['a batch of one only', [-1, 784], [1, 784], [breaking('shape')]],
    ['batches of any size', [1, 784], [-1, 784], [safe('shape')]],
  ] as const)('%s', (_name, old, now, expected) =>
    expect(seen(compareSchemas(model(old), model(now)))).toEqual(expected),
  );
  test('of another datatype break', () =>
    expect(seen(compareSchemas(model([1]), model([1], 'FP64')))).toEqual([breaking('type')]));
  test('that come in another order break who reads places', () =>
    expect(seen(compareSchemas(model([1]), model([1], 'FP32', ['scores', 'digit'])))).toEqual([breaking('order')]));
  test('that are new and last break nobody', () =>
    expect(seen(compareSchemas(model([1]), model([1], 'FP32', ['digit', 'scores', 'x'])))).toEqual([
      safe('new-optional'),
    ]));
});

describe('operations', () => {
  const on = (...operations: Partial<Operation>[]) => schema(operations.map(operation));
  const at = (path: string) => ({ id: `POST ${path}`, path });
  const parameter = (name: string, required = false) => ({ name, in: 'query' as const, required, node: node(text) });
  test.each([
    ['a path that is gone', on(at('/a'), at('/b')), on(at('/a')), [breaking('path-gone')]],
    ['a path that is new', on(at('/a')), on(at('/a'), at('/b')), [safe('path-new')]],
    ['a path whose parameter has another name', on(at('/a/{id}')), on(at('/a/{item}')), []],
    [
      'a body in another encoding',
      on({ request: node(text) }),
      on({ request: node(text), encoding: 'form' }),
      [breaking('encoding')],
    ],
    ['a body that is wanted now', on({}), on({ request: node(text) }), [breaking('new-required')]],
    ['a body that is not read any more', on({ request: node(text) }), on({}), [breaking('removed')]],
    ['an answer without a body', on({ response: node(text) }), on({}), [breaking('removed')]],
    ['no answer in pieces', on({ streaming: true }), on({}), [breaking('type')]],
    ['a new required parameter', on({}), on({ parameters: [parameter('n', true)] }), [breaking('new-required')]],
    ['a new optional parameter', on({}), on({ parameters: [parameter('n')] }), [safe('new-optional')]],
    ['a parameter that is gone', on({ parameters: [parameter('n')] }), on({}), [breaking('removed')]],
  ] as const)('%s', (_name, old, now, expected) => expect(seen(compareSchemas(old, now))).toEqual(expected));

  test('fewer tokens break', () =>
    expect(seen(compareSchemas(schema([], { maxTokens: 8192 }), schema([], { maxTokens: 4096 })))).toEqual([
      breaking('limit-tightened'),
    ]));
});

describe('what nobody described', () => {
  test('is neither safe nor breaking, and is named', () => {
    const { changes, unknown } = asInput(object({ a: text }), object({ a: {} }));
    expect(changes).toEqual([]);
    expect(unknown).toEqual(['POST /predict request.a: The new release does not say what it is.']);
  });
  test('and what could not be read of a description is named too', () => {
    const { unknown } = compareSchemas(
      schema([operation()]),
      schema([operation()], { unread: ['"not" is not looked at.'] }),
    );
    expect(unknown).toEqual(['"not" is not looked at.']);
  });
});

test('however much changed, what is kept is bounded, the breaking ones first', () => {
  const many = (n: number, prefix: string) =>
    object(Object.fromEntries(Array.from({ length: n }, (_, i) => [`${prefix}${i}`, text])));
  const { changes, breaking: count, safe: fine } = asInput(many(300, 'old'), many(400, 'new'));
  expect([changes.length, count, fine]).toEqual([mostChanges, 300, 400]);
  expect(changes.every(({ verdict }) => verdict === 'breaking')).toBe(true);
});

test('forms within forms end, and it is said that they were not compared to the end', () => {
  const nested = (depth: number, leaf: object): object =>
    depth === 0 ? leaf : { anyOf: Array.from({ length: 6 }, (_, i) => object({ [`a${i}`]: nested(depth - 1, leaf) })) };
  const { unknown } = asInput(nested(5, text), nested(5, { type: 'number' }));
  expect(unknown.join()).toContain('were compared');
});
