import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type Dockerode from 'dockerode';
import type { Wire } from './engine.ts';
import { calling, problemOf } from './failure.ts';
import { demultiplex, ended, execDuplex, logLines, wholeLines } from './streams.ts';
import type { Engine, LogEntry, LogOptions } from './types.ts';

type Verbs = Pick<Engine, 'exec' | 'dial' | 'attach' | 'logs' | 'followLogs'>;

export function execVerbs({ driver, url, deadlines }: Wire): Verbs {
  async function begin(id: string, command: readonly string[], withErrors: boolean, abortSignal: AbortSignal) {
    const exec = await driver.getContainer(id).exec({
      Cmd: [...command],
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: withErrors,
      abortSignal,
    });
    const socket = await inTime(exec.start({ hijack: true, stdin: true, abortSignal }), abortSignal);
    return { exec, socket };
  }
  return {
    exec: (id, command, options = {}) =>
      calling(
        `run ${command[0]} in ${id.slice(0, 12)}`,
        { url, deadline: deadlines.write, signal: options.signal },
        async (abortSignal) => {
          const { exec, socket } = await begin(id, command, true, abortSignal);
          const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
          socket.on(
            'data',
            demultiplex((stream, bytes) => void output[stream].push(Buffer.from(bytes))),
          );
          socket.end(options.input ?? '');
          await ended(socket, abortSignal).catch((error: unknown) => unlessUnread(error, abortSignal));
          const code = await exitCode(exec, abortSignal);
          const text = (chunks: Buffer[]) => Buffer.concat(chunks).toString('utf8');
          return { code, stdout: text(output.stdout), stderr: text(output.stderr) };
        },
      ),
    // Signal and deadline end the opening only: once it is open, the stream is its owner's to destroy.
    dial: (id, command, signal) =>
      calling(
        `open ${command[0]} in ${id.slice(0, 12)}`,
        { url, deadline: deadlines.read, signal },
        async (abortSignal) => execDuplex((await begin(id, command, false, abortSignal)).socket),
      ),
    attach: (id, signal) =>
      calling(`attach to ${id.slice(0, 12)}`, { url, deadline: deadlines.read, signal }, async (abortSignal) => {
        const options = { stream: true, stdin: true, stdout: true, hijack: true, abortSignal };
        return execDuplex(await inTime(driver.getContainer(id).attach(options) as Promise<Duplex>, abortSignal));
      }),
    logs: (id, options, signal) =>
      calling(`logs of ${id.slice(0, 12)}`, { url, deadline: deadlines.write, signal }, async (abortSignal) => {
        const entries: LogEntry[] = [];
        const lines = logLines((entry) => entries.push(entry));
        const bytes = await driver.getContainer(id).logs({ ...logOptions(options), follow: false, abortSignal });
        framesOf(options)((stream, part) => lines.push(stream, part))(Buffer.from(bytes));
        lines.end();
        return entries;
      }),
    followLogs: async (id, options, onLine, signal) => {
      const what = `logs of ${id.slice(0, 12)}`;
      const lines = logLines(onLine);
      const stream = await calling(what, { url, deadline: deadlines.read, signal }, () =>
        driver.getContainer(id).logs({ ...logOptions(options), follow: true, abortSignal: signal }),
      );
      const frames = framesOf(options)((from, part) => lines.push(from, part));
      stream.on('data', (chunk: Buffer) => {
        frames(chunk);
        const pause = options.onRead?.();
        if (!pause) return;
        stream.pause();
        void pause.finally(() => stream.resume());
      });
      await ended(stream as Duplex, signal).catch((error: Error) => {
        if (!signal.aborted) throw problemOf(what, url, error);
      });
      lines.end();
      await options.onRead?.();
    },
  };
}

const framesOf = ({ terminal }: LogOptions) => (terminal ? wholeLines : demultiplex);

const logOptions = (options: LogOptions) => ({
  stdout: true,
  stderr: true,
  timestamps: true,
  ...(options.tail === undefined ? {} : { tail: options.tail }),
  ...(options.since === undefined ? {} : { since: options.since }),
});

/** A stream that opens after its call was given up belongs to nobody. */
async function inTime(opening: Promise<Duplex>, signal: AbortSignal): Promise<Duplex> {
  const socket = await opening;
  if (signal.aborted) socket.destroy();
  signal.throwIfAborted();
  return socket;
}

/** A command that ends without reading its input resets the connection; how it ended is asked for all the same. */
function unlessUnread(error: unknown, signal: AbortSignal): void {
  const { code } = error as NodeJS.ErrnoException;
  if (signal.aborted || (code !== 'EPIPE' && code !== 'ECONNRESET')) throw error;
}

/** The engine closes a command's output a moment before it knows that the command has ended. */
async function exitCode(exec: Dockerode.Exec, abortSignal: AbortSignal): Promise<number> {
  for (;;) {
    const { Running, ExitCode } = await exec.inspect({ abortSignal });
    if (!Running) return ExitCode ?? -1;
    await pause(20, undefined, { signal: abortSignal });
  }
}
