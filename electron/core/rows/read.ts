import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { setImmediate as turn } from 'node:timers/promises';
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

/** A file by its path, or one that somebody handed over by name and content, of which nothing is written down. */
export type RowsFile = string | { readonly name: string; readonly bytes: Buffer };

/**
 * Opens a file of rows by what it holds: Parquet by its first bytes, else CSV by its name, else JSON lines. BAD_FILE with
 * the path where it cannot be read, also where that turns out later.
 */
export async function openRows(file: RowsFile): Promise<OpenRows> {
  return typeof file === 'string' ? openPath(file) : handedOver(file);
}

async function openPath(path: string): Promise<OpenRows> {
  let handle: FileHandle | undefined;
  try {
    // Opening a pipe waits for its other end, unless it is told not to.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    if (!(await handle.stat()).isFile()) throw unread(path, 'it is not a plain file');
    const opened = handle;
    const start = Buffer.alloc(4);
    await handle.read(start, 0, 4, 0);
    const format = formatOf(path, start);
    const chunks = () => opened.createReadStream({ autoClose: false, encoding: 'utf8', start: 0 });
    return {
      format,
      rows: explained(path, format === 'parquet' ? parquetRows(path) : textRows(format, path, chunks())),
      [Symbol.asyncDispose]: closing(handle),
    };
  } catch (error) {
    await handle?.close();
    throw error instanceof Problem ? error : unread(path, reasonOf(error), error);
  }
}

const closing = (handle: FileHandle) => () => handle.close();

function handedOver({ name, bytes }: Exclude<RowsFile, string>): OpenRows {
  const format = formatOf(name, bytes.subarray(0, 4));
  const rows = format === 'parquet' ? parquetRows(bytes) : textRows(format, name, textOf(bytes));
  return { format, rows: explained(name, rows), async [Symbol.asyncDispose]() {} };
}

function formatOf(name: string, start: Buffer): RowFormat {
  if (start.toString('latin1') === 'PAR1') return 'parquet';
  return /\.(csv|tsv)$/i.test(name) ? 'csv' : 'json-lines';
}

const textRows = (format: RowFormat, name: string, chunks: AsyncIterable<string>): AsyncIterable<ReadRow> =>
  format === 'csv' ? csvRows(chunks, /\.tsv$/i.test(name) ? '\t' : ',') : jsonRows(chunks);

/** As a file would be read: a part at a time, between which others get their turn. */
async function* textOf(bytes: Buffer): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  for (let at = 0; at < bytes.length; at += partBytes) {
    yield decoder.write(bytes.subarray(at, at + partBytes));
    await turn();
  }
  yield decoder.end();
}

const partBytes = 65_536;

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
