import { format, inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Redacted } from '#core/secrets/redacted';

const secret = new Redacted(Buffer.from('hunter2'));

test.each([
  ['as text', String(secret)],
  ['in a template', `${secret}`],
  ['joined', `the token is ${secret}`],
  ['in a list', [secret].join()],
  ['by toString', secret.toString()],
  ['as JSON', JSON.stringify({ secret })],
  ['inspected', inspect({ secret }, { depth: 9, showHidden: true })],
  ['formatted', format('%s %o %O %j', secret, secret, secret, secret)],
  ['as the cause of an error', inspect(new Error('failed', { cause: secret }), { showHidden: true })],
  ['by its own keys', JSON.stringify([Object.entries(secret), Object.getOwnPropertyNames(secret)])],
])('a secret %s is not its value', (_how, text) => {
  expect(text).not.toContain('hunter2');
  expect(text).not.toContain(Buffer.from('hunter2').toString('hex'));
});

test.each([String(secret), `${secret}`, JSON.parse(JSON.stringify(secret)), inspect(secret)])('it says %s', (text) => {
  expect(text).toBe('[redacted]');
});

test('only one method gives the value out, as a copy', () => {
  const bytes = Buffer.from('hunter2');
  const mine = new Redacted(bytes);
  bytes.fill(0);
  mine.reveal().fill(0);
  expect(mine.reveal().toString()).toBe('hunter2');
});
