import { longestRow } from './json-lines.ts';
import type { ReadRow } from './read.ts';

const mostColumns = 5_000;

/**
 * Rows of a table of text after RFC 4180, whose first line names its columns; cells stay text. A row with more or fewer
 * cells than there are names is broken, and so is one that is too long.
 */
export async function* csvRows(chunks: AsyncIterable<string>, separator: string): AsyncGenerator<ReadRow> {
  let names: string[] | null = null;
  let row = 0;
  for await (const cells of records(chunks, separator)) {
    if (names === null) {
      names = headerOf(cells);
      continue;
    }
    row += 1;
    if (typeof cells === 'string') yield { row, broken: cells };
    else if (cells.length !== names.length)
      yield { row, broken: `it has ${cells.length} cells, and there are ${names.length} columns` };
    else yield { row, value: Object.fromEntries(names.map((name, at) => [name, cells[at]])) };
  }
}

function headerOf(cells: string[] | string): string[] {
  if (typeof cells === 'string') throw new Error(`its header cannot be read: ${cells}`);
  const twice = cells.find((name, at) => cells.indexOf(name) !== at);
  if (twice !== undefined) throw new Error(`its header names "${twice.slice(0, 60)}" twice`);
  return cells;
}

/** In words where one cannot be read; what follows is read on from the next line. */
async function* records(chunks: AsyncIterable<string>, separator: string): AsyncGenerator<string[] | string> {
  let cells: string[] = [];
  let cell = '';
  let length = 0;
  let quoted = false;
  /** A quote inside quotes: the end of them, or half of one quote. */
  let ending = false;
  let any = false;
  const endCell = () => {
    if (cells.length < mostColumns) cells.push(cell);
    cell = '';
    ending = false;
  };
  const endRow = (): string[] | string => {
    endCell();
    const done = length > longestRow ? `it is longer than ${longestRow / 1024 ** 2} MiB` : cells;
    const over = cells.length >= mostColumns ? `it has ${mostColumns} cells or more` : done;
    [cells, length, any, quoted] = [[], 0, false, false];
    return over;
  };
  for await (const chunk of chunks) {
    for (const character of chunk) {
      if (character === '\uFEFF' && !any && cells.length === 0 && length === 0) continue;
      length += 1;
      if (quoted && !ending) {
        if (character === '"') ending = true;
        else if (length <= longestRow) cell += character;
        // A quote that nobody closes would take the rest of the file for one cell.
        else if (character === '\n') yield endRow();
      } else if (ending && character === '"') {
        cell += '"';
        ending = false;
      } else if (character === '"' && cell === '') {
        quoted = true;
        any = true;
      } else if (character === separator) {
        [quoted, any] = [false, true];
        endCell();
      } else if (character === '\n') {
        quoted = false;
        if (any || cell !== '' || cells.length > 0) yield endRow();
        else length = 0;
      } else if (character !== '\r') {
        any = true;
        if (length <= longestRow) cell += character;
      }
    }
  }
  if (quoted && !ending) yield 'a quote is opened in it and not closed';
  else if (any || cell !== '' || cells.length > 0) yield endRow();
}
