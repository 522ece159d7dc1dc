import { describe, expect, test } from 'vitest';
import { parseServiceFile } from '#core/service/parse';
import type { ServiceFile } from '#core/service/schema';
import { example, fullExample } from './example.ts';
import { parse, problem } from './problem.ts';

const two = 'service: digits\nmodel:\n  image: digits:1.4.0\n';

describe('a good service file', () => {
  test('two lines are enough, and the rest are the defaults', () => {
    const file = parse(two);
    expect(file).toEqual({
      service: 'digits',
      stage: 'trial',
      model: {
        image: 'digits:1.4.0',
        protocol: 'auto',
        env: {},
        secrets: [],
        weights: 'image',
        volumes: [],
        gpus: 'none',
        sharedGpu: false,
        ready: { within: 120_000, every: 100 },
        quality: {},
      },
      golden: [],
      front: { callers: 'machine', networks: [], keys: [], limit: { timeout: 60_000 } },
      scale: {},
      strategy: { kind: 'rolling', drain: 10_000 },
      reliability: { restart: 'always', stopGrace: 30_000 },
      security: { readOnly: false, tmpfs: [], capDrop: [], capAdd: [] },
      monitoring: { every: 30_000, tell: [] },
      integration: { consumers: [] },
    });
  });

  test('the whole example of the product is right', () => {
    const file = parse(example);
    expect(file.scale).toEqual({
      replicas: 2,
      cpus: 1,
      memory: 512 * 1024 ** 2,
      concurrency: 8,
      queue: 100,
      peak: 120,
      slo: { p95: 250, errors: 0.001 },
    });
    expect(file.review).toEqual({ every: 90 * 86_400_000 });
    expect(file.golden).toHaveLength(2);
    expect(file.front.limit.body).toBe(8 * 1024 ** 2);
  });

  test.each<[string, (file: ServiceFile) => unknown, unknown]>([
    [`${two}  version: 1.10`, (file) => file.model.version, '1.10'],
    [
      `${two}  env: { A: 1.10, B: 0x10, C: True, D: "x" }`,
      (file) => file.model.env,
      { A: '1.10', B: '0x10', C: 'True', D: 'x' },
    ],
    [`${two}  env: { constructor: a, toString: b }`, (file) => file.model.env, { constructor: 'a', toString: 'b' }],
    [`${two}security: { user: 1000 }`, (file) => file.security.user, '1000'],
    [`${two}strategy: { watch: 0 }`, (file) => file.strategy.watch, 0],
    [`${two}reliability: { restart: no }`, (file) => file.reliability.restart, 'no'],
    [
      `${two}  shm: 1.5g\nreview: { every: 0.5h }`,
      (file) => [file.model.shm, file.review?.every],
      [1_610_612_736, 1_800_000],
    ],
    [`\uFEFF${two.replaceAll('\n', '\r\n')}`, (file) => file.model.image, 'digits:1.4.0'],
  ])('%j is read as it is meant', (text, pick, value) => {
    expect(pick(parse(text))).toEqual(value);
  });

  test('aliases and merge keys share what is the same, and own keys win', () => {
    const file = parse(`${two}golden:
  - &first { name: a, request: &r { path: /a, body: [1, 2] }, expect: { status: 200 } }
  - { <<: *first, name: b }
  - { name: c, request: { <<: [*r, { method: PUT }], path: /c } }
`);
    expect(file.golden.map(({ name, request }) => [name, request.method, request.path, request.body])).toEqual([
      ['a', 'POST', '/a', [1, 2]],
      ['b', 'POST', '/a', [1, 2]],
      ['c', 'PUT', '/c', [1, 2]],
    ]);
  });

  test('ten thousand lines are read', () => {
    const rows = Array.from({ length: 9000 }, (_, index) => `        - ${index}\n`).join('');
    const file = parse(`${two}golden:\n  - name: large\n    request:\n      path: /\n      body:\n${rows}`);
    expect(file.golden[0]?.request.body).toHaveLength(9000);
  });
});

describe('a file that is not one', () => {
  test.each([
    ['', 'the service file is empty'],
    ['# nothing yet\n', 'the service file is empty'],
    ['hello', 'the service file is not a mapping of keys'],
    ['- a', 'the service file is not a mapping of keys'],
    ['x'.repeat(3_000_000), 'the service file is larger than 1 MiB'],
    ['é'.repeat(600_000), 'the service file is larger than 1 MiB'],
  ])('it is refused with the place and a way on (%#)', (text, message) => {
    const found = problem(text);
    expect(found).toMatchObject({ code: 'BAD_FILE', message, where: { file: 'slipway.yaml', line: 1, column: 1 } });
    expect(found.hint).not.toBe('');
  });

  const bomb = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`).join('\n');
  test.each([
    [`a0: &a0 [x]\n${bomb}`, /^(more than 100 aliases|the aliases here unfold to more than 10000 values)$/],
    [`a0: &a0 [${'x,'.repeat(2000)}]\nb: [${'*a0,'.repeat(20)}]`, /unfold to more than 10000 values$/],
    ['a: &a [*a]', /nested deeper than 32 levels$/],
    [`a: ${'['.repeat(40)}${']'.repeat(40)}`, /^nested deeper than 32 levels$/],
    [`a: ${'['.repeat(20_000)}${']'.repeat(20_000)}`, /nested deeper than 32 levels$/],
  ])('a bomb is defused (%#)', (text, message) => {
    const found = problem(text);
    expect(found.code).toBe('BAD_FILE');
    expect(found.message).toMatch(message);
  });

  test('two thousand keys of nobody are refused, the first twenty of them one by one', () => {
    const { message } = problem(two + Array.from({ length: 2_000 }, (_, index) => `k${index}: 1\n`).join(''));
    expect(message.split('\n')).toHaveLength(22);
    expect(message).toMatch(/^the service file has mistakes in 2000 places\n(.+\n)+and 1980 more$/);
  });

  test.each([
    ['service: digits\n\tmodel: x', 2, 1, 'a tab is used as indentation'],
    ['service digits\nmodel: x', 1, 1, 'this line is not "key: value"'],
    [`${two}note: a: b`, 4, 7, 'a second ": " on one line'],
    [`${two}note: "open`, 4, 12, 'Missing closing "quote'],
    [`${two}note: @home`, 4, 7, 'a value that begins with a special character'],
    [`${two}---\na: 1`, 4, 1, 'a second document begins here'],
    [`${two}note: !!js/function x`, 4, 7, 'a tag that cannot be used here'],
    [`${two}note: !secret x`, 4, 7, 'a tag that cannot be used here'],
  ])('broken YAML %j is said with its place', (text, line, column, what) => {
    expect(problem(text)).toMatchObject({
      code: 'BAD_FILE',
      message: `broken YAML: ${what}`,
      where: { file: 'slipway.yaml', line, column },
    });
  });
});

test('what is right and cannot be done yet is refused with all places', () => {
  const found = problem(
    fullExample
      .replace('kind: rolling', 'kind: canary')
      .replace('weights: image', `weights: { hf: org/name, revision: ${'a'.repeat(40)} }`),
  );
  expect(found.code).toBe('NOT_SUPPORTED');
  expect(found.message.split('\n')).toEqual([
    'the service file asks for too much in 2 places',
    '15:3 model.weights from Hugging Face is not available in this version',
    '38:13 strategy.kind: canary is not available in this version',
  ]);
  expect(found.where).toEqual({ file: 'slipway.yaml', line: 15, column: 3 });
});

test('weights from Hugging Face are right and cannot be had yet', () => {
  expect(problem(`${two}  weights: { hf: org/name, revision: ${'a'.repeat(40)} }`)).toMatchObject({
    code: 'NOT_SUPPORTED',
    message: 'model.weights from Hugging Face is not available in this version',
  });
});

test('a mistake is said before what cannot be done yet', () => {
  expect(problem(`${two}strategy: { kind: canary, drain: soon }`).code).toBe('BAD_FILE');
});

test('a file changed at random is a value or a Problem', () => {
  let seed = 42;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const pieces = [
    '\n',
    ' ',
    '\t',
    ':',
    '- ',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '&a ',
    '*a ',
    '<<: ',
    '!x ',
    '? ',
    '|',
    '#',
    '0',
    '~',
    '%',
    '__proto__: ',
    '\0',
    '\u{1f600}',
    'null',
    '.inf',
  ];
  const pick = () => pieces[random(pieces.length)] ?? '';
  let values = 0;
  for (let run = 0; run < 300; run++) {
    let text = example;
    for (let change = 0; change <= random(3); change++) {
      const at = random(text.length);
      text = text.slice(0, at) + [pick(), '', pick() + pick()][random(3)] + text.slice(at + random(4));
    }
    try {
      parseServiceFile({ name: 'slipway.yaml', text });
      values++;
    } catch (error) {
      expect(error, text).toMatchObject({ name: 'Problem', where: { file: 'slipway.yaml' } });
    }
  }
  expect(values).toBeGreaterThan(20);
});
