import { describe, expect, test } from 'vitest';
import { problem } from './problem.ts';

const two = 'service: digits\nmodel:\n  image: digits:1.4.0\n';

/** The mistakes of a text, each as "line:column what". */
const mistakes = (text: string): string[] => {
  const { message, where } = problem(text);
  const [first, ...others] = message.split('\n');
  return others.length > 0 ? others : [`${where?.line}:${where?.column} ${first}`];
};

describe('an unknown key', () => {
  test.each([
    ['service: digits\nmodel:\n  imgae: a\n', '3:3 unknown key "imgae" in model. Did you mean "image"?'],
    [`${two}stragety: { drain: 1s }`, '4:1 unknown key "stragety" in the service file. Did you mean "strategy"?'],
    [`${two}front: { prot: 80 }`, '4:10 unknown key "prot" in front. Did you mean "port"?'],
    [`${two}security: { read-only: true }`, '4:13 unknown key "read-only" in security. Did you mean "readOnly"?'],
    [`${two}scale: { slo: { p90: 1s } }`, '4:17 unknown key "p90" in scale.slo. Did you mean "p95"?'],
    [`${two}replicas: 2`, '4:1 unknown key "replicas" in the service file. It belongs in scale'],
    [`${two}  memory: 1g`, '4:3 unknown key "memory" in model. It belongs in scale'],
    [
      `${two}golden:\n  - name: a\n    reqest: { path: / }`,
      '6:5 unknown key "reqest" in golden[0]. Did you mean "request"?',
    ],
    [`${two}constructor: 1`, '4:1 unknown key "constructor" in the service file'],
    [`${two}__proto__: { x: 1 }`, '4:1 "__proto__" cannot be a key'],
    [`${two}  env: { __proto__: x }`, '4:10 "__proto__" cannot be a key'],
    [`${two}  image: other`, '4:3 "image" stands here twice'],
    [`${two}? [a]\n: b`, '4:3 a key has to be plain text'],
    [
      `${two}  env: { A-B: 1 }`,
      '4:10 "A-B" is not right as a key of model.env; wanted letters, digits and "_", not starting with a digit',
    ],
  ])('%j is named with its place and what was meant', (text, what) => {
    expect(mistakes(text)).toEqual([what]);
  });

  test('the hint lists what is known where nothing is near', () => {
    expect(problem(`${two}front: { colour: red }`).hint).toBe(
      'Known there: callers, port, networks, keys, tls, limit.',
    );
  });
});

describe('a wrong value', () => {
  test.each([
    [`${two}stage: prod`, '4:8 stage is "prod"; wanted trial, internal or production. Did you mean production?'],
    [
      `${two}strategy: { kind: canry }`,
      '4:19 strategy.kind is "canry"; wanted rolling, in-place, blue-green or canary. Did you mean canary?',
    ],
    [
      `${two}scale: { memory: 512mb }`,
      '4:18 scale.memory is "512mb"; wanted a size: 512m, 2g, 64k or bytes. Did you mean 512m?',
    ],
    [
      `${two}scale: { memory: 2 GiB }`,
      '4:18 scale.memory is "2 GiB"; wanted a size: 512m, 2g, 64k or bytes. Did you mean 2g?',
    ],
    [`${two}scale: { memory: 0 }`, '4:18 scale.memory is 0; wanted a size: 512m, 2g, 64k or bytes'],
    [`${two}scale: { memory: 0m }`, '4:18 scale.memory is "0m"; wanted a size: 512m, 2g, 64k or bytes'],
    [
      `${two}strategy: { drain: 10 sec }`,
      '4:20 strategy.drain is "10 sec"; wanted a duration with its unit: 250ms, 10s, 5m, 2h or 90d. Did you mean 10s?',
    ],
    [
      `${two}strategy: { drain: 10 }`,
      '4:20 strategy.drain is 10; wanted a duration with its unit: 250ms, 10s, 5m, 2h or 90d. Did you mean 10s?',
    ],
    [
      `${two}strategy: { drain: 1m30s }`,
      '4:20 strategy.drain is "1m30s"; wanted a duration with its unit: 250ms, 10s, 5m, 2h or 90d. Did you mean 90s?',
    ],
    [`${two}strategy: { drain: 40d }`, '4:20 strategy.drain is "40d"; wanted a duration of at most 24h'],
    [`${two}  ready: { every: 0 }`, '4:19 model.ready.every is 0; wanted a duration from 1ms to 24h'],
    [
      `${two}scale: { slo: { errors: 5 } }`,
      '4:25 scale.slo.errors is 5; wanted a share: 0.1% or a number from 0 to 1. Did you mean 5%?',
    ],
    [
      `${two}scale: { slo: { errors: 300% } }`,
      '4:25 scale.slo.errors is "300%"; wanted a share: 0.1% or a number from 0 to 1',
    ],
    [`${two}scale: { replicas: two }`, '4:20 scale.replicas is "two"; wanted a number'],
    [`${two}scale: { replicas: 1.5 }`, '4:20 scale.replicas is 1.5; wanted a whole number'],
    [`${two}scale: { cpus: "2" }`, '4:16 scale.cpus is "2"; wanted a number. Did you mean 2?'],
    [`${two}front: { port: 70000 }`, '4:16 front.port is 70000; wanted at most 65535'],
    [`${two}front:`, '4:7 front is empty; wanted a mapping of keys'],
    [`${two}security: { readOnly: yes }`, '4:23 security.readOnly is "yes"; wanted true or false. Did you mean true?'],
    [
      `${two}  command: node server.js`,
      '4:12 model.command is "node server.js"; wanted a list. Did you mean ["node","server.js"]?',
    ],
    [`${two}  gpus: all`, '4:9 model.gpus is "all"; wanted none, a count, or a list of device ids'],
    [`${two}  secrets: [{ name: a, flie: /a }]`, '4:24 unknown key "flie" in model.secrets[0]. Did you mean "file"?'],
    [`${two}  secrets: [{ name: a, file: /a, env: B }]`, '4:34 "env" cannot stand beside "file" in model.secrets[0]'],
    [`${two}  secrets: [token]`, '4:13 model.secrets[0] is text; wanted { name, file } or { name, env }'],
    [
      `${two}  weights: { hf: a/b, revision: main }`,
      '4:33 model.weights.revision is "main"; wanted 40 hexadecimal digits',
    ],
    [`${two}  env: { A: [1] }`, '4:13 model.env.A is a list; wanted text'],
    [`${two}note: .nan`, '4:7 .nan is not a number that can be used here'],
    [`${two}note: 12`, '4:7 note is 12; wanted text. Did you mean "12"?'],
    [`${two}note: *x`, '4:7 *x stands for nothing: no &x comes before it'],
    [
      'service: My Model\nmodel: { image: a }',
      '1:10 service is "My Model"; wanted a-z, 0-9 and "-", 2 to 40 characters, not beginning with "lock-". Did you mean my-model?',
    ],
    ['service: 12\nmodel: { image: a }', '1:10 service is 12; wanted text. Did you mean "12"?'],
    [
      'service: digits\nmodel: { image: a b }',
      '2:17 model.image is "a b"; wanted an image reference: name:tag, registry/name@sha256:… or an image id, the name in small letters',
    ],
    ['service: digits\nmodel: digits:1', '2:8 model is "digits:1"; wanted a mapping of keys'],
  ])('%j is said with what was found, what is wanted and the nearest right thing', (text, what) => {
    expect(mistakes(text)).toEqual([what]);
  });

  test.each(['a', '-a', 'a-', 'A-b', 'a_b', 'a.b', 'a'.repeat(41)])('the service name %s is refused', (name) => {
    expect(mistakes(`service: ${name}\nmodel: { image: a }`)).toHaveLength(1);
  });
});

describe('a golden request', () => {
  const golden = (request: string, expectation: string) =>
    `${two}golden:\n  - name: a\n    request: ${request}\n    expect: ${expectation}\n`;

  test('a regular expression that is none is refused where it stands', () => {
    expect(mistakes(golden('{ path: / }', '{ matches: "(" }'))).toEqual([
      '7:24 golden[0].expect.matches is "("; wanted a regular expression (/(/: Unterminated group)',
    ]);
  });

  test('a body is given once', () => {
    expect(mistakes(golden('{ path: /, body: 1, bodyFile: a.json }', '{}'))).toEqual([
      '6:14 golden[0].request: wanted either body or bodyFile',
    ]);
  });

  test('two of one name are refused', () => {
    expect(mistakes(`${golden('{ path: / }', '{}')}  - { name: a, request: { path: / } }`)).toEqual([
      '5:3 golden: wanted names that differ from each other',
    ]);
  });
});

describe('several mistakes', () => {
  test('are all listed in the order of the file, and the first is the place', () => {
    const found = problem('model:\n  version: 1.0\n  porrt: 80\nstage: prod\nnote: a\nnote: b\n');
    expect(found.message).toBe(
      [
        'the service file has mistakes in 5 places',
        '1:1 service is missing; wanted text',
        '2:3 model.image is missing; wanted text',
        '3:3 unknown key "porrt" in model. Did you mean "port"?',
        '4:8 stage is "prod"; wanted trial, internal or production. Did you mean production?',
        '6:1 "note" stands here twice',
      ].join('\n'),
    );
    expect(found.where).toEqual({ file: 'slipway.yaml', line: 1, column: 1 });
    expect(found.hint).toBe('Add service.');
  });

  test('a mistake inside an alias is placed where it is written', () => {
    expect(mistakes(`${two}  env: &e { A: x }\nfront: *e`)).toEqual(['4:13 unknown key "A" in front']);
  });
});
