import { describe, expect, test } from 'vitest';
import { type Questions, questionOf, readableJson, refuseElsewhere, requestFor } from '#core/service/question';
import { goldenSchema } from '#core/service/schema';

const golden = [
  goldenSchema.parse({ name: 'one', request: { path: '/v1/ask', headers: { 'X-Key': 'k' }, body: { a: [1, 2] } } }),
];
const none: Questions = { served: null, golden: [], generated: false };
const some: Questions = { ...none, golden };
const oip: Questions = { ...none, served: { protocol: 'oip-v2', model: 'digits' } };

describe('the request to begin with', () => {
  test('is the first golden one', () => {
    expect(questionOf(some)).toEqual({
      method: 'POST',
      path: '/v1/ask',
      body: '{\n  "a": [1,2]\n}',
      from: 'the first golden request',
    });
    expect(questionOf({ ...some, generated: true }).from).toBe('the schema');
  });

  test('is the route of the protocol where there is none, and any page where that has none', () => {
    expect(questionOf(oip)).toMatchObject({ method: 'POST', path: '/v2/models/digits/infer', from: 'the protocol' });
    expect(questionOf(none)).toMatchObject({ method: 'GET', path: '/', body: null });
  });
});

describe('the request that is sent', () => {
  test('without a wish is the first golden one', () => {
    expect(requestFor({}, some)).toMatchObject({ method: 'POST', path: '/v1/ask', body: '{"a":[1,2]}' });
  });

  test('with a body alone goes to where the protocol predicts', () => {
    expect(requestFor({ body: '{}' }, oip)).toMatchObject({
      method: 'POST',
      path: '/v2/models/digits/infer',
      body: '{}',
    });
  });

  test('goes where it was wished, with the headers that a golden request has there', () => {
    expect(requestFor({ method: 'GET', path: '/metrics' }, some)).toEqual({
      method: 'GET',
      path: '/metrics',
      headers: {},
    });
    expect(requestFor({ method: 'POST', path: '/v1/ask', body: 'words' }, some)).toEqual({
      method: 'POST',
      path: '/v1/ask',
      headers: { 'Content-Type': 'text/plain; charset=utf-8', 'X-Key': 'k' },
      body: 'words',
    });
  });
});

test.each(['http://other/', '//other/x', 'v1/ask', '/a b', '/a\r\nHost: other', '/a#b', ''])(
  'the path %j leads elsewhere and is refused',
  (path) => {
    expect(() => refuseElsewhere(path)).toThrow(expect.objectContaining({ code: 'BAD_COMMAND' }));
  },
);

test('lists of figures stand on one line, the rest on a line each', () => {
  const value = { inputs: [{ name: 'x', shape: [1, 2], data: [0.5, 1] }], id: 'a' };
  const text = readableJson(value);
  expect(JSON.parse(text)).toEqual(value);
  expect(text).toContain('"data": [0.5,1]');
  expect(text.split('\n')).toHaveLength(10);
});
