import { operatorHere, versionHere } from '#core/acting';
import type { OpenConsole, Opening } from '#wire/open';
import type { Process, Sink } from './io.ts';
import { run } from './run.ts';

// npm and the re-executing parent pass on a Ctrl-C that the terminal has already sent to the whole group.
const SAME_INTERRUPT_MS = 100;

// An interrupted call may never settle, and would keep the process alive; all output is written by then.
if (await main()) process.exit();

/** The process around `run`: streams, signals, the core's life and the exit status. True when it was interrupted. */
async function main(): Promise<boolean> {
  using signals = interrupts();
  await using held = new AsyncDisposableStack();
  const version = versionHere();
  let opening: Promise<OpenConsole> | undefined;
  let opened: OpenConsole | undefined;
  const notes = new Set<string>();
  const open = async (need: Opening['need']) => {
    const [{ openConsole }, { homeOf }] = await Promise.all([import('#wire/open'), import('#core/paths')]);
    const home = homeOf(process.env, process.platform);
    const note = (text: string) => void notes.add(text);
    const birth = { home, operator: operatorHere(), console: `slipway ${version}`, note };
    opened = held.use(await openConsole({ birth, need, signal: signals.signal }));
    return opened;
  };
  const stdout = sink(process.stdout);
  const stderr = sink(process.stderr);
  process.exitCode = await run(process.argv.slice(2), {
    open: async (need) => {
      opening ??= open(need);
      return (await opening).client;
    },
    attached: () => opened?.as === 'attached',
    stdout,
    stderr,
    stdin: {
      tty: process.stdin.isTTY === true,
      chunks: process.stdin,
      echo: (on) => void process.stdin.setRawMode?.(!on),
    },
    env: process.env,
    cwd: process.cwd(),
    version,
    signal: signals.signal,
    onInterrupt: signals.onInterrupt,
    hold: (it) => void held.use(it),
  });
  const lost = stdout.failure();
  if (lost) {
    const all = process.exitCode === 0 ? ' The command itself was carried out.' : '';
    await stderr.write(`What it says could not be written to standard output (${lost}).${all}\n`);
    process.exitCode ||= 1;
  }
  // What failed has said why by itself.
  if (process.exitCode === 0) for (const text of notes) await stderr.write(`${text}\n`);
  // A question that an interrupt left open would keep the process waiting for its answer.
  process.stdin.destroy();
  if (opened) await stay(opened, signals, stderr);
  // Only the core is left to close; who presses Ctrl-C once more does not want to wait for that.
  signals.onInterrupt(() => process.exit(130));
  return signals.signal.aborted;
}

type Signals = Pick<Process, 'signal' | 'onInterrupt'> & Disposable;

/** Deployments that others started run in this process: it ends when they have, or at a second Ctrl-C. */
async function stay(console: OpenConsole, { signal, onInterrupt }: Signals, stderr: Sink): Promise<void> {
  let warned = signal.aborted;
  using _ = onInterrupt(() => {
    if (warned || console.running() === 0) process.exit(130);
    warned = true;
    void stderr.write('Ctrl-C once more ends it now, and leaves them to be settled by the next command.\n');
  });
  const others = console.running();
  if (others > 0) {
    const what =
      others === 1
        ? 'a deployment that was started from elsewhere runs'
        : `${others} deployments that were started from elsewhere run`;
    await stderr.write(`This is done; ${what} in this process, which ends when that has.\n`);
  }
  await console.stay();
}

function interrupts(): Signals {
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

/**
 * A reader that hangs up (`slipway … | head`) ends the printing, never what is being carried out. `failure` is the code
 * of any other reason, as a full disk: who redirects the output must not take the half of it for all.
 */
function sink(stream: NodeJS.WriteStream): Sink & { failure(): string | null } {
  let first: NodeJS.ErrnoException | null = null;
  const failed = (error: Error | null | undefined) => {
    first ??= error ?? null;
  };
  stream.on('error', failed);
  return {
    tty: stream.isTTY === true,
    columns: stream.columns || 80,
    get gone() {
      return first !== null;
    },
    failure: () => (first === null || first.code === 'EPIPE' ? null : (first.code ?? first.message)),
    write: (text) =>
      new Promise((resolve) => {
        if (first) return resolve();
        stream.write(text, (error) => {
          failed(error);
          resolve();
        });
      }),
  };
}
