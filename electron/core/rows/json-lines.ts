import type { ReadRow } from './read.ts';

/** Characters of one row: what is longer is not a request, and would fill the memory. */
export const longestRow = 8 * 1024 * 1024;

/** One JSON value a line; empty lines are passed over. A line that is none, or too long, is a row that is broken. */
export async function* jsonRows(chunks: AsyncIterable<string>): AsyncGenerator<ReadRow> {
  let row = 0;
  for await (const line of lines(chunks)) {
    if (line === null) yield { row: ++row, broken: `it is longer than ${longestRow / 1024 ** 2} MiB` };
    else if (line.trim() !== '') yield parsed(++row, line);
  }
}

function parsed(row: number, line: string): ReadRow {
  try {
    const value: unknown = JSON.parse(line);
    return { row, value };
  } catch (error) {
    return { row, broken: `it is not JSON: ${(error as Error).message.slice(0, 120)}` };
  }
}

/** Null stands for one that is too long, of which the rest is passed over. */
async function* lines(chunks: AsyncIterable<string>): AsyncGenerator<string | null> {
  let parts: string[] = [];
  let length = 0;
  const take = (part: string) => {
    length += part.length;
    if (length <= longestRow) parts.push(part);
    else parts = [];
  };
  const whole = () => {
    const line = length > longestRow ? null : parts.join('');
    parts = [];
    length = 0;
    return line;
  };
  let isFirst = true;
  for await (const chunk of chunks) {
    const text = isFirst ? chunk.replace(/^\uFEFF/, '') : chunk;
    isFirst = false;
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      take(text.slice(from, end));
      yield whole();
      from = end + 1;
    }
    take(text.slice(from));
  }
  if (length > 0) yield whole();
}
