import type { Duplex } from 'node:stream';
import type { Wire } from './engine.ts';
import { calling, deadlines } from './failure.ts';
import { demultiplex, execDuplex, logLines } from './streams.ts';
import type { Engine, LogEntry } from './types.ts';

type Verbs = Pick<Engine, 'exec' | 'dial' | 'attach' | 'logs' | 'followLogs'>;

export function execVerbs({ driver, url }: Wire): Verbs {
  async function begin(id: string, command: readonly string[], withErrors: boolean, signal?: AbortSignal) {
    const ending = signal ? { abortSignal: signal } : {};
    const exec = await driver.getContainer(id).exec({
      Cmd: [...command],
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: withErrors,
      ...ending,
    });
    const socket: Duplex = await exec.start({ hijack: true, stdin: true, ...ending });
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
          await ended(socket, abortSignal);
          const { ExitCode } = await exec.inspect({ abortSignal });
          const text = (chunks: Buffer[]) => Buffer.concat(chunks).toString('utf8');
          return { code: ExitCode ?? -1, stdout: text(output.stdout), stderr: text(output.stderr) };
        },
      ),
    // The stream outlives the call, so the call's deadline must not reach it: only the caller's signal does.
    dial: (id, command, signal) =>
      calling(`open ${command[0]} in ${id.slice(0, 12)}`, { url, deadline: deadlines.read, signal }, async () => {
        const { socket } = await begin(id, command, false, signal);
        return execDuplex(socket);
      }),
    attach: (id, signal) =>
      calling(`attach to ${id.slice(0, 12)}`, { url, deadline: deadlines.read, signal }, async () => {
        const socket = await driver.getContainer(id).attach({ stream: true, stdin: true, stdout: true, hijack: true });
        return execDuplex(socket as Duplex);
      }),
    logs: (id, options, signal) =>
      calling(`logs of ${id.slice(0, 12)}`, { url, deadline: deadlines.write, signal }, async (abortSignal) => {
        const entries: LogEntry[] = [];
        const lines = logLines((entry) => entries.push(entry));
        const bytes = await driver.getContainer(id).logs({ ...logOptions(options), follow: false, abortSignal });
        demultiplex((stream, part) => lines.push(stream, part))(Buffer.from(bytes));
        lines.end();
        return entries;
      }),
    followLogs: async (id, options, onLine, signal) => {
      const lines = logLines(onLine);
      const stream = await calling(`logs of ${id.slice(0, 12)}`, { url, deadline: deadlines.read, signal }, () =>
        driver.getContainer(id).logs({ ...logOptions(options), follow: true, abortSignal: signal }),
      );
      stream.on(
        'data',
        demultiplex((from, part) => lines.push(from, part)),
      );
      await ended(stream as Duplex, signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
      lines.end();
    },
  };
}

const logOptions = (options: { tail?: number; since?: number }) => ({
  stdout: true,
  stderr: true,
  timestamps: true,
  ...(options.tail === undefined ? {} : { tail: options.tail }),
  ...(options.since === undefined ? {} : { since: options.since }),
});

async function ended(stream: Duplex, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const stop = () => {
      stream.destroy();
      reject(signal.reason);
    };
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    const done = (settle: () => void) => {
      signal.removeEventListener('abort', stop);
      settle();
    };
    stream.once('end', () => done(resolve));
    stream.once('close', () => done(resolve));
    stream.once('error', (error) => done(() => reject(error)));
  });
}
