import { describe, expect, test } from 'vitest';
import { servesWords, spread, telling } from '../../../renderer/src/checklist/serving.ts';
import { whyNot } from '../../../renderer/src/checklist/why-not.ts';
import { rawText, readOf, settingWords, titleOf } from '../../../renderer/src/checklist/words.ts';
import { finding } from './made.ts';

describe('a finding in one line', () => {
  test('names what was not checked, and why', () => {
    const unchecked = finding('a', {
      verdict: 'unchecked',
      title: 'Replicas: not checked',
      detail: 'No host was asked.',
    });
    expect([titleOf(unchecked), readOf(unchecked)]).toEqual(['Replicas', 'No host was asked.']);
  });
  test('does not say the same twice', () => {
    const evidence = { value: 'It does not fit', threshold: null, from: 'the plan', at: '' };
    expect(readOf(finding('a', { verdict: 'fail', title: 'It does not fit', evidence }))).toBe('');
    expect(readOf(finding('a', { verdict: 'fail', evidence }))).toBe('It does not fit');
  });
});

test('what a remedy sets and what was read are told as they are written', () => {
  expect(settingWords([{ path: ['security', 'capDrop'], value: ['ALL'] }])).toEqual(['security.capDrop: ["ALL"]']);
  expect(rawText({ 'HostConfig.Memory': 0 })).toBe('HostConfig.Memory: 0');
  expect(rawText({ log: 'x'.repeat(9_000) })).toMatch(/\n… 5,007 more$/);
});

describe('what runs', () => {
  const exchange = (status: number, body: string) => ({ request: 'GET /', status, ms: 1, body });
  test('is named with what it speaks', () => {
    expect(servesWords({ models: ['digits'], protocol: 'oip-v2' })).toBe(
      'digits over the Open Inference Protocol, version 2',
    );
    expect(servesWords({ models: [], protocol: 'http' })).toBe('A server over plain HTTP');
    expect(servesWords({ models: ['a', 'b', 'c'], protocol: 'ollama' })).toMatch(/^a and 2 more over/);
  });
  test('is shown by the right answer that says most', () => {
    const asked = [
      exchange(404, '{"detail":"there is no such path here"}'),
      exchange(200, '{}'),
      exchange(200, '{"name":"digits"}'),
    ];
    expect(telling(asked)?.body).toBe('{"name":"digits"}');
    expect(telling([exchange(200, 'ok')])?.body).toBe('ok');
    expect(telling([])).toBeNull();
  });
  test('answers in JSON that was cut short are shown as they came', () => {
    expect(spread('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(spread('{"a":')).toBe('{"a":');
  });
});

test('a checklist is asked for anew for another deployment, and not while there is nobody to ask', () => {
  const seen = (some: object, more: object = {}) =>
    ({
      hosts: [{ name: 'local', state: 'connected', served: [{ service: 'shop', state: 'serving', ...some }], ...more }],
      underway: [],
    }) as unknown as Parameters<typeof whyNot>[0];
  const of = (inventory: Parameters<typeof whyNot>[0]) => whyNot(inventory, { host: 'local', service: 'shop' });
  expect(of(seen({ last: { id: 'a' } })).about).not.toBe(of(seen({ last: { id: 'b' } })).about);
  expect(of(seen({})).unless).toBeNull();
  expect(of(null).unless).not.toBeNull();
  expect(of(seen({}, { state: 'unreachable' })).unless).toBe('local does not answer');
  expect(of(seen({ state: 'retired' })).unless).toBe('It is retired');
});
