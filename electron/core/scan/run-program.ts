import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program with its arguments: no shell reads them. `most` is bytes of its output, `within` milliseconds. */
export type Program = {
  readonly file: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly within: number;
  readonly most: number;
};

/** How it ended; `said` are the last words of its standard error. */
export type Ran =
  | { readonly ended: 'itself'; readonly code: number | null; readonly output: string; readonly said: string }
  | { readonly ended: 'late' | 'flooded' | 'unstartable'; readonly said: string };

const lastWords = 2_000;

/**
 * Runs a program to its end, or ends it: when its time is over, when it says more than it may, and when the signal fires,
 * which rejects with its reason. What it started goes with it, but on Windows.
 */
export async function runProgram(
  { file, args, folder, env, within, most }: Program,
  signal: AbortSignal,
): Promise<Ran> {
  signal.throwIfAborted();
  // A group of its own, so that all of it can be ended by one id.
  const detached = process.platform !== 'win32';
  const child = spawn(file, args, { cwd: folder, env, detached, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  const output: Buffer[] = [];
  let bytes = 0;
  let said = '';
  let why: 'late' | 'flooded' | 'unstartable' | null = null;
  const end = () => {
    kill(child.pid, detached);
    // Somebody who left the group may hold them open for ever.
    child.stdout.destroy();
    child.stderr.destroy();
  };
  const endFor = (reason: 'late' | 'flooded') => {
    why ??= reason;
    end();
  };
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > most) endFor('flooded');
    else output.push(chunk);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-lastWords);
  });
  child.on('error', (error) => {
    why ??= 'unstartable';
    said = error.message;
  });
  const timer = setTimeout(endFor, within, 'late');
  signal.addEventListener('abort', end, { once: true });
  try {
    const [code] = (await once(child, 'close').catch(() => [null])) as [number | null];
    signal.throwIfAborted();
    return why === null
      ? { ended: 'itself', code, output: Buffer.concat(output).toString('utf8'), said: said.trim() }
      : { ended: why, said: said.trim() };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
    // What it left running in its group has no use any more.
    kill(child.pid, detached);
  }
}

function kill(pid: number | undefined, group: boolean): void {
  if (pid === undefined) return;
  try {
    process.kill(group ? -pid : pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
