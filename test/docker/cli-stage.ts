import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { label } from '#core/docker/labels';
import { leftOnEngine, leftovers, removeLeft } from '#support/left';
import { program as tested } from '#support/program';
import type { Written } from '#support/service-file';
import { until } from '#support/until';

/** What a command line did: its exit status and what it printed; `lines` is standard output read as JSON, an object a line. */
export type Ran = {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
  readonly lines: readonly unknown[];
  readonly last: unknown;
};
export type Running = {
  /** Waits until it has printed that, to either side. */
  readonly prints: (text: string) => Promise<void>;
  /** Its standard output so far. */
  readonly printed: () => string;
  readonly interrupt: () => void;
  readonly pid: number | undefined;
  readonly signal: (name: NodeJS.Signals) => void;
  readonly ended: Promise<Ran>;
};
export type Surroundings = { readonly env?: Readonly<Record<string, string>>; readonly stdin?: string };

/** An operator who stands in a folder of their own, with an empty data folder and no terminal. */
export type Cli = AsyncDisposable & {
  readonly home: string;
  /** Where the operator stands. */
  readonly folder: string;
  readonly run: (line: string | readonly string[], around?: Surroundings) => Promise<Ran>;
  readonly start: (line: string | readonly string[], around?: Surroundings) => Running;
  /** Writes a file where the operator stands, and gives its name. */
  readonly write: (name: string, content: string | Written) => string;
};

/** `program` is what is run, where it is another than the one that is tested. What the services named there left goes with it. */
export function openCli(services: readonly string[] = [], program: string = tested): Cli {
  const home = mkdtempSync(join(tmpdir(), 'slipway-cli-home-'));
  const folder = mkdtempSync(join(tmpdir(), 'slipway-cli-'));
  const start: Cli['start'] = (line, { env = {}, stdin = '' } = {}) => {
    const words = typeof line === 'string' ? line.split(' ') : line;
    // Where npm starts it: the project's own folder, and the operator's in INIT_CWD.
    const options = { cwd: tmpdir(), env: { ...process.env, SLIPWAY_HOME: home, INIT_CWD: folder, ...env } };
    const child = spawn(process.execPath, [program, ...words], options);
    child.stdin.end(stdin);
    return running(child);
  };
  return {
    home,
    folder,
    start,
    run: (line, around) => start(line, around).ended,
    write: (name, content) => {
      writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
      return name;
    },
    async [Symbol.asyncDispose]() {
      for (const service of services) {
        const left = await leftovers(service);
        await removeLeft(await leftOnEngine((name) => left.some((one) => one.endsWith(` ${name}`))));
      }
      for (const path of [home, folder]) rmSync(path, { recursive: true, force: true });
    },
  };
}

export function running(child: ChildProcess): Running {
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    err += chunk;
  });
  const ended = new Promise<Ran>((resolve) => {
    child.on('close', (exit) => {
      const lines = jsonLines(out);
      resolve({ exit, out, err, lines, last: lines.at(-1) });
    });
  });
  return {
    ended,
    interrupt: () => void child.kill('SIGINT'),
    pid: child.pid,
    printed: () => out,
    signal: (name) => void child.kill(name),
    prints: (text) =>
      until(`it prints ${text}; so far:\n${out}${err}`, () => {
        if (child.exitCode !== null) throw new Error(`it ended before it printed ${text}:\n${out}${err}`);
        return out.includes(text) || err.includes(text);
      }),
  };
}

/** Empty where standard output is not JSON to its last line. */
function jsonLines(text: string): unknown[] {
  try {
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  } catch {
    return [];
  }
}

/** The containers that a question about this one has put beside it, and left there. */
export async function leftBeside(container: string): Promise<string[]> {
  const docker = new Docker();
  const { Id } = await docker.getContainer(container).inspect();
  const all = await docker.listContainers({ all: true, filters: { label: [`${label.role}=probe`] } });
  return all.filter(({ HostConfig }) => HostConfig.NetworkMode === `container:${Id}`).map((one) => one.Id);
}
