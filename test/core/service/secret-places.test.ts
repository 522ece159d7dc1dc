import { describe, expect, test } from 'vitest';
import { parseServiceFile } from '#core/service/parse';
import { foldersOf } from '#core/service/secret-places';
import { problem } from './problem.ts';

const written = (secrets: string, more = '') =>
  `service: digits\nmodel:\n  image: digits:1.4.0\n  secrets: [${secrets}]\n${more}`;

test('secrets in files and variables are read', () => {
  const text = written('{ name: hf-token, file: /run/secrets/hf-token }, { name: db, env: DB }');
  expect(parseServiceFile({ name: 'f', text }).model.secrets).toEqual([
    { name: 'hf-token', file: '/run/secrets/hf-token' },
    { name: 'db', env: 'DB' },
  ]);
});

describe('a folder that would hide the system is refused with its place', () => {
  test.each([
    ...['/token', '/etc/token', '/usr/token', '/bin/token', '/lib/token', '/var/token', '/tmp/token', '/run/token'],
    ...['/usr/share/x/token', '/proc/1/token', '/dev/shm/token', '/etc/ssl/certs/token', '/var/run/token'],
  ])('%s', (file) => {
    expect(problem(written(`{ name: a, file: ${file} }`))).toMatchObject({
      code: 'BAD_FILE',
      message: expect.stringMatching(/^model\.secrets\[0\]\.file is text; wanted a file in a folder of its own/),
      where: { line: 4, column: 30 },
    });
  });

  test.each(['/run/secrets/token', '/secrets/token', '/etc/model/token', '/home/model/token', '/var/lib/model/token'])(
    '%s is not',
    (file) => {
      const text = written(`{ name: a, file: ${file} }`);
      expect(parseServiceFile({ name: 'f', text }).model.secrets).toHaveLength(1);
    },
  );
});

test.each([
  ['{ name: a, file: /s/../etc/x }', /the plain path of a file/],
  ['{ name: a, file: /s//x }', /the plain path of a file/],
  ['{ name: a, file: /s/ }', /the plain path of a file/],
  ['{ name: a, file: /s/x }, { name: b, file: /s/x }', /model\.secrets\[1\]\.file is text; wanted each file and each/],
  [
    '{ name: a, env: X }, { name: b, env: X }',
    /model\.secrets\[1\]\.env is text; wanted each file and each variable once/,
  ],
  ['{ name: a, file: /s/x }, { name: b, file: /s/x/y }', /a file that is not a folder of another/],
])('%s is refused', (secrets, message) => {
  expect(problem(written(secrets)).message).toMatch(message);
});

test.each(['/s', '/s/cache'])('a volume at %s, where secrets are, is refused', (target) => {
  const found = problem(written('{ name: a, file: /s/x }', `  volumes: [{ source: cache, target: ${target} }]`));
  expect(found).toMatchObject({ code: 'BAD_FILE', where: { line: 5 } });
  expect(found.message).toMatch(/a target outside \/s, where secrets are/);
});

test('a value written where a name belongs is not repeated in the error', () => {
  const value = 'sk-Zk7#mQ2v!pR9xW4t';
  for (const text of [
    written(`"${value}"`),
    written(`{ name: "${value}", file: /s/x }`),
    written(`{ name: a, file: "${value}" }`),
    written(`{ name: a, env: "${value}" }`),
    `service: digits\nmodel:\n  image: a\n  secrets: "${value}"`,
    `service: digits\nmodel: { image: a }\nfront: { keys: "${value}" }`,
    `service: digits\nmodel: { image: a }\nfront: { tls: "${value}" }`,
  ]) {
    const { code, message, hint } = problem(text);
    expect(code).toBe('BAD_FILE');
    expect(`${message} ${hint}`).not.toContain(value);
  }
});

test('files are grouped by folder, and a folder below another is a part of it', () => {
  const file = (name: string, path: string) => ({ name, file: path });
  const grouped = foldersOf([
    file('b', '/run/secrets/tls/key'),
    file('a', '/run/secrets/token'),
    file('c', '/srv/app/token'),
    file('d', '/run/secrets-other/token'),
    { name: 'e', env: 'E' },
  ]);
  expect(grouped).toEqual([
    {
      folder: '/run/secrets',
      files: [
        { name: 'b', path: 'tls/key' },
        { name: 'a', path: 'token' },
      ],
    },
    { folder: '/run/secrets-other', files: [{ name: 'd', path: 'token' }] },
    { folder: '/srv/app', files: [{ name: 'c', path: 'token' }] },
  ]);
});
