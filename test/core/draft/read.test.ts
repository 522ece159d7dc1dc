import { expect, test } from 'vitest';
import { readFields } from '#core/draft/read';
import { hiding } from '#core/secrets/hiding';

const read = (text: string) => readFields(text, hiding([]));

test('fields are read as they are written', () => {
  const { fields, problem } = read(
    'service: digits\nmodel: { image: "digits:1", version: 1.10 }\nscale: { memory: 512m }\n',
  );
  expect(fields).toMatchObject({ model: { version: '1.10' }, scale: { memory: '512m' } });
  expect(problem).toBeNull();
});

test('a field that is wrong leaves the others readable', () => {
  const { fields, problem } = read('service: digits\nmodel: { image: "digits:1" }\nscale: { replicas: many }\n');
  expect(fields).toMatchObject({ service: 'digits', scale: { replicas: 'many' } });
  expect(problem).toMatchObject({ code: 'BAD_FILE', where: { line: 3 } });
});

test('of broken YAML what comes before the break is read', () => {
  const { fields, problem } = read('service: digits\nmodel:\n  image: "digits:1\n');
  expect(fields).toMatchObject({ service: 'digits' });
  expect(problem?.code).toBe('BAD_FILE');
});

test('a text without anything has no fields', () => {
  expect(read('')).toMatchObject({ fields: null, problem: { code: 'BAD_FILE' } });
});
