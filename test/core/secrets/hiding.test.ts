import { describe, expect, test } from 'vitest';
import type { Evidence } from '#contract/deployment';
import { Problem } from '#contract/problem';
import { hiding } from '#core/secrets/hiding';
import { hiddenAnswer, hiddenEvidence, hiddenLines } from '#core/secrets/outgoing';
import { Redacted } from '#core/secrets/redacted';

const value = 'hf_"Zk7/mQ2v+pR9xW4t=';
const of = (...values: string[]) => hiding(values.map((text) => new Redacted(Buffer.from(text))));

describe('a known value is taken out', () => {
  test.each([
    ['as it is', value],
    ['as JSON', JSON.stringify(value).slice(1, -1)],
    ['as JSON within JSON', JSON.stringify(JSON.stringify(value)).slice(3, -3)],
    ['in a URL', encodeURIComponent(value)],
    ['as hexadecimal digits', Buffer.from(value).toString('hex')],
    ['cut off by an ellipsis', `${value.slice(0, 12)}…`],
    ['cut off by the end', value.slice(0, 12)],
  ])('%s', (_how, text) => {
    expect(of(value).text(`before ${text}`)).toMatch(/^before \[redacted\]…?$/);
  });

  test.each(['', 'u', 'us', 'user:', 'a longer user:'])('in base64 behind "%s"', (before) => {
    for (const encoding of ['base64', 'base64url'] as const) {
      const text = Buffer.from(`${before}${value}, after`).toString(encoding);
      const clean = of(value).text(text);
      expect(clean).toContain('[redacted]');
      const left = Buffer.from(clean.replace('[redacted]', ' '), encoding).toString();
      expect(left).not.toContain(value.slice(2, 10));
    }
  });

  test('as often as it stands there, of several the longest', () => {
    const both = of('token-one', 'token-one-and-more');
    expect(both.text('token-one token-one-and-more token-one')).toBe('[redacted] [redacted] [redacted]');
  });

  test('line by line, where a log breaks what has several; the frame of a certificate stays', () => {
    const key = '-----BEGIN KEY-----\nMIIBVQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END KEY-----\n';
    expect(of(key).text('x MIIBVQIBADANBgkq')).toBe('x [redacted]');
    expect(of(key).text('-----BEGIN KEY-----')).toBe('-----BEGIN KEY-----');
  });
});

test.each(['', 'a', 'the'])('a value as short as "%s" leaves words alone', (short) => {
  expect(of(short).text('the answer is a')).toBe('the answer is a');
});

test('what only begins alike stays', () => {
  expect(of('https://one.example/secret').text('at https://one.example/public/x')).toBe(
    'at https://one.example/public/x',
  );
});

test('a problem is cleaned in its words and keeps its code, place and stop', () => {
  const hidden = of(value).error(new Problem('STOPPED', `it is ${value}`, { hint: value, stop: 'privileged' }));
  expect(hidden.toJSON()).toEqual({
    code: 'STOPPED',
    message: 'it is [redacted]',
    hint: '[redacted]',
    stop: 'privileged',
  });
  const other = new Error('a bug');
  expect(of(value).error(other)).toBe(other);
});

test('evidence, answers and log lines lose the value and keep what Slipway itself says', () => {
  const golden = { name: 'a', asked: 'GET /', ok: false, generated: false, status: 200, ms: 1, firstTokenMs: null };
  const result = { ...golden, wrong: [`is "${value}"`], body: value, replica: 'slipway-digits-r1-1', release: 'r1' };
  const evidence: Evidence = {
    golden: [result],
    traffic: [],
    switchedMs: 1,
    findings: [`found ${value}`],
    logs: { 'slipway-digits-r1-1': `time stdout ${value}` },
    containers: [],
    watch: null,
    wayBack: null,
    gapMs: null,
  };
  // A secret that is also the service's name must not change the names.
  expect(hiddenEvidence(evidence, of(value, 'digits'))).toMatchObject({
    golden: [{ wrong: ['is "[redacted]"'], body: '[redacted]', replica: 'slipway-digits-r1-1' }],
    findings: ['found [redacted]'],
    logs: { 'slipway-digits-r1-1': 'time stdout [redacted]' },
  });
  const answer = { status: 200, ms: 1, body: { deep: [value], [value]: 1, pin: 12345678 }, golden: [] };
  expect(hiddenAnswer(answer, of(value)).body).toEqual({ deep: ['[redacted]'], '[redacted]': 1, pin: 12345678 });
  expect(hiddenAnswer(answer, of('12345678')).body).toEqual(expect.stringContaining('"pin":[redacted]'));
  const line = { time: 't', replica: 'r', release: 'r1', stream: 'stdout' as const, line: `a ${value}` };
  expect(hiddenLines([line], of(value))).toEqual([{ ...line, line: 'a [redacted]' }]);
});

test('a value is found in a file only where it cannot stand by chance', () => {
  expect(of(value).finds(JSON.stringify({ env: { TOKEN: value } }), 12)).toBe(true);
  expect(of('digits').finds('{"service":"digits"}', 12)).toBe(false);
});

test('a text that is one of the values is that however short, but for ordinary settings', () => {
  for (const short of ['x', 'pin', '4711', 'hunter2', 'zwölf']) expect(of(short).is(short), short).toBe(true);
  for (const setting of ['1', '443', 'true', 'False', 'off', 'debug'])
    expect(of(setting).is(setting), setting).toBe(false);
  expect(of('hunter2\n').is('hunter2')).toBe(true);
  expect(of('hunter2').is('hunter22')).toBe(false);
});
