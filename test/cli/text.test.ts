import { describe, expect, test } from 'vitest';
import { fitted, jsonText, withReasons, wrapped } from '../../electron/cli/text.ts';

describe('what is wider than the terminal', () => {
  const rows = [
    ['ID', 'HOST', 'STATE'],
    ['d1', 'local', 'succeeded'],
  ];

  test('loses the columns that can be spared, one by one, and no more than needed', () => {
    expect(fitted(rows, 80, [1, 0])).toBe('ID  HOST   STATE\nd1  local  succeeded\n');
    expect(fitted(rows, 19, [1, 0])).toBe('ID  STATE\nd1  succeeded\n');
    expect(fitted(rows, 10, [1, 0])).toBe('STATE\nsucceeded\n');
    expect(fitted(rows, 3, [1, 0])).toBe('STATE\nsucceeded\n');
  });

  test('is broken between words, and a long word stays whole', () => {
    expect(wrapped('Start Docker on that host.', 16, '  ')).toBe('  Start Docker\n  on that host.\n');
    expect(wrapped('look at /a/very/long/path', 10)).toBe('look at\n/a/very/long/path\n');
    expect(wrapped('one\ntwo', 80)).toBe('one\ntwo\n');
    expect(wrapped('never broken where nobody reads it on a terminal', Number.POSITIVE_INFINITY)).toHaveLength(49);
  });

  test('a reason stands below its row', () => {
    expect(withReasons([['HOST'], ['edge'], ['local']], ['no such socket', undefined], 80)).toBe(
      'HOST\nedge\n  no such socket\nlocal\n',
    );
  });
});

test('JSON keeps on one line what fits there', () => {
  expect(jsonText({ a: [1, 2], b: 'x' })).toBe('{"a":[1,2],"b":"x"}');
  expect(jsonText({ a: [1, 2], b: 'x' }, 12)).toBe('{\n  "a": [1,2],\n  "b": "x"\n}');
  expect(jsonText([])).toBe('[]');
  expect(JSON.parse(jsonText({ a: { b: [null, 'y\n'] }, c: 1 }, 1))).toEqual({ a: { b: [null, 'y\n'] }, c: 1 });
});
