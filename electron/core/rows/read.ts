import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Problem } from '#contract/problem';
import type { RowFormat } from '#contract/rows';
import { csvRows } from './csv.ts';
import { jsonRows } from './json-lines.ts';
import { parquetRows } from './parquet.ts';

/** One row by its number from 1, or in words why it cannot be read. */
export type ReadRow =
  | { readonly row: number; readonly value: unknown }
  | { readonly row: number; readonly broken: string };

/** A sample that is open: its rows come one after the other, and no more of it is in memory than a part. */
export type OpenRows = AsyncDisposable & { readonly format: RowFormat; readonly rows: AsyncIterable<ReadRow> };

/**
 * Opens a file of rows by what it holds: Parquet by its first bytes, else CSV by its name, else JSON lines. BAD_FILE with
 * the path where it cannot be read, also where that turns out later.
 */
export async function openRows(path: string): Promise<OpenRows> {
  let handle: FileHandle | undefined;
  try {
    // Opening a pipe waits for its other end, unless it is told not to.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    if (!(await handle.stat()).isFile()) throw unread(path, 'it is not a plain file');
    const start = Buffer.alloc(4);
    await handle.read(start, 0, 4, 0);
    const format = start.toString('latin1') === 'PAR1' ? 'parquet' : /\.(csv|tsv)$/i.test(path) ? 'csv' : 'json-lines';
    return {
      format,
      rows: explained(path, rowsOf(format, handle, path)),
      [Symbol.asyncDispose]: closing(handle),
    };
  } catch (error) {
    await handle?.close();
    throw error instanceof Problem ? error : unread(path, reasonOf(error), error);
  }
}

const closing = (handle: FileHandle) => () => handle.close();

function rowsOf(format: RowFormat, handle: FileHandle, path: string): AsyncIterable<ReadRow> {
  if (format === 'parquet') return parquetRows(path);
  const chunks = handle.createReadStream({ autoClose: false, encoding: 'utf8', start: 0 });
  return format === 'csv' ? csvRows(chunks, /\.tsv$/i.test(path) ? '\t' : ',') : jsonRows(chunks);
}

/** What goes wrong while a file is read, by whichever reader, ends in words: what is in it came from anywhere. */
async function* explained(path: string, rows: AsyncIterable<ReadRow>): AsyncGenerator<ReadRow> {
  try {
    yield* rows;
  } catch (error) {
    throw error instanceof Problem ? error : unread(path, reasonOf(error), error);
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EACCES: 'it may not be read',
    EISDIR: 'it is a folder',
    ENXIO: 'it is not a plain file',
  };
  return known[code] ?? (error instanceof Error ? error.message.slice(0, 200) : 'it could not be understood');
}

const unread = (path: string, why: string, cause?: unknown): Problem =>
  new Problem('BAD_FILE', `The sample ${path} cannot be read: ${why}`, {
    hint: 'A sample holds JSON lines, CSV with a header, or Parquet; its path is relative to the service file.',
    cause,
  });
