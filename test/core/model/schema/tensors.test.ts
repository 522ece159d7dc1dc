import { expect, test } from 'vitest';
import { modelSchema } from '#contract/schema';
import { schemaOfOip } from '#core/model/schema/tensors';

const read = (inputs: unknown, outputs?: unknown) =>
  schemaOfOip({ name: 'm', inputs, outputs }, '/v2/models/m', 'GET /v2/models/m');

test('a tensor model is one operation whose fields are its inputs', () => {
  const schema = read(
    [
      { name: 'x', datatype: 'FP32', shape: ['-1', 4] },
      { name: 'flag', datatype: 'UINT8', shape: [] },
    ],
    [{ name: 'y', datatype: 'INT64', shape: [-1] }],
  );
  expect(modelSchema.parse(schema)).toEqual(schema);
  expect(schema).toMatchObject({
    kind: 'tensors',
    predict: 'POST /v2/models/m/infer',
    inputs: [{ name: 'x', shape: [-1, 4] }, { name: 'flag' }],
    operations: [
      {
        encoding: 'oip-v2',
        request: {
          kind: 'object',
          additional: false,
          properties: {
            x: {
              required: true,
              node: { kind: 'tensor', datatype: 'FP32', shape: [-1, 4], items: { kind: 'number' } },
            },
            flag: { node: { kind: 'tensor', shape: [], items: { kind: 'integer', minimum: 0, maximum: 255 } } },
          },
        },
        response: { properties: { y: { node: { items: { kind: 'integer' } } } } },
      },
    ],
  });
});

test('a datatype that is not known is any, with the reason', () => {
  const [predict] = read([{ name: 'x', datatype: 'CUSTOM', shape: [1] }])?.operations ?? [];
  expect(predict?.request?.properties?.x?.node.items).toEqual({
    kind: 'any',
    unread: 'the datatype CUSTOM is not known',
  });
  expect(predict?.response).toEqual({ kind: 'any' });
});

test.each<[string, unknown]>([
  ['no inputs at all', undefined],
  ['inputs that are text', 'x'],
  ['a shape that is no list', [{ name: 'x', datatype: 'FP32', shape: 4 }]],
  ['a size that is no number', [{ name: 'x', datatype: 'FP32', shape: ['many'] }]],
])('%s is no metadata', (_what, inputs) => {
  expect(read(inputs)).toBe(null);
});
