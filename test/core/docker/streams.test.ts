import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { demultiplex, execDuplex, logLines } from '#core/docker/streams';
import type { LogEntry } from '#core/docker/types';

const at = '2030-01-01T10:00:00.000000001Z';
const later = '2030-01-01T10:00:00.000000002Z';

const frame = (stream: number, content: Buffer | string): Buffer => {
  const bytes = Buffer.from(content);
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
};

/** The lines of a log that comes in pieces of `size` bytes. */
function linesOf(bytes: Buffer, size: number): LogEntry[] {
  const entries: LogEntry[] = [];
  const lines = logLines((entry) => entries.push(entry));
  const feed = demultiplex((stream, part) => lines.push(stream, part));
  for (let from = 0; from < bytes.length; from += size) feed(bytes.subarray(from, from + size));
  lines.end();
  return entries;
}

describe('a log', () => {
  const log = Buffer.concat([
    frame(1, `${at} grün\n`),
    frame(2, `${at} rot\r\n`),
    frame(1, `${later} \n`),
    frame(1, `${later} open end`),
  ]);

  test.each([1, 2, 7, 8, 9, 1000])('is the same in pieces of %i bytes', (size) => {
    expect(linesOf(log, size)).toEqual([
      { time: at, stream: 'stdout', line: 'grün' },
      { time: at, stream: 'stderr', line: 'rot' },
      { time: later, stream: 'stdout', line: '' },
      { time: later, stream: 'stdout', line: 'open end' },
    ]);
  });

  test('puts a line in parts together, a character in two parts too, while the other output goes on', () => {
    const [begin, end] = [Buffer.from('grü').subarray(0, 3), Buffer.from('grü').subarray(3)];
    const parts = Buffer.concat([
      frame(1, Buffer.concat([Buffer.from(`${at} `), begin])),
      frame(2, `${at} between\n`),
      frame(1, Buffer.concat([Buffer.from(`${later} `), end, Buffer.from('n\n')])),
    ]);
    expect(linesOf(parts, 5)).toEqual([
      { time: at, stream: 'stderr', line: 'between' },
      { time: at, stream: 'stdout', line: 'grün' },
    ]);
  });

  test('drops what a line has beyond 64 KiB, and never half a character', () => {
    const long = Buffer.concat([
      frame(1, `${at} x${'ü'.repeat(30_000)}`),
      frame(1, `${later} ${'ü'.repeat(30_000)}\n`),
      frame(1, `${later} next\n`),
    ]);
    const [cut, next] = linesOf(long, 10_000);
    expect(cut?.line).toBe(`x${'ü'.repeat(32_767)}`);
    expect(next?.line).toBe('next');
  });
});

test('a stream that has ended and closed can still be read to its end', async () => {
  const socket = new PassThrough();
  const stream = execDuplex(socket);
  socket.push(frame(1, 'all of it'));
  socket.push(null);
  await new Promise((resolve) => socket.once('end', resolve));
  socket.destroy();
  await new Promise((resolve) => setTimeout(resolve, 20));
  let read = '';
  for await (const chunk of stream) read += chunk;
  expect(read).toBe('all of it');
});
