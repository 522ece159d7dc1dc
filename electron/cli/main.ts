import { readFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { isErrnoException } from './input.ts';
import type { Client, Io, Sink } from './io.ts';
import { run } from './run.ts';

// npm and the re-executing parent pass on a Ctrl-C that the terminal has already sent to the whole group.
const SAME_INTERRUPT_MS = 100;

// An interrupted call may never settle, and would keep the process alive; all output is written by then.
if (await main()) process.exit();

/** The process around `run`: streams, signals, the core's life and the exit status. True when it was interrupted. */
async function main(): Promise<boolean> {
  using signals = interrupts();
  await using held = new AsyncDisposableStack();
  const version = packageVersion();
  let client: Promise<Client> | undefined;
  const open = async () => {
    const [{ openCore }, { homeOf }] = await Promise.all([import('#core/core'), import('#core/paths')]);
    const home = homeOf(process.env, process.platform);
    const core = await openCore({ home, operator: operator(), console: `slipway ${version}` });
    return held.use(core).client;
  };
  process.exitCode = await run(process.argv.slice(2), {
    client: () => {
      client ??= open();
      return client;
    },
    stdout: sink(process.stdout),
    stderr: sink(process.stderr),
    stdin: { tty: process.stdin.isTTY === true, chunks: process.stdin },
    env: process.env,
    cwd: process.cwd(),
    version,
    signal: signals.signal,
    onInterrupt: signals.onInterrupt,
  });
  // A question that an interrupt left open would keep the process waiting for its answer.
  process.stdin.destroy();
  // Only the core is left to close; who presses Ctrl-C once more does not want to wait for that.
  signals.onInterrupt(() => process.exit(130));
  return signals.signal.aborted;
}

function interrupts(): Pick<Io, 'signal' | 'onInterrupt'> & Disposable {
  const first = new AbortController();
  const listeners = new Set<() => void>();
  let last = Number.NEGATIVE_INFINITY;
  const heard = () => {
    const now = performance.now();
    if (now - last < SAME_INTERRUPT_MS) return;
    last = now;
    first.abort();
    for (const listener of listeners) listener();
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, heard);
  return {
    signal: first.signal,
    onInterrupt: (listener) => {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    [Symbol.dispose]: () => {
      for (const name of names) process.off(name, heard);
    },
  };
}

/** A reader that hangs up (`slipway … | head`) ends the printing, never what is being carried out. */
function sink(stream: NodeJS.WriteStream): Sink {
  let gone = false;
  stream.on('error', () => {
    gone = true;
  });
  return {
    tty: stream.isTTY === true,
    columns: stream.columns || 80,
    get gone() {
      return gone;
    },
    write: (text) =>
      new Promise((resolve) => {
        if (gone) return resolve();
        stream.write(text, (error) => {
          if (error) gone = true;
          resolve();
        });
      }),
  };
}

function operator(): string {
  const name = process.env.SUDO_USER || accountName() || process.env.USER || String(process.getuid?.() ?? 'unknown');
  return `${name}@${hostname()}`;
}

/** An account without an entry in the password file is no reason to fail. */
function accountName(): string | undefined {
  try {
    return userInfo().username;
  } catch (error) {
    if (isErrnoException(error)) return undefined;
    throw error;
  }
}

/** The nearest package.json above: beside `dist` when bundled, beside `electron` when not. */
function packageVersion(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const text = textOf(join(folder, 'package.json'));
    if (text !== undefined) return String((JSON.parse(text) as { version?: unknown }).version);
  }
  return 'unknown';
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isErrnoException(error) && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
