import { expect, test } from 'vitest';
import { withFirst, withoutFirst, wrongRequests } from '#core/probes/wrong-requests';

const right = {
  id: 'x',
  inputs: [{ name: 'pixels', shape: [1, 2], datatype: 'FP32', data: [0.5, 1] }],
};

test('of a right request each wrong one differs in one thing', () => {
  const { requests, unread } = wrongRequests({ method: 'POST', path: '/infer', headers: {}, body: right });
  expect(requests.map(({ name }) => name)).toEqual([
    'empty',
    'torn',
    'wrong type',
    'missing field',
    'huge number',
    'wrong content type',
    'too large',
  ]);
  const bodyOf = (name: string) => requests.find((it) => it.name === name)?.body ?? '';
  expect(JSON.parse(bodyOf('wrong type'))).toEqual({
    id: 'x',
    inputs: [{ name: 'pixels', shape: [1, 2], datatype: 'FP32', data: ['not a number', 1] }],
  });
  expect(JSON.parse(bodyOf('missing field'))).toEqual({ id: 'x' });
  expect(JSON.parse(bodyOf('huge number')).inputs[0].data).toEqual([1e308, 1]);
  expect(() => JSON.parse(bodyOf('torn'))).toThrow();
  expect(bodyOf('too large').length).toBeGreaterThan(32 * 1024 ** 2);
  expect(unread).toEqual([]);
});

test('where no field is known, those that need none are sent, and that is said', () => {
  const { requests, unread } = wrongRequests({ method: 'POST', path: '/', headers: {}, body: 'a text' });
  expect(requests.map(({ name }) => name)).toEqual(['empty', 'torn', 'wrong content type', 'too large']);
  expect(unread).toHaveLength(1);
});

test('without a number nothing is put in its place, and without a field none is left out', () => {
  expect(withFirst({ text: 'a' }, 1)).toBeUndefined();
  expect(withoutFirst({ id: 'x', model: 'm' })).toBeUndefined();
});
