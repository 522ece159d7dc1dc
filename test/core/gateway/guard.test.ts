import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { accessEntries, callerOf, callersIn, callersText } from '#core/gateway/access';
import { emptyInput, renderConfig, servingOf } from '#core/gateway/config';
import { stateOf } from '#core/gateway/state';
import { Redacted } from '#core/secrets/redacted';
import { front, input } from './inputs.ts';

const keyed = { front: front({ keys: ['shop'] }), access: { keys: 'keys-1.map', tls: null } };
const secured = {
  front: front({ tls: { certificate: 'c.pem', key: 'k.pem' } }),
  access: { keys: null, tls: 'tls-1.pem' },
};
const linesOf = (more: Parameters<typeof input>[0]): string[] => {
  const all = renderConfig(input(more))
    .split('\n')
    .map((line) => line.trim());
  return all.slice(all.indexOf('frontend public'), all.indexOf('default_backend models'));
};
const of = (value: string) => callerOf('shop', new Redacted(Buffer.from(value)));

test('without keys and certificate nobody is asked for anything', () => {
  const lines = linesOf({});
  expect(lines.filter((line) => line.startsWith('bind'))).toEqual(['bind :8080']);
  expect(lines.join('\n')).not.toMatch(/no-key|ssl|caller/);
});

test('with keys every request is refused before anything else is done with it, but for questions of our own', () => {
  const lines = linesOf(keyed);
  expect(lines.filter((line) => line.startsWith('bind'))).toEqual(['bind :8080', 'bind 127.0.0.1:8406']);
  const refused = lines.findIndex((line) =>
    /^http-request return status 401 .* hdr WWW-Authenticate Bearer/.test(line),
  );
  const other = lines.findIndex((line) => line.includes('nbsrv'));
  expect(refused).toBeGreaterThan(0);
  expect(refused).toBeLessThan(other);
  expect(lines).toContain(
    'http-request set-var(txn.refused) str(no-key) if !{ var(txn.caller) -m found } !{ dst_port 8406 }',
  );
});

test('a key is looked for in both headers and taken out of the one where it was, and the log has its name', () => {
  const lines = linesOf(keyed);
  const map = 'sha2(256),hex,map_str(/slipway/state/access/keys-1.map)';
  expect(lines).toContain(`http-request set-var(txn.bearer) http_auth_bearer,${map}`);
  expect(lines).toContain(`http-request set-var(txn.apikey) req.fhdr(x-api-key),${map}`);
  expect(lines).toContain('http-request del-header Authorization if { var(txn.bearer) -m found }');
  expect(lines).toContain('http-request del-header X-Api-Key if { var(txn.apikey) -m found }');
  expect(lines.find((line) => line.startsWith('log-format'))).toMatch(/ %\[var\(txn.caller\)\]'$/);
});

test('with a certificate the public side speaks TLS 1.2 or newer, and models are told that callers did', () => {
  const lines = linesOf(secured);
  expect(lines).toContain('bind :8080 ssl crt /slipway/state/access/tls-1.pem ssl-min-ver TLSv1.2 alpn http/1.1');
  expect(lines).toContain('bind 127.0.0.1:8406');
  expect(lines).toContain('http-request set-header X-Forwarded-Proto https if { ssl_fc }');
});

test.each([
  ['keys without their file', { front: keyed.front }],
  ['a certificate without its file', { front: secured.front }],
  ['a file without keys', { access: keyed.access }],
])('a configuration for %s is not written: it would be open, or refuse everybody', (_, more) => {
  expect(() => renderConfig(input(more))).toThrow('not of one kind');
});

test('what serves says which files it was made for; nothing to serve asks nobody for a key', () => {
  expect(servingOf(renderConfig(input(keyed)))?.access).toEqual(keyed.access);
  const nothing = renderConfig({ ...emptyInput('digits', keyed.front, ''), epoch: 1, drain: 0 });
  expect(servingOf(nothing)).not.toHaveProperty('access');
  expect(nothing).not.toContain('no-key');
});

test('the value of a key is in no file: only its hash is, in one that nobody but HAProxy reads', () => {
  const caller = of('a-key-of-the-shop');
  expect(caller?.hash).toBe(createHash('sha256').update('a-key-of-the-shop').digest('hex').toUpperCase());
  const text = callersText([{ name: 'z', hash: '0'.repeat(64) }, ...(caller ? [caller] : [])]);
  expect(text).toBe(`${caller?.hash} shop\n${'0'.repeat(64)} z\n`);
  expect(callersIn(`${text}cut off`)).toHaveLength(2);
  expect(accessEntries('keys-1.map', Buffer.from(text))).toMatchObject([
    { path: 'state/access', mode: 0o700 },
    { path: 'state/access/keys-1.map', mode: 0o600 },
  ]);
});

test.each([
  ['', false],
  ['with a blank', false],
  ['two\nlines', false],
  ['schlüssel', false],
  ['x'.repeat(4097), false],
  ['!"#$%&()*~', true],
  ['with-a-line-break\n', true],
])('that a header can carry %j is %s', (value, can) => {
  expect(of(value) !== null).toBe(can);
});

test('the keys that are asked for are read back from the volume', () => {
  const files = new Map([
    ['state/haproxy.cfg', Buffer.from(renderConfig(input(keyed)))],
    ['state/access/keys-1.map', Buffer.from(`${'A'.repeat(64)} shop\n`)],
    ['state/access/keys-0.map', Buffer.from(`${'B'.repeat(64)} old\n`)],
  ]);
  expect(stateOf(files)).toMatchObject({
    callers: [{ name: 'shop', hash: 'A'.repeat(64) }],
    accessFiles: ['keys-1.map', 'keys-0.map'],
  });
});
