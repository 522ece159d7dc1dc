import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { program } from '#support/program';
import type { Written } from '#support/service-file';
import type { Wire } from '#support/wire';
import { openWire } from '#support/wire';

const crash = fileURLToPath(new URL('crash.mjs', import.meta.url));

/** A command that ended: `signal` where it was killed, `late` where it had to be since it would not end. */
export type Ran = {
  readonly exit: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly lines: readonly unknown[];
  readonly err: string;
  readonly late: boolean;
};
export type Command = {
  readonly child: ChildProcess;
  readonly ended: Promise<Ran>;
};

/** Somebody's console: a data folder and a way to the engine that nobody else has. Commands run with `--json`. */
export type Console = AsyncDisposable & {
  readonly name: string;
  readonly home: string;
  readonly wire: Wire;
  /** `env` may say where to crash (crash.mjs). */
  start(words: readonly string[], env?: Readonly<Record<string, string>>, input?: string): Command;
  run(...words: readonly string[]): Promise<Ran>;
  write(file: Written): string;
};

/** Longer than any command of the program may take, a frozen engine's deadlines included. */
const patience = 240_000;

export async function openConsole(name: string, socket: string): Promise<Console> {
  const home = mkdtempSync(join(tmpdir(), `slipway-faults-${name}-`));
  const wire = await openWire(socket);
  const start: Console['start'] = (words, env = {}, input = '') => {
    const surroundings = { ...process.env, SLIPWAY_HOME: home, DOCKER_HOST: wire.url, INIT_CWD: home, ...env };
    const child = spawn(process.execPath, ['--import', crash, program, ...words, '--json'], {
      cwd: home,
      env: surroundings,
      stdio: 'pipe',
    });
    child.stdin.on('error', () => {}).end(input);
    return { child, ended: ending(child) };
  };
  return {
    name,
    home,
    wire,
    start,
    run: (...words) => start(words).ended,
    write: (file) => {
      const path = join(home, 'slipway.yaml');
      writeFileSync(path, JSON.stringify(file));
      return path;
    },
    async [Symbol.asyncDispose]() {
      await wire[Symbol.asyncDispose]();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function ending(child: ChildProcess): Promise<Ran> {
  let out = '';
  let err = '';
  let late = false;
  child.stdout?.on('data', (part) => {
    out += part;
  });
  child.stderr?.on('data', (part) => {
    err += part;
  });
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, patience);
  return new Promise((resolve) => {
    child.once('close', (exit, signal) => {
      clearTimeout(timer);
      resolve({ exit, signal, lines: linesOf(out), err, late });
    });
  });
}

/** A killed command may have ended within a line. */
function linesOf(text: string): unknown[] {
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}
