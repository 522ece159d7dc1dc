import { execFileSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { certificateFile, certificateOf, readCertificate } from '#core/service/certificate';
import { type Authority, authority } from '#support/certificates';

const of: Authority = authority();
afterAll(() => of[Symbol.dispose]());
const issued = of.issue('shop', { for: 'server' });
const past = of.issue('past', { for: 'server', days: -1 });
const tls = { certificate: 'shop.pem', key: 'shop-key.pem' };
const text = (file: string) => readFileSync(file, 'utf8');
const right = { certificate: text(issued.cert), key: text(issued.key) };
const now = Date.now();
const year = 365 * 86_400_000;

test('a certificate and its key are read from beside the service file, and become one file for the gateway', async () => {
  const found = await readCertificate(tls, of.folder);
  const pem = found?.pem.reveal().toString() ?? '';
  expect(pem.startsWith(right.certificate.trim())).toBe(true);
  expect(createPrivateKey(pem).equals(createPrivateKey(right.key))).toBe(true);
  expect(found?.file).toBe(certificateFile(Buffer.from(pem)));
  expect(JSON.stringify(found)).not.toContain('PRIVATE KEY');
  expect(Date.parse(found?.until ?? '') - now).toBeGreaterThan(300 * 86_400_000);
});

test('a chain stays whole, in its order, without what else is in the file', () => {
  const chain = `a remark\n${right.certificate}${text(of.ca)}${right.key}`;
  const pem = certificateOf(tls, { ...right, certificate: chain }, now)
    .pem.reveal()
    .toString();
  expect(pem.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  expect(pem.match(/BEGIN PRIVATE KEY/g)).toHaveLength(1);
  expect(pem).not.toContain('a remark');
});

test('a front without a certificate reads nothing, and a draft has no folder to read from', async () => {
  expect(await readCertificate(undefined, of.folder)).toBeNull();
  expect(await readCertificate(tls, null)).toBeNull();
});

const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
const locked = createPrivateKey(right.key).export({
  type: 'pkcs8',
  format: 'pem',
  cipher: 'aes-256-cbc',
  passphrase: 'x',
});

test.each<[string, { certificate?: string; key?: string }, number, string]>([
  ['no certificate', { certificate: 'hello' }, now, 'shop.pem is no PEM certificate'],
  ['a broken one', { certificate: right.certificate.replace(/\n.{20}/, '\n') }, now, 'cannot be read'],
  ['no key', { key: 'hello' }, now, 'shop-key.pem is no PEM private key'],
  ['a locked key', { key: String(locked) }, now, 'is locked with a passphrase'],
  ["somebody else's key", { key: text(past.key) }, now, 'does not belong to shop.pem'],
  ['a chain in the wrong order', { certificate: text(of.ca) + right.certificate }, now, 'does not belong to shop.pem'],
  ['one that has expired', { certificate: text(past.cert), key: text(past.key) }, now, 'has expired on'],
  ['one that is not valid yet', {}, now - year, 'is valid only from'],
])('%s is refused in words, and no key is quoted', (_what, more, at, words) => {
  const texts = { ...right, ...more };
  let thrown: unknown;
  try {
    certificateOf(tls, texts, at);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ code: 'BAD_FILE', message: expect.stringContaining(words) });
  expect(`${thrown}${JSON.stringify(thrown)}`).not.toContain(texts.key.split('\n')[1]?.slice(0, 20) || 'nothing');
});

test('an RSA key that the gateway would not take is refused', () => {
  const file = join(of.folder, 'small-key.pem');
  writeFileSync(file, small);
  const args = ['req', '-x509', '-key', file, '-subj', '/CN=small', '-days', '9'];
  const certificate = execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
  expect(() => certificateOf(tls, { certificate, key: String(small) }, now)).toThrow('has 1024 bits');
});

test.each([
  [{ ...tls, key: 'no-such.pem' }, 'front.tls.key: no-such.pem does not exist'],
  [{ ...tls, certificate: '.' }, 'front.tls.certificate: . cannot be read (EISDIR)'],
])('a path that leads nowhere is said', async (given, message) => {
  await expect(readCertificate(given, of.folder)).rejects.toMatchObject({ code: 'BAD_FILE', message });
});
