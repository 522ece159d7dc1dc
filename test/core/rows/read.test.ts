import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { openRows } from '#core/rows/read';
import { folder, rowsOf } from './files.ts';

describe('JSON lines', () => {
  test('are read one by one, with what is none named in its place', async () => {
    using in_ = folder();
    const path = in_.write('a.jsonl', '\uFEFF{"a":1}\r\n\n{"a":\n[2]\n"x"');
    expect(await rowsOf(path)).toEqual([{ a: 1 }, expect.stringMatching(/^it is not JSON/), [2], 'x']);
  });
  test('that are longer than any request are passed over, and what follows is read', async () => {
    using in_ = folder();
    const path = in_.write('a.jsonl', `"${'x'.repeat(9 * 1024 * 1024)}"\n{"a":1}\n`);
    expect(await rowsOf(path)).toEqual(['it is longer than 8 MiB', { a: 1 }]);
  });
  test('an empty file has no rows', async () => {
    using in_ = folder();
    expect(await rowsOf(in_.write('a.jsonl', ''))).toEqual([]);
  });
});

describe('CSV', () => {
  test('has quotes, separators and line ends within cells', async () => {
    using in_ = folder();
    const path = in_.write('a.csv', '\uFEFFname,says\r\nada,"a, ""b""\nc"\r\n\r\ngrace,\r\n');
    expect(await rowsOf(path)).toEqual([
      { name: 'ada', says: 'a, "b"\nc' },
      { name: 'grace', says: '' },
    ]);
  });
  test('a row of another length is named, and so is a quote that nobody closes', async () => {
    using in_ = folder();
    const path = in_.write('a.csv', 'a,b\n1\n1,2,3\n1,"2');
    expect(await rowsOf(path)).toEqual([
      'it has 1 cells, and there are 2 columns',
      'it has 3 cells, and there are 2 columns',
      'a quote is opened in it and not closed',
    ]);
  });
  test('tabs separate where the name says so', async () => {
    using in_ = folder();
    expect(await rowsOf(in_.write('a.tsv', 'a\tb\n1\t2,3\n'))).toEqual([{ a: '1', b: '2,3' }]);
  });
  test('a header that names a column twice is refused', async () => {
    using in_ = folder();
    await expect(rowsOf(in_.write('a.csv', 'a,a\n1,2\n'))).rejects.toThrow(/names "a" twice/);
  });
});

describe('Parquet', () => {
  const columns = [
    { name: 'age', data: [7, 8, null], type: 'INT32' as const },
    { name: 'name', data: ['ada', 'grace', 'eve'], type: 'STRING' as const },
    { name: 'big', data: [1n, 2n ** 60n, 3n], type: 'INT64' as const },
  ];
  const expected = [
    { age: 7, name: 'ada', big: 1 },
    { age: 8, name: 'grace', big: '1152921504606846976' },
    { age: null, name: 'eve', big: 3 },
  ];
  test.each(['UNCOMPRESSED', 'SNAPPY'] as const)(
    'is read by what it holds, whatever it is called: %s',
    async (codec) => {
      using in_ = folder();
      const path = in_.write('rows.data', new Uint8Array(parquetWriteBuffer({ columnData: columns, codec })));
      expect(await rowsOf(path)).toEqual(expected);
    },
  );
  test.each([
    ['GZIP', (input: Uint8Array) => new Uint8Array(gzipSync(input))],
    ['ZSTD', (input: Uint8Array) => new Uint8Array(zstdCompressSync(input))],
  ] as const)('in %s too', async (codec, compress) => {
    using in_ = folder();
    const buffer = parquetWriteBuffer({ columnData: columns, codec, compressors: { [codec]: compress } });
    expect(await rowsOf(in_.write('a.parquet', new Uint8Array(buffer)))).toEqual(expected);
  });
  test('with more rows than are read at once comes in parts, in their order', async () => {
    using in_ = folder();
    const data = Array.from({ length: 2_500 }, (_, at) => at);
    const buffer = parquetWriteBuffer({ columnData: [{ name: 'n', data, type: 'INT32' }], rowGroupSize: 700 });
    const rows = await rowsOf(in_.write('a.parquet', new Uint8Array(buffer)));
    expect(rows.map((row) => (row as { n: number }).n)).toEqual(data);
  });
  test('hostile files end in words', async () => {
    using in_ = folder();
    const whole = Buffer.from(parquetWriteBuffer({ columnData: columns }));
    const footer = (length: number) => {
      const bytes = Buffer.from(whole);
      bytes.writeUInt32LE(length, bytes.length - 8);
      return bytes;
    };
    const torn = Array.from({ length: 12 }, () => {
      const bytes = Buffer.from(whole);
      const noise = randomBytes(6);
      for (const [at, byte] of noise.entries()) bytes[4 + ((byte * 7 + at * 131) % (bytes.length - 12))] = byte;
      return bytes;
    });
    const files = [
      Buffer.from('PAR1'),
      whole.subarray(0, 20),
      footer(0xff_ff_ff_ff),
      footer(3),
      footer(whole.length * 2),
    ];
    for (const bytes of files)
      await expect(rowsOf(in_.write('a.parquet', bytes))).rejects.toMatchObject({ code: 'BAD_FILE' });
    for (const bytes of torn) {
      const end = await rowsOf(in_.write('a.parquet', bytes)).catch((error: { code?: string }) => error.code);
      expect(end === 'BAD_FILE' || Array.isArray(end)).toBe(true);
    }
  });
});

test.each([
  ['that is not there', (path: string) => `${path}.none`, 'there is no such file'],
  ['that is a folder', (path: string) => path, 'it is not a plain file'],
])('a file %s is refused in words', async (_name, of, why) => {
  using in_ = folder();
  const path = in_.write('x', '').replace(/x$/, 'folder');
  mkdirSync(path);
  await expect(openRows(of(path))).rejects.toMatchObject({ code: 'BAD_FILE', message: expect.stringContaining(why) });
});

describe('a file that is handed over by its content', () => {
  const handed = (name: string, content: string | ArrayBuffer | Uint8Array) => ({
    name,
    bytes: typeof content === 'string' ? Buffer.from(content) : Buffer.from(new Uint8Array(content)),
  });
  test('is read as one that lies on a disk, in all formats', async () => {
    expect(await rowsOf(handed('a.csv', 'a,b\n1,\u00e4\n'))).toEqual([{ a: '1', b: '\u00e4' }]);
    expect(await rowsOf(handed('a.tsv', 'a\tb\n1\t2\n'))).toEqual([{ a: '1', b: '2' }]);
    const written = parquetWriteBuffer({ columnData: [{ name: 'age', data: [7, null], type: 'INT32' }] });
    expect(await rowsOf(handed('named.csv', written))).toEqual([{ age: 7 }, { age: null }]);
  });
  test('is read in parts, and no sign is torn between two of them', async () => {
    const long = '\u00e4'.repeat(100_000);
    expect(await rowsOf(handed('a.jsonl', `x${JSON.stringify(long)}\n${JSON.stringify({ a: long })}`))).toEqual([
      expect.stringMatching(/^it is not JSON/),
      { a: long },
    ]);
  });
  test('tells by its name why it cannot be read', async () => {
    await expect(rowsOf(handed('mine.parquet', 'PAR1 and no more'))).rejects.toThrow(
      /The sample mine.parquet cannot be read/,
    );
  });
});
