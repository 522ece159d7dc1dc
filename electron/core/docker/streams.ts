import { Duplex } from 'node:stream';
import type { LogEntry } from './types.ts';

const lineLimit = 64 * 1024;

/** Splits the engine's multiplexed stream: 8 bytes of header (stream number, length), then that many bytes. */
export function demultiplex(onBytes: (stream: 'stdout' | 'stderr', bytes: Buffer) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= 8) {
      const length = rest.readUInt32BE(4);
      if (rest.length < 8 + length) return;
      onBytes(rest[0] === 2 ? 'stderr' : 'stdout', rest.subarray(8, 8 + length));
      rest = rest.subarray(8 + length);
    }
  };
}

/** Cuts bytes into lines with the engine's time in front; a line longer than 64 KiB is cut there. */
export function logLines(onLine: (entry: LogEntry) => void): {
  push(stream: 'stdout' | 'stderr', bytes: Buffer): void;
  end(): void;
} {
  const open = { stdout: '', stderr: '' };
  const emit = (stream: 'stdout' | 'stderr', text: string) => {
    const space = text.indexOf(' ');
    if (space > 0) onLine({ time: text.slice(0, space), stream, line: text.slice(space + 1).replace(/\r$/, '') });
  };
  return {
    push(stream, bytes) {
      const lines = (open[stream] + bytes.toString('utf8')).split('\n');
      open[stream] = (lines.pop() ?? '').slice(0, lineLimit);
      for (const line of lines) emit(stream, line.slice(0, lineLimit));
    },
    end() {
      for (const stream of ['stdout', 'stderr'] as const) if (open[stream]) emit(stream, open[stream]);
    },
  };
}

/** An exec's hijacked socket as a plain stream: what is written goes to its standard input, its standard output is read. */
export function execDuplex(socket: Duplex): Duplex {
  const stream: Duplex = new Duplex({
    write: (chunk, _encoding, done) => void socket.write(chunk, () => done()),
    final: (done) => void socket.end(() => done()),
    read: () => void socket.resume(),
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  socket.on(
    'data',
    demultiplex((from, bytes) => {
      if (from === 'stdout' && !stream.push(bytes)) socket.pause();
    }),
  );
  socket.on('end', () => stream.push(null));
  socket.on('close', () => stream.destroy());
  socket.on('error', (error) => stream.destroy(error));
  return stream;
}
