import { describe, expect, it } from 'vitest';
import { cellsOf, cleaned, cut } from '../../../renderer/src/service/logs/clean.ts';

const text = (line: string) => cleaned(line).text;

describe('a line of a log', () => {
  it('stays as it is where there is nothing to take out', () => {
    expect(text('POST /v2/models/digits/infer 200 <b>&amp;</b>')).toBe('POST /v2/models/digits/infer 200 <b>&amp;</b>');
  });
  it('loses colours, cursor moves, titles, links and clipboard writes', () => {
    expect(text('\x1b[1;32mINFO\x1b[0m ready')).toBe('INFO ready');
    expect(text('a\x1b[2J\x1b[Hb\x1b[?25lc')).toBe('abc');
    expect(text('\x1b]0;title\x07x\x1b]52;c;aGk=\x1b\\y\x1b]8;;http://x\x1b\\z')).toBe('xyz');
    expect(text('\x1bP1$r0m\x1b\\done\x1b7\x1b(B')).toBe('done');
  });
  it('shows control characters as what they are, also an escape that never ends', () => {
    expect(text('a\x00b\x07c\rd')).toBe('a\\x00b\\x07c\\rd');
    expect(text('\x1b]0;never')).toBe('\\x1b]0;never');
    expect(text('\x1b[31')).toBe('\\x1b[31');
  });
  it('shows what would turn the direction of the text or hide in it', () => {
    expect(text('evil\u202egpj.exe\u202c')).toBe('evil\\u202egpj.exe\\u202c');
    expect(text('a\u200bb\u2066c\ufeffd\u034fe')).toBe('a\\u200bb\\u2066c\\ufeffd\\u034fe');
  });
  it('keeps other scripts readable', () => {
    expect(text('שלום 日本語 naïve')).toBe('שלום 日本語 naïve');
  });
  it('goes to the next stop at a tab', () => {
    expect(text('ab\tc')).toBe('ab      c');
    expect(text('12345678\tx')).toBe('12345678        x');
  });
  it('takes its time only once, however many codes begin and never end', () => {
    const hostile = '\x1b]'.repeat(32_768);
    expect(text(hostile)).toBe('\\x1b]'.repeat(32_768));
  });
});

describe('the width of a line', () => {
  it('counts two cells for wide characters and for pictures', () => {
    expect(cellsOf('abc')).toBe(3);
    expect(cellsOf('日本')).toBe(4);
    expect(cellsOf('🙂')).toBe(2);
  });
  it('is cut into parts that miss nothing and repeat nothing', () => {
    const mixed = 'ab日本cd語e'.repeat(20);
    const cells = cellsOf(mixed);
    const parts = Array.from({ length: Math.ceil(cells / 7) }, (_, at) => cut(mixed, cells, at * 7, 7).text);
    expect(parts.join('')).toBe(mixed);
  });
  it('says where in the line a part begins', () => {
    expect(cut('0123456789', 10, 4, 3)).toEqual({ text: '456', at: 4 });
    expect(cut('日本語', 6, 2, 2)).toEqual({ text: '本', at: 1 });
    expect(cut('日本語', 6, 40, 2)).toEqual({ text: '', at: 3 });
  });
});
