import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseServiceFile } from '#core/service/parse';
import { frontOf, policyOf, runOf } from '#core/service/split';
import { fileOf, written } from '#core/service/written';

const parsed = (text: string) => parseServiceFile({ name: 'slipway.yaml', text });

function again(text: string): string {
  const file = parsed(text);
  const parts = { run: runOf(file), front: frontOf(file), policy: policyOf(file) };
  return written(fileOf({ service: file.service, host: file.host, replicas: file.scale.replicas ?? null, ...parts }));
}

test.each(['v1', 'v2'])('the three parts of the sample file %s make the same file again', (name) => {
  const text = readFileSync(new URL(`../../../resources/sample/digits/${name}.yaml`, import.meta.url), 'utf8');
  expect(parsed(again(text))).toEqual(parsed(text));
});

test('a file of two lines stays one', () => {
  expect(again('service: digits\nmodel: { image: "digits:1.4.0" }')).toBe(
    'service: digits\nmodel:\n  image: digits:1.4.0\n',
  );
});

test('durations and sizes are written with their units, and values of requests are left alone', () => {
  const text = `
service: digits
host: lab
stage: production
note: more trees
model:
  image: digits:1.4.0
  shm: 64m
  env: { THREADS: 4 }
  ready: { within: 90s, every: 250ms }
golden:
  - name: one
    request: { path: /v1/ask, body: { within: 5000, memory: 1024 } }
    expect: { within: 1500ms, json: { within: 5000 } }
front: { callers: network, networks: [{ name: shop }], limit: { body: 2m, timeout: 2m } }
scale: { replicas: 3, memory: 1g, concurrency: 4, slo: { p95: 250ms, errors: 0.1% } }
strategy: { drain: 0, watch: 1h }
security: { capDrop: [ALL] }
integration: { owner: Ada }
review: { every: 90d }
`;
  const out = again(text);
  expect(parsed(out)).toEqual(parsed(text));
  for (const part of [
    'shm: 64m',
    'within: 90s',
    'within: 1500ms',
    'memory: 1g',
    'drain: 0',
    'every: 90d',
    'p95: 250ms',
  ])
    expect(out).toContain(part);
  expect(out).not.toContain('restart');
});
