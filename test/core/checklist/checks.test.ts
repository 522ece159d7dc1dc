import { describe, expect, test } from 'vitest';
import { allChecks } from '#core/checklist/all';
import { fileFacts } from '#core/checklist/collect-file';
import { had, missing } from '#core/checklist/facts';
import { findingsOf } from '#core/checklist/findings';
import { limitsFrom } from '#core/checklist/limits';
import { parseServiceFile } from '#core/service/parse';

const at = '2030-01-01T00:00:00.000Z';

/** `user` is what the image says; null where it was not looked at. */
function found(more: object, user: string | null = '1000') {
  const text = JSON.stringify({ service: 'digits', model: { image: 'digits:1.0.0' }, ...more });
  const file = parseServiceFile({ name: 'f', text });
  const image =
    user === null ? missing('Nobody looked.') : had<unknown>({ Id: 'sha256:1', Config: { User: user } }, 'GET', at);
  const subject = { kind: 'file', name: 'digits', stage: file.stage } as const;
  const findings = findingsOf(allChecks, fileFacts(file, image), {
    subject,
    limits: limitsFrom(null),
    now: Date.parse(at),
  });
  return Object.fromEntries(findings.map((finding) => [finding.id, finding]));
}
const verdict = (id: string, more: object, user?: string | null) => found(more, user)[id]?.verdict;
const image = { image: 'digits:1.0.0' };

describe('a check passes on what it read, and fails on what is missing', () => {
  test.each<[string, object, string, object, string]>([
    ['SCA-01', { scale: { cpus: 1 } }, 'pass', {}, 'fail'],
    ['SCA-02', { scale: { memory: '512m' } }, 'pass', {}, 'fail'],
    ['SCA-06', { scale: { replicas: 2 } }, 'pass', {}, 'fail'],
    ['REL-01', {}, 'pass', { reliability: { restart: 'no' } }, 'fail'],
    ['VER-01', {}, 'pass', { model: { image: 'acme/digits' } }, 'fail'],
    ['REL-24', { scale: { peak: 9, slo: { p95: '1s', errors: '1%' } } }, 'pass', { scale: { peak: 9 } }, 'warn'],
    ['EVO-02', { integration: { owner: 'ada', deputy: 'grace' } }, 'pass', {}, 'fail'],
    ['SEC-03', { security: { capDrop: ['ALL'] } }, 'pass', {}, 'warn'],
    ['SEC-07', { security: { readOnly: true } }, 'pass', {}, 'warn'],
    ['SEC-02', { security: { user: '1000:1000' } }, 'pass', { security: { user: 'root:root' } }, 'fail'],
  ])('%s', (id, good, well, bad, ill) => {
    expect([verdict(id, good), verdict(id, bad)]).toEqual([well, ill]);
  });
});

test('which user it runs as is the image’s to say where the file is silent, and unchecked where nobody looked', () => {
  expect([verdict('SEC-02', {}, '1000'), verdict('SEC-02', {}, ''), verdict('SEC-02', {}, null)]).toEqual([
    'pass',
    'fail',
    'unchecked',
  ]);
});

test('a variable with the name of a secret fails, one that points to a file does not', () => {
  expect(found({ model: { ...image, env: { HF_TOKEN: 'hf_1' } } })['SEC-19']).toMatchObject({ verdict: 'fail' });
  expect(JSON.stringify(found({ model: { ...image, env: { HF_TOKEN: 'hf_1' } } }))).not.toContain('hf_1');
  expect(verdict('SEC-19', { model: { ...image, env: { HF_TOKEN_FILE: '/run/secrets/t', TOKEN: '' } } })).toBe('pass');
  expect(verdict('SEC-19', { model: { ...image, secrets: [{ name: 'hf-token', env: 'HF_TOKEN' }] } })).toBe('warn');
});

test('without a golden request it answers, and whether rightly is unknown', () => {
  expect(found({})['VER-11']).toMatchObject({
    verdict: 'unchecked',
    title: 'It answers; whether rightly is unknown',
    evidence: null,
  });
});

test('what a later stage wants is advice until then', () => {
  const at = (stage: string) => found({ stage })['SCA-02']?.severity;
  expect([at('trial'), at('internal'), at('production')]).toEqual(['advice', 'blocker', 'blocker']);
});
