import type { ReleaseRef } from '#contract/release';

// Controls but tab and newline, C1, bidi marks and overrides, zero-width and invisible characters, line separators.
const unsafe =
  /[\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;
const MAX_CELL = 120;

/** Text of a stranger made safe to show: what would move the cursor, recolour or reorder is spelled out. */
export function escaped(text: string): string {
  return text.replace(unsafe, (found) => (found === '\n' || found === '\t' ? found : spelled(found)));
}

/** One value of a table: one line, of bounded width. */
export function cell(text: string): string {
  const flat = escaped(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t');
  const letters = [...flat];
  return letters.length > MAX_CELL ? `${letters.slice(0, MAX_CELL - 1).join('')}…` : flat;
}

/** JSON in one line; what a terminal would act on is written as \u…, which is the same JSON. */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(value).replace(unsafe, spelledUtf16)}\n`;
}

/** Columns padded to their widest value; the last column is not padded. */
export function table(rows: readonly (readonly string[])[], indent = ''): string {
  const cells = rows.map((row) => row.map(cell));
  const widths: number[] = [];
  for (const row of cells) {
    for (const [i, text] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, [...text].length);
  }
  const lines = cells.map((row) => row.map((text, i) => pad(text, widths[i] ?? 0)).join('  '));
  return lines.map((line) => `${indent}${line.trimEnd()}\n`).join('');
}

/** As `table`, but no wider than a terminal: the columns of `spare` go, in that order, until the rest fits. */
export function fitted(rows: readonly (readonly string[])[], width: number, spare: readonly number[]): string {
  const gone = spare.findIndex((_, count) => widest(table(without(rows, spare.slice(0, count)))) <= width);
  return table(without(rows, gone === -1 ? spare : spare.slice(0, gone)));
}

/** A table with its heads, and under each row what is to be said about it. */
export function withReasons(
  rows: readonly (readonly string[])[],
  reasons: readonly (string | undefined)[],
  width: number,
): string {
  const [head = '', ...lines] = table(rows).trimEnd().split('\n');
  const below = (reason: string | undefined) => (reason ? wrapped(escaped(reason), width, '  ') : '');
  return `${head}\n${lines.map((line, i) => `${line}\n${below(reasons[i])}`).join('')}`;
}

const without = (rows: readonly (readonly string[])[], columns: readonly number[]) =>
  rows.map((row) => row.filter((_, i) => !columns.includes(i)));
const widest = (text: string) => Math.max(...text.split('\n').map((line) => [...line].length));

/** Text broken between words where a line would be wider than `width`, every line behind `indent`. */
export function wrapped(text: string, width: number, indent = ''): string {
  const lines = text.split('\n').flatMap((line) => {
    const parts: string[] = [];
    for (const word of line.split(' ')) {
      const last = parts.at(-1);
      if (last !== undefined && [...indent, ...last, ...word].length < width)
        parts[parts.length - 1] = `${last} ${word}`;
      else parts.push(word);
    }
    return parts;
  });
  return lines.map((line) => `${indent}${line}\n`).join('');
}

/** JSON for reading: indented, but what fits into a line stays on one. */
export function jsonText(value: unknown, width = 80, indent = ''): string {
  const line = JSON.stringify(value) ?? 'null';
  if (typeof value !== 'object' || value === null || indent.length + line.length <= width) return line;
  const inner = `${indent}  `;
  const entries = Array.isArray(value)
    ? value.map((one) => jsonText(one, width, inner))
    : Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${jsonText(one, width, inner)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return `${open}\n${entries.map((entry) => inner + entry).join(',\n')}\n${indent}${close}`;
}

/** "name  value" lines; those without a value are left out. */
export function pairs(values: readonly (readonly [string, string | null | undefined])[], indent = ''): string {
  return table(
    values.flatMap(([name, value]) => (value === null || value === undefined || value === '' ? [] : [[name, value]])),
    indent,
  );
}

export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - [...text].length));
}

/** "1.4.0 (r7)", as people name a release. */
export function releaseText(release: ReleaseRef | null): string {
  return release ? `${release.version} (${release.release})` : '-';
}

export function duration(ms: number): string {
  if (ms < 1000) return `${ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(1)} s`;
}

/** Milliseconds between two ISO times, or null when one is missing. */
export function between(from: string | null, to: string | null): number | null {
  return from === null || to === null ? null : Math.max(0, Date.parse(to) - Date.parse(from));
}

/** "2026-01-31 09:15:02Z". */
export function when(iso: string | null): string {
  return iso === null ? '-' : iso.replace('T', ' ').replace(/\.\d+Z$/, 'Z');
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function spelled(found: string): string {
  const code = found.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}

function spelledUtf16(found: string): string {
  return Array.from({ length: found.length }, (_, i) => `\\u${found.charCodeAt(i).toString(16).padStart(4, '0')}`).join(
    '',
  );
}
