import { Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { LogEntry } from './types.ts';

export type Output = 'stdout' | 'stderr';

const lineLimit = 64 * 1024;
const lineFeed = 0x0a;

/** Splits the engine's multiplexed stream: 8 bytes of header (stream number, length), then that many bytes. */
export function demultiplex(onBytes: (stream: Output, bytes: Buffer) => void): (chunk: Buffer) => void {
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

/** A terminal's stream has no frames: its lines are handed on whole, so that each begins with its time. */
export function wholeLines(onBytes: (stream: Output, bytes: Buffer) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    const all = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = all.lastIndexOf(lineFeed) + 1;
    // What has no end by then is cut there: a line is cut at that length anyway.
    const taken = all.length - end > lineLimit ? all.length : end;
    if (taken > 0) onBytes('stdout', all.subarray(0, taken));
    rest = all.subarray(taken);
  };
}

type OpenLine = { readonly time: string; readonly parts: Buffer[]; bytes: number };

/**
 * Puts a log's frames together to lines, each with the time at which it began; what a line has beyond 64 KiB is dropped.
 * The engine cuts a line at every 16 KiB, in the middle of a character if need be, and puts a time before each part.
 */
export function logLines(onLine: (entry: LogEntry) => void): {
  push(stream: Output, frame: Buffer): void;
  end(): void;
} {
  const open: Record<Output, OpenLine | null> = { stdout: null, stderr: null };
  const close = (stream: Output) => {
    const line = open[stream];
    open[stream] = null;
    if (line) onLine({ time: line.time, stream, line: textOf(line) });
  };
  return {
    push(stream, frame) {
      for (let from = 0; from < frame.length; ) {
        const feed = frame.indexOf(lineFeed, from);
        const { time, text } = stamped(frame.subarray(from, feed < 0 ? frame.length : feed));
        open[stream] ??= { time, parts: [], bytes: 0 };
        append(open[stream], text);
        if (feed < 0) return;
        close(stream);
        from = feed + 1;
      }
    },
    end() {
      close('stdout');
      close('stderr');
    },
  };
}

/** The engine's time in front of a part, and what follows it. */
function stamped(part: Buffer): { time: string; text: Buffer } {
  const space = part.indexOf(0x20);
  const time = part.subarray(0, Math.max(space, 0)).toString('latin1');
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(time)) return { time: '', text: part };
  return { time, text: part.subarray(space + 1) };
}

function append(line: OpenLine, text: Buffer): void {
  const taken = text.subarray(0, lineLimit - line.bytes);
  line.parts.push(taken);
  line.bytes += taken.length;
}

function textOf({ parts, bytes }: OpenLine): string {
  const whole = Buffer.concat(parts);
  // A decoder leaves out the half of a character that the limit may have left at the end.
  if (bytes === lineLimit) return new StringDecoder('utf8').write(whole);
  return whole.toString('utf8').replace(/\r$/, '');
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
  let ended = false;
  socket.on(
    'data',
    demultiplex((from, bytes) => {
      if (from === 'stdout' && !stream.push(bytes)) socket.pause();
    }),
  );
  socket.on('end', () => {
    ended = true;
    stream.push(null);
  });
  socket.on('close', () => {
    // What has come and is not read yet must still be read: a slow reader would miss the end.
    if (ended && !stream.readableEnded) stream.once('end', () => stream.destroy());
    else stream.destroy();
  });
  socket.on('error', (error) => stream.destroy(error));
  return stream;
}

/** Waits for the end of what comes; a signal destroys the stream and is the failure then. */
export async function ended(stream: Duplex, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stop = () => {
    stream.destroy();
    reject(signal.reason);
  };
  stream.once('end', resolve);
  stream.once('close', resolve);
  stream.once('error', reject);
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return promise.finally(() => signal.removeEventListener('abort', stop));
}
