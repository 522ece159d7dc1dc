import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { libraries } from '#resources/setup/image.mjs';
import { tar, total } from '#resources/setup/tar.mjs';

const entries = [
  { path: '/tmp', type: 'directory', mode: 0o1777 },
  { path: '/bin/sh', type: 'link', mode: 0o777, target: 'busybox' },
  { path: '/model/a.json', type: 'file', mode: 0o640, uid: 99, gid: 99, content: 'x'.repeat(513) },
] as const;

test.runIf(process.platform !== 'win32')('an archive of ours is one that tar reads, owners and modes included', () => {
  const archive = Buffer.concat(tar([...entries]));
  const list = execFileSync('tar', ['-tvf', '-', '--numeric-owner'], { input: archive, encoding: 'utf8' });
  const lines = list.trim().split('\n');
  expect(lines[0]).toMatch(/^drwxrwxrwt .* tmp\/$/);
  expect(lines[1]).toMatch(/^lrwxrwxrwx .* bin\/sh -> busybox$/);
  expect(lines[2]).toMatch(/^-rw-r----- +99.99 +513 .* model\/a\.json$/);
});

test('the same entries are the same bytes, in whole blocks', () => {
  expect(Buffer.concat(tar([...entries]))).toEqual(Buffer.concat(tar([...entries])));
  expect(total(tar([...entries])) % 512).toBe(0);
});

test('a path that the format cannot hold is refused, not cut', () => {
  expect(() => tar([{ path: `/${'a'.repeat(101)}`, type: 'file', mode: 0o644, content: '' }])).toThrow(/path too long/);
});

test.runIf(process.platform === 'linux')(
  'the libraries of a binary include its loader, and each is an absolute path',
  () => {
    const found = libraries(process.execPath);
    expect(found.some((path) => /\/ld-(linux|musl)/.test(path))).toBe(true);
    expect(found.every((path) => path.startsWith('/'))).toBe(true);
  },
);
