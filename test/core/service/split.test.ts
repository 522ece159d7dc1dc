import { describe, expect, test } from 'vitest';
import { frontOf, identityOf, type PartName, partsChanged, policyOf, runOf } from '#core/service/split';
import { example } from './example.ts';
import { parse } from './problem.ts';

const digest = `sha256:${'0'.repeat(64)}`;
const changed = (from: string, to: string) => {
  expect(example).toContain(from);
  return partsChanged(parse(example), parse(example.replace(from, to)));
};

/** Every leaf of the example: what it is changed from and to. */
const leaves: Record<PartName | 'none', [string, string][]> = {
  none: [
    ['service: digits', 'service: numbers'],
    ['host: local', 'host: rack'],
    ['replicas: 2', 'replicas: 3'],
  ],
  run: [
    ['digits:1.4.0', 'digits:1.5.0'],
    ['version: "1.4.0"', 'version: "1.4.1"'],
    ['protocol: auto', 'protocol: http'],
    ['  name: digits', '  name: other'],
    ['  port: 8080', '  port: 8081'],
    ['command: []', 'command: [serve]'],
    ['args: []', 'args: [--fast]'],
    ['LOG_LEVEL: info', 'LOG_LEVEL: debug'],
    ['source: cache', 'source: other'],
    ['target: /cache', 'target: /other'],
    ['readOnly: false', 'readOnly: true'],
    ['gpus: none', 'gpus: 1'],
    ['sharedGpu: false', 'sharedGpu: true'],
    ['shm: 64m', 'shm: 65m'],
    ['/v2/health/ready', '/ready'],
    ['within: 120s', 'within: 121s'],
    ['every: 100ms', 'every: 101ms'],
    ['path: /metrics', 'path: /other'],
    ['/metrics, port: 8080', '/metrics, port: 8081'],
    ['accuracy: 0.971', 'accuracy: 0.972'],
    ['cpus: 1', 'cpus: 2'],
    ['memory: 512m', 'memory: 513m'],
    ['restart: always', 'restart: on-failure'],
    ['stopGrace: 30s', 'stopGrace: 31s'],
    ['user: "1000:1000"', 'user: "1001:1000"'],
    ['readOnly: true, tmpfs', 'readOnly: false, tmpfs'],
    ['tmpfs: [/tmp]', 'tmpfs: [/var/tmp]'],
    ['capDrop: [ALL]', 'capDrop: [NET_RAW]'],
    ['capDrop: [ALL]', 'capDrop: [ALL], capAdd: [CHOWN]'],
  ],
  front: [
    ['callers: machine', 'callers: network'],
    ['port: 9000', 'port: 9001'],
    ['name: shop_default', 'name: other_default'],
    ['alias: digits', 'alias: other'],
    ['requestsPerSecond: 50', 'requestsPerSecond: 51'],
    ['burst: 100', 'burst: 101'],
    ['body: 8m', 'body: 9m'],
    ['timeout: 60s', 'timeout: 61s'],
    ['concurrency: 8', 'concurrency: 9'],
    ['queue: 100', 'queue: 101'],
  ],
  policy: [
    ['stage: trial', 'stage: internal'],
    ['note: faster', 'note: slower'],
    ['name: a seven', 'name: an eight'],
    ['method: POST', 'method: PUT'],
    ['path: /v2/models/digits/infer, body:', 'path: /other, body:'],
    ['5.5', '5.6'],
    ['seven.json', 'eight.json'],
    ['X-Trace: "1"', 'X-Trace: "2"'],
    ['status: 200', 'status: 201'],
    ['within: 500ms', 'within: 501ms'],
    ['data[0]": 7', 'data[0]": 8'],
    ['tolerance: 0.001', 'tolerance: 0.002'],
    ['answer.schema.json', 'other.schema.json'],
    ['contains: outputs', 'contains: output'],
    [':\\[\\d', ':\\[\\d\\d'],
    ['minLength: 10', 'minLength: 11'],
    ['validJson: true', 'validJson: false'],
    ['firstTokenWithin: 1s', 'firstTokenWithin: 2s'],
    ['peak: 120', 'peak: 121'],
    ['p95: 250ms', 'p95: 251ms'],
    ['errors: 0.1%', 'errors: 0.2%'],
    ['drain: 10s', 'drain: 11s'],
    ['watch: 60s', 'watch: 61s'],
    ['every: 30s', 'every: 31s'],
    ['tell: [desktop', 'tell: [nobody'],
    ['owner: ada', 'owner: eve'],
    ['deputy: grace', 'deputy: eve'],
    ['consumers: [shop', 'consumers: [till'],
    ['contact: alan', 'contact: eve'],
    ['requests.jsonl', 'other.jsonl'],
    ['personalData: no', 'personalData: true'],
    ['every: 90d', 'every: 91d'],
  ],
};

describe('a change touches exactly its part', () => {
  for (const part of ['run', 'front', 'policy', 'none'] as const)
    test.each(leaves[part])(`%s to %s: ${part}`, (from, to) => {
      expect(changed(from, to)).toEqual(part === 'none' ? [] : [part]);
    });
});

test.each([
  ['memory: 512m', 'memory: 536870912'],
  ['cpus: 1,', 'cpus: 1.0,'],
  ['timeout: 60s', 'timeout: 1m'],
  ['errors: 0.1%', 'errors: 0.001'],
  ['command: []', 'sharedGpu: false'],
  ['protocol: auto', '# as it is'],
  ['capDrop: [ALL]', 'capAdd: [], capDrop: [ALL]'],
  ['user: "1000:1000", readOnly: true', 'readOnly: true, user: 1000:1000'],
])('%s written as %s is the same', (from, to) => {
  const text = example.replace('  sharedGpu: false\n', '');
  expect(partsChanged(parse(text), parse(text.replace(from, to)))).toEqual([]);
});

test('the order of mounts, capabilities, networks and variables means nothing; that of arguments does', () => {
  const file = (run: string, front: string) =>
    parse(`service: a1\nmodel:\n  image: a\n${run}\nfront: { networks: ${front} }\nsecurity: { capDrop: [ALL] }\n`);
  const volumes = ['{ source: va, target: /a }', '{ source: vb, target: /b }'];
  const one = file(`  volumes: [${volumes.join(', ')}]\n  env: { A: 1, B: 2 }`, '[{ name: n1 }, { name: n2 }]');
  const other = file(
    `  volumes: [${volumes.reverse().join(', ')}]\n  env: { B: 2, A: 1 }`,
    '[{ name: n2 }, { name: n1 }]',
  );
  expect(partsChanged(one, other)).toEqual([]);
  expect(partsChanged(file('  args: [a, b]', '[]'), file('  args: [b, a]', '[]'))).toEqual(['run']);
});

describe('the identity of a release', () => {
  const run = runOf(parse(example));

  test('is the digest and not the name of the image', () => {
    const renamed = runOf(parse(example.replace('ghcr.io/acme/digits:1.4.0', 'digits:latest')));
    expect(identityOf(renamed, digest)).toBe(identityOf(run, digest));
    expect(identityOf(run, digest.replace('0', '1'))).not.toBe(identityOf(run, digest));
    expect(identityOf(run, digest)).toMatch(/^[0-9a-f]{64}$/);
  });

  test('has the version in it', () => {
    expect(identityOf({ ...run, model: { ...run.model, version: '2' } }, digest)).not.toBe(identityOf(run, digest));
  });

  test('survives being kept as JSON', () => {
    expect(identityOf(JSON.parse(JSON.stringify(run)), digest)).toBe(identityOf(run, digest));
  });
});

test('what a file does not say is null in its parts', () => {
  const file = parse('service: a1\nmodel: { image: a }');
  expect(runOf(file)).toMatchObject({ cpus: null, memory: null });
  expect(frontOf(file)).toMatchObject({ concurrency: null, queue: null });
  expect(policyOf(file)).toMatchObject({ note: null, review: null, peak: null, slo: null });
});
