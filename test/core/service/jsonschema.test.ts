import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { descriptions } from '#core/service/descriptions';
import { keysAt, sectionOf, serviceFileJsonSchema } from '#core/service/jsonschema';
import { fullExample } from './example.ts';

test('the schema for editors is the one that the validation gives', async () => {
  const committed = await readFile(new URL('../../../resources/service.schema.json', import.meta.url), 'utf8');
  expect(committed, 'run: npx node resources/setup/schema.mjs').toBe(
    `${JSON.stringify(serviceFileJsonSchema(), null, 2)}\n`,
  );
});

test('an editor accepts the example and refuses an unknown key and a wrong unit', () => {
  const validate = new Ajv({ strict: false }).compile(serviceFileJsonSchema());
  expect(validate(parseYaml(fullExample)), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ service: 'digits', model: { image: 'a' } })).toBe(true);
  expect(validate({ service: 'digits', model: { image: 'a', imgae: 'a' } })).toBe(false);
  expect(validate({ service: 'digits', model: { image: 'a' }, scale: { memory: '512mb' } })).toBe(false);
});

test('every description stands at a key that exists', () => {
  for (const path of Object.keys(descriptions)) {
    const steps = path.split('.');
    expect(keysAt(steps.slice(0, -1)), path).toContain(steps.at(-1));
  }
});

test('every key of the file itself is described', () => {
  for (const key of keysAt([])) expect(Object.keys(descriptions)).toContain(key);
});

test('a key is known to belong in a section when only one has it', () => {
  expect(sectionOf('replicas')).toBe('scale');
  expect(sectionOf('every')).toBeNull();
  expect(sectionOf('nonsense')).toBeNull();
});
