import { describe, expect, test } from 'vitest';
import { volumesOf, weightsOf, weightsText } from '#core/service/weights';
import { file } from '../deployment/samples.ts';
import { problem } from './problem.ts';

const two = 'service: digits\nmodel:\n  image: digits:1.4.0\n';
const model = (given: object) => file({ model: { image: 'i', ...given } }).model;
const weights = { volume: 'models', path: 'digits/' };

describe('weights in a volume', () => {
  test('are mounted read-only at /models, beside what the file mounts', () => {
    const cache = { source: 'cache', target: '/cache', readOnly: false };
    expect(volumesOf(model({ weights, volumes: [cache] }))).toEqual([
      cache,
      { source: 'models', target: '/models', readOnly: true },
    ]);
  });

  test('stay where the file mounts their volume', () => {
    const volumes = [{ source: 'models', target: '/srv', readOnly: false }];
    expect(volumesOf(model({ weights, volumes }))).toEqual(volumes);
  });

  test('in the image need no volume', () => {
    expect(volumesOf(model({}))).toEqual([]);
    expect(weightsOf(model({}))).toBeNull();
  });

  test.each([
    ['digits/', 'models/digits'],
    ['./a//b', 'models/a/b'],
    ['', 'models'],
    ['.', 'models'],
    ['a b/..c', 'models/a b/..c'],
  ])('at %j are one place', (path, text) => {
    const place = weightsOf(model({ weights: { volume: 'models', path } }));
    expect(place && weightsText(place)).toBe(text);
  });

  test.each(['/abs', '..', '../x', 'a/../b', 'a/..', 'a\\b', 'a\nb'])('have no path %j', (path) => {
    const written = `${two}  weights: { volume: models, path: ${JSON.stringify(path)} }`;
    expect(problem(written)).toMatchObject({
      code: 'BAD_FILE',
      message: expect.stringMatching(/^model\.weights\.path is .*wanted a path inside the volume/),
      where: { line: 4 },
    });
  });
});

test.each([
  ['  volumes: [{ source: other, target: /models }]\n', '/models'],
  ['  volumes: [{ source: other, target: /models/cache }]\n', '/models/cache'],
  ['security: { tmpfs: [/models] }\n', '/models'],
])('what stands where they would be mounted is refused with the place of the weights: %j', (more, path) => {
  expect(problem(`${two}  weights: { volume: models }\n${more}`)).toMatchObject({
    code: 'BAD_FILE',
    message: expect.stringContaining(`there is ${path}`),
    where: { line: 4, column: 12 },
  });
});
