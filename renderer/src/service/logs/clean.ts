/** A line as it is held: safe to show, and `cells` wide in a monospaced face. */
type Clean = { readonly text: string; readonly cells: number };

// CSI, OSC, the string sequences (DCS, SOS, PM, APC), then any other two-byte one; each stops at the next ESC, so none is slow.
const escapes =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[PX^_][^\x1b]*\x1b\\|\x1b[ -/]*[0-OQ-WYZ\\`-~]|\x9b[0-?]*[ -/]*[@-~]/g;
// Controls, what turns the direction of a text round, and what has no width: nothing of it may act on the screen.
const unseen =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\x00-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|\u034f/g;
const tabStop = 8;

/** Takes escape codes out and writes control, bidi and zero-width characters as what they are: \x07, \u202e. Pure. */
export function cleaned(line: string): Clean {
  if (line.search(unseen) < 0) return { text: line, cells: cellsOf(line) };
  const text = spread(line.replace(escapes, '')).replace(unseen, written);
  return { text, cells: cellsOf(text) };
}

function written(character: string): string {
  const code = character.charCodeAt(0);
  if (code === 0x0d) return '\\r';
  if (code === 0x0a) return '\\n';
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

function spread(text: string): string {
  if (!text.includes('\t')) return text;
  let made = '';
  for (const part of text.split(/(\t)/)) made += part === '\t' ? ' '.repeat(tabStop - (made.length % tabStop)) : part;
  return made;
}

/** How many cells of a terminal a text takes: East Asian wide characters and pictures take two. */
export function cellsOf(text: string): number {
  let cells = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 0x1100 && isWide(code)) cells += 1;
  }
  return cells;
}

/** A surrogate pair is two units and two cells, so it counts as it is. */
const isWide = (code: number): boolean =>
  code <= 0x115f ||
  (code >= 0x2e80 && code <= 0xa4cf) ||
  (code >= 0xac00 && code <= 0xd7a3) ||
  (code >= 0xf900 && code <= 0xfaff) ||
  (code >= 0xfe30 && code <= 0xfe6f) ||
  (code >= 0xff00 && code <= 0xff60) ||
  (code >= 0xffe0 && code <= 0xffe6);

/** The part of a text that lies in so many cells from a cell on, and the place in the text where it begins. */
export function cut(text: string, cells: number, from: number, wide: number): { text: string; at: number } {
  if (cells === text.length) return { text: text.slice(from, from + wide), at: from };
  let cell = 0;
  let start = -1;
  for (let at = 0; at < text.length; at += 1) {
    if (start < 0 && cell >= from) start = at;
    if (cell >= from + wide) return { text: text.slice(start, at), at: start };
    const code = text.charCodeAt(at);
    cell += code >= 0x1100 && isWide(code) ? 2 : 1;
  }
  return start < 0 ? { text: '', at: text.length } : { text: text.slice(start), at: start };
}
