import { describe, expect, it } from 'vitest';
import { logRing } from '../../../renderer/src/service/logs/ring.ts';
import { rowsOf } from '../../../renderer/src/service/logs/rows.ts';
import { lowerBound, scanOf, type Wanted } from '../../../renderer/src/service/logs/scan.ts';
import { pieces, rangesIn, searchFor } from '../../../renderer/src/service/logs/search.ts';
import { line } from './log.ts';

const wanted = (text: string, more: Partial<Wanted> = {}): Wanted => ({
  search: searchFor(text, false),
  stream: null,
  only: false,
  context: 1,
  ...more,
});
const log = (...texts: string[]) => {
  const ring = logRing({ lines: 8, characters: 1e6 });
  ring.push(texts.map((text, at) => line(text, at, { stream: text.startsWith('!') ? 'stderr' : 'stdout' })));
  return ring;
};

describe('searching a log', () => {
  it.each(['(a+)+b', '(a|a)*b', '((a*)b)+', '(?:x|y+){2,}', '(\\d+){20}'])(
    'refuses %s, which may take for ever',
    (text) => {
      expect(searchFor(text, true)).toEqual({ kind: 'wrong', problem: expect.stringContaining('repeated group') });
      expect(searchFor(text, false).kind).toBe('sought');
    },
  );
  it.each(['(\\d{1,3}\\.){3}\\d+', '[(a+)]+', '\\(a+\\)+', '(?:error)+', '(error|warn): .*', 'a+b*'])(
    'takes %s',
    (text) => {
      expect(searchFor(text, true).kind).toBe('sought');
    },
  );
  it('looks at the beginning of a long line with an expression, and at all of it for a text', () => {
    const text = `${'x'.repeat(3000)} hit`;
    const hits = [true, false].map((isExpression) => {
      const search = searchFor('hit', isExpression);
      return search.kind === 'sought' && rangesIn(search, text).length;
    });
    expect(hits).toEqual([0, 1]);
  });
  it('finds lines and leaves all of them shown', () => {
    const scan = scanOf(log('a hit', 'b', 'hit c'), wanted('hit'));
    expect(scan.advance(100)).toBe(true);
    expect(scan.hits()).toEqual([0, 2]);
    expect(scan.listed()).toBeNull();
  });
  it('shows only hits with lines around them, each once, when asked to', () => {
    const scan = scanOf(log('0', '1', '2 hit', '3', '4 hit', '5', '6', '7'), wanted('hit', { only: true }));
    scan.advance(100);
    expect(scan.listed()).toEqual([1, 2, 3, 4, 5]);
  });
  it('chooses a stream, and searches only in it', () => {
    const scan = scanOf(log('hit', '!hit', 'x', '!x'), wanted('hit', { stream: 'stderr' }));
    scan.advance(100);
    expect([scan.hits(), scan.listed()]).toEqual([[1], [1, 3]]);
  });
  it('goes on with what is added, and forgets what is no longer held', () => {
    const ring = log('hit 0', '1');
    const scan = scanOf(ring, wanted('hit'));
    scan.advance(100);
    ring.push([line('hit 2'), ...Array.from({ length: 7 }, () => line('x'))]);
    scan.advance(100);
    expect(ring.first).toBe(2);
    expect(scan.hits()).toEqual([2]);
  });
  it('reads a bit at a time', () => {
    const ring = logRing({ lines: 100_000, characters: 1e8 });
    ring.push(Array.from({ length: 50_000 }, () => line('nothing')));
    const scan = scanOf(ring, wanted('hit'));
    expect(scan.advance(-1)).toBe(false);
    while (!scan.advance(1));
    expect(scan.hits()).toEqual([]);
  });
});

describe('what is looked for', () => {
  const found = (text: string, isExpression: boolean, in_: string) => {
    const search = searchFor(text, isExpression);
    return search.kind === 'sought' ? rangesIn(search, in_) : search.kind;
  };
  it('is a text whose signs mean themselves', () => {
    expect(found('[1, 64]', false, 'got [1, 64].')).toEqual([[4, 11]]);
  });
  it('finds both cases in small letters, and a capital only itself', () => {
    expect(found('error', false, 'Error error')).toHaveLength(2);
    expect(found('Error', false, 'Error error')).toHaveLength(1);
    expect(found('\\Werror', true, ' ERROR')).toHaveLength(1);
  });
  it('is an expression when asked for, and says what is wrong with one', () => {
    expect(found('a+', true, 'baab')).toEqual([[1, 3]]);
    expect(found('((', true, 'x')).toBe('wrong');
    expect(found('', true, 'x')).toBe('none');
  });
  it('ends with an expression that matches nothing at all', () => {
    expect(found('x*', true, 'aXb')).toEqual([[1, 2]]);
  });
  it('is marked in a part of a line too', () => {
    expect(pieces('cdef', 2, [[1, 4]])).toEqual([
      { at: 0, text: 'cd', hit: true },
      { at: 2, text: 'ef', hit: false },
    ]);
    expect(pieces('ab', 0, [])).toEqual([{ at: 0, text: 'ab', hit: false }]);
  });
});

describe('the rows of a log', () => {
  it('are its lines, one each', () => {
    const rows = rowsOf(log('a', 'b', 'c'), null, null);
    expect([rows.total, rows.locate(1)?.n, rows.locate(3)]).toEqual([3, 1, null]);
  });
  it('are as many as a wrapped line needs, and one for an empty one', () => {
    const rows = rowsOf(log('', 'x'.repeat(25), 'y'), null, 10);
    expect(rows.total).toBe(5);
    expect([0, 1, 3, 4].map((row) => rows.locate(row))).toEqual([
      { n: 0, part: 0, afterGap: false },
      { n: 1, part: 0, afterGap: false },
      { n: 1, part: 2, afterGap: false },
      { n: 2, part: 0, afterGap: false },
    ]);
    expect(rows.rowOf(2)).toBe(4);
  });
  it('say where lines were left out', () => {
    const rows = rowsOf(log('a', 'b', 'c', 'd'), [0, 1, 3], null);
    expect([0, 1, 2].map((row) => rows.locate(row)?.afterGap)).toEqual([false, false, true]);
    expect(rows.rowOf(2)).toBe(2);
  });
  it('are found by bisection', () => {
    expect([0, 1, 2, 3, 9].map((value) => lowerBound([1, 3, 3, 5], value))).toEqual([0, 0, 1, 1, 4]);
  });
});
