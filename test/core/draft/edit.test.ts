import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FieldEdit } from '#contract/checklist';
import { Problem } from '#contract/problem';
import { editText } from '#core/draft/edit';
import { problemOf } from '../store/scratch-damage.ts';

const text = `# what this is
service: digits   # its name
stage: trial

# the model
model:
  image: digits:1.0.0 # the image
  env: { LOG_LEVEL: info,  DEBUG: "no" }
golden: []
scale: {replicas: 2}
# who may call
front:
  callers: machine
`;
const edited = (path: (string | number)[], value: unknown) => editText(text, [{ path, value }]);

describe('a field that is set', () => {
  test.each<[string, (string | number)[], unknown, string, string]>([
    ['a plain value', ['model', 'image'], 'digits:1.1.0', 'digits:1.0.0 #', 'digits:1.1.0 #'],
    ['between brackets', ['model', 'env', 'LOG_LEVEL'], 'debug', 'LOG_LEVEL: info', 'LOG_LEVEL: debug'],
    ['in its quotes', ['model', 'env', 'DEBUG'], 'yes', '"no"', '"yes"'],
    ['that needs quotes', ['stage'], 'a: b', 'stage: trial', 'stage: "a: b"'],
    ['that would be a number without quotes', ['stage'], '1.10', 'stage: trial', 'stage: "1.10"'],
    ['a number', ['scale', 'replicas'], 3, 'replicas: 2', 'replicas: 3'],
  ])('%s: not a character beside it changes', (_what, path, value, before, after) => {
    expect(edited(path, value)).toBe(text.replace(before, after));
  });

  test('that was not there leaves every other part as it is written', () => {
    expect(edited(['security', 'user'], '1000:1000')).toBe(`${text}security:\n  user: 1000:1000\n`);
    expect(edited(['front', 'port'], 9100)).toBe(`${text}  port: 9100\n`);
    expect(edited(['scale', 'memory'], '512m')).toBe(
      text.replace('scale: {replicas: 2}', 'scale: { replicas: 2, memory: 512m }'),
    );
    expect(edited(['model', 'port'], 8080)).toContain('  image: digits:1.0.0 # the image\n');
  });

  test('in a key without a value makes it a mapping', () => {
    expect(editText('service: digits\nscale:\n', [{ path: ['scale', 'replicas'], value: 2 }])).toBe(
      'service: digits\nscale:\n  replicas: 2\n',
    );
  });

  test('at the end of a list is added to it, a list of figures on one line', () => {
    const request = { method: 'POST', path: '/predict', body: { data: Array.from({ length: 64 }, (_, n) => n) } };
    const one = edited(['golden', 0], { name: 'a seven', request });
    expect(one).toContain('golden:\n  - name: a seven\n');
    expect(one).toContain(' 62, 63 ]');
    const two = editText(one, [{ path: ['golden', 99], value: { name: 'a four', request } }]);
    expect(two.startsWith(one.slice(0, one.indexOf('golden:')))).toBe(true);
    expect(two).toContain('  - name: a four\n');
    expect(two.slice(two.indexOf('scale:'))).toBe(text.slice(text.indexOf('scale:')));
  });

  test('in a text without anything begins it', () => {
    expect(editText('', [{ path: ['service'], value: 'digits' }])).toBe('service: digits\n');
  });

  test('in JSON leaves it JSON', () => {
    const json = '{"service":"digits","model":{"image":"digits:1.0.0"}}';
    const changed = editText(json, [
      { path: ['model', 'image'], value: 'digits:1.1.0' },
      { path: ['scale', 'replicas'], value: 2 },
    ]);
    expect(JSON.parse(JSON.stringify(changed))).toContain('digits:1.1.0');
    expect(changed).toMatch(/^\{.*\}\n$/);
  });
});

describe('a field that is taken away', () => {
  test('goes with nothing else', () => {
    expect(edited(['stage'], null)).toBe(text.replace('stage: trial\n', ''));
    expect(edited(['front', 'callers'], undefined)).toBe(text.replace('front:\n  callers: machine', 'front: {}'));
    expect(edited(['model', 'env', 'DEBUG'], null)).toContain('  env: { LOG_LEVEL: info }\n');
  });

  test('that is not there changes nothing', () => {
    expect(edited(['strategy', 'drain'], null)).toBe(text);
  });
});

test('an alias that reaches over parts stays an alias', () => {
  const shared = 'service: digits\nmodel: &it\n  image: digits:1.0.0\nx: *it\n';
  expect(editText(shared, [{ path: ['model', 'port'], value: 8080 }])).toContain('x: *it');
});

test('a text that is no YAML is not edited, and its place is named', () => {
  const problem = problemOf(() => editText('service: [\n', [{ path: ['service'], value: 'a' }]));
  expect(problem).toMatchObject({ code: 'BAD_FILE', where: { file: 'slipway.yaml' } });
});

test('whatever is set in whatever text, it is done or the reason is told', () => {
  const texts = fc.oneof(
    fc.constantFrom('', '- a', '[]', '&a [*a]', 'a: *b', 'a: &x {}\nb: *x', '? [a]\n: b', 'a: !x 1', '~: 1', ' a: 1'),
    fc.string({ maxLength: 30 }),
  );
  const keys = fc.oneof(fc.constantFrom('a', 'b', '__proto__'), fc.constantFrom(0, 1, 2 ** 40), fc.string());
  const fields = fc.record({
    path: fc.array(keys, { minLength: 1, maxLength: 4 }),
    value: fc.jsonValue({ maxDepth: 3 }),
  });
  const told = (text: string, field: FieldEdit) => {
    try {
      return typeof editText(text, [field]) === 'string';
    } catch (error) {
      return error instanceof Problem;
    }
  };
  fc.assert(fc.property(texts, fields, told), { numRuns: 300 });
});

test('an entry beyond the end of a list is its next one, and a name is no entry', () => {
  expect(editText('tags: [a]\n', [{ path: ['tags', 2 ** 40], value: 'b' }])).toBe('tags: [ a, b ]\n');
  expect(problemOf(() => editText('tags: [a]\n', [{ path: ['tags', 'x'], value: 'b' }])).code).toBe('BAD_COMMAND');
});
