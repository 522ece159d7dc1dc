import { describe, expect, test } from 'vitest';
import { parse, problem } from './problem.ts';

const written = {
  'model.volumes[0].target': (path: string) =>
    `service: a1\nmodel: { image: a, volumes: [{ source: data, target: ${JSON.stringify(path)} }] }`,
  'model.secrets[0].file': (path: string) =>
    `service: a1\nmodel: { image: a, secrets: [{ name: t, file: ${JSON.stringify(path)} }] }`,
  'security.tmpfs[0]': (path: string) =>
    `service: a1\nmodel: { image: a }\nsecurity: { tmpfs: [${JSON.stringify(path)}] }`,
} as const;

describe.each(Object.entries(written))('%s', (_place, text) => {
  test.each(['/x,type=bind,source=/', '/x"y', "/x'y", '/x\ny', 'x'])(
    'refuses %j, which would be another mount',
    (path) => {
      expect(problem(text(path))).toMatchObject({ code: 'BAD_FILE' });
    },
  );
  test('takes a plain path', () => expect(parse(text('/data/a-b_c.d'))).toBeTruthy());
});

test('a path of weights in a volume is plain too', () => {
  const text = (path: string) =>
    `service: a1\nmodel: { image: a, weights: { volume: models, path: ${JSON.stringify(path)} } }`;
  expect(problem(text('a,b'))).toMatchObject({ code: 'BAD_FILE' });
  expect(parse(text('digits/v1.json'))).toBeTruthy();
});
