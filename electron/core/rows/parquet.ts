import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ReadRow } from './read.ts';

/** Bytes that are read, or unpacked, at once: a row group of a usual writer has 128 MiB at most. */
const mostBytes = 256 * 1024 ** 2;
/** Rows that are read at once: of a group a part, so that wide rows fit too. */
const atOnce = 1_000;
/** Milliseconds for so many rows, and mebibytes for what they are made of: a sound file takes a fraction. */
const patience = 20_000;
const mostMemory = 1_024;

// As text, so that there is no file of its own to be found beside each bundle.
const reading = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { once } = require('node:events');
  const { open } = require('node:fs/promises');
  const zlib = require('node:zlib');
  const { path, bytes, library, atOnce, mostBytes } = workerData;
  // What is read ahead fails once more for nobody.
  process.on('unhandledRejection', () => {});

  const bounded = (unpack) => (input, length) => {
    if (!(length >= 0 && length <= mostBytes)) throw new Error('a page of it unpacks to too much');
    return unpack(input, length);
  };
  const by = (unpack) => bounded((input, length) => unpack(input, { maxOutputLength: Math.max(1, length) }));

  // As JSON would have it: what is beyond its exact numbers stays text, to be named.
  function plain(value) {
    if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
    if (ArrayBuffer.isView(value)) return Array.from(value, plain);
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
  }

  async function read() {
    const { parquetMetadataAsync, parquetReadObjects, snappyUncompress } = await import(library);
    const compressors = {
      SNAPPY: bounded((input, length) => {
        const output = new Uint8Array(length);
        snappyUncompress(input, output);
        return output;
      }),
      GZIP: by(zlib.gunzipSync),
      BROTLI: by(zlib.brotliDecompressSync),
      ZSTD: by(zlib.zstdDecompressSync),
    };
    const handle = bytes ? null : await open(path);
    const size = bytes ? bytes.length : (await handle.stat()).size;
    const file = {
      byteLength: size,
      async slice(from, to = size) {
        if (!(from >= 0 && to <= size && to >= from)) throw new Error('it points beyond its own end');
        if (to - from > mostBytes) throw new Error('a part of it is too large');
        if (bytes) return bytes.slice(from, to).buffer;
        const buffer = new Uint8Array(to - from);
        await handle.read(buffer, 0, to - from, from);
        return buffer.buffer;
      },
    };
    const metadata = await parquetMetadataAsync(file);
    const rows = Number(metadata.num_rows);
    if (!Number.isSafeInteger(rows) || rows < 0) throw new Error('it does not tell how many rows it has');
    for (let from = 0; from < rows; from += atOnce) {
      const to = Math.min(from + atOnce, rows);
      const found = await parquetReadObjects({ file, metadata, rowStart: from, rowEnd: to, compressors, utf8: true });
      if (found.length < to - from) throw new Error('it has fewer rows than it says');
      parentPort.postMessage({ rows: found.slice(0, to - from).map(plain) });
      await once(parentPort, 'message');
    }
    parentPort.postMessage({ rows: [] });
  }
  read().catch((error) => parentPort.postMessage({ failed: String(error?.message ?? error).slice(0, 200) }));
`;

/**
 * Rows of a Parquet file, by its path or its content, a part of a row group at a time, read in a thread that can be ended: a file may be made so that
 * it is read for years, and nobody else waits for it. What its pages claim to unpack to is bounded.
 */
export async function* parquetRows(file: string | Uint8Array): AsyncGenerator<ReadRow> {
  const source = typeof file === 'string' ? { path: file } : { bytes: file };
  const workerData = { ...source, library: import.meta.resolve('hyparquet'), atOnce, mostBytes };
  const resourceLimits = { maxOldGenerationSizeMb: mostMemory };
  const thread = new Worker(reading, { eval: true, execArgv: [], workerData, resourceLimits });
  // One that comes between two parts is met by the next, which never comes.
  thread.on('error', () => {});
  try {
    for (let row = 0; ; thread.postMessage('more')) {
      const part = await answerOf(thread);
      if ('failed' in part) throw new Error(part.failed);
      if (part.rows.length === 0) return;
      for (const value of part.rows) yield { row: ++row, value };
    }
  } finally {
    await thread.terminate();
  }
}

type Part = { readonly rows: readonly unknown[] } | { readonly failed: string };

async function answerOf(thread: Worker): Promise<Part> {
  const late = AbortSignal.timeout(patience);
  try {
    const [part] = await once(thread, 'message', { signal: late });
    return part;
  } catch (error) {
    if (late.aborted) throw new Error(`it takes longer than ${patience / 1000} s to read ${atOnce} rows of it`);
    throw error;
  }
}
