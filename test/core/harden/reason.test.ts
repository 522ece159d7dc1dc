import { expect, test } from 'vitest';
import { deniedFolders, lineThatSaysWhy } from '#core/harden/reason';

const ended = { message: 'wz-1 exited with code 1. Its last lines:' };

test('of a log, the sentence of an error is told and not its parts', () => {
  const said = [
    'loading',
    "Error: EACCES: permission denied, open '/etc/stamp'",
    '    at writeFileSync (node:fs:2412:20) {',
    '  errno: -13,',
    "  code: 'EACCES',",
    "  syscall: 'open',",
    '}',
  ];
  expect(lineThatSaysWhy(said, ended)).toBe("Error: EACCES: permission denied, open '/etc/stamp'");
});

test('where no line says why, the last one and what became of it are told', () => {
  expect(lineThatSaysWhy(['loading', 'bye'], ended)).toBe('wz-1 exited with code 1. bye');
  expect(lineThatSaysWhy([], { message: '3 of 3 golden requests went wrong.\nmore' })).toBe(
    '3 of 3 golden requests went wrong.',
  );
});

test('the folders that a log calls read-only are found in it', () => {
  const said = [
    "Error: EROFS: read-only file system, open '/var/cache/x'",
    'mkdir /srv/a: Read-only file system',
    'at /x',
  ];
  expect(deniedFolders(said)).toEqual(['/var/cache', '/srv']);
});
