import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TlsFiles } from '#contract/host';
import { projectNode } from '#resources/setup/install.mjs';
import { debianEngine } from './engine-packages.ts';

const script = fileURLToPath(new URL('engine.sh', import.meta.url));
const images = fileURLToPath(new URL('../../resources/setup/images.mjs', import.meta.url));

/** A Docker engine of a test's own, beside the machine's, with processes, mounts and a network that nobody else has. */
export type ThrowAwayEngine = AsyncDisposable & {
  readonly url: string;
  /** freeze and thaw its process; kill it as a crash would, or stop it in order; start it again after either. */
  tell(word: 'freeze' | 'thaw' | 'kill' | 'stop' | 'start'): void;
  /** Where it keeps its images and containers, as this process sees it. */
  readonly data: string;
  /** Starts a program in its network, where the ports that it publishes are. */
  inside(file: string, args: readonly string[]): ChildProcessWithoutNullStreams;
};

/**
 * `programs` are Debian 13's (26.1, API 1.45) or those that this machine has; `disk` gives it a small one of its own,
 * "400m"; with `tls` it listens with that certificate at port 2376 of its own network, too.
 */
export type EngineMake = {
  readonly programs?: 'newer' | 'installed';
  readonly disk?: string;
  readonly tls?: TlsFiles;
};

/**
 * Starts an engine on a unix socket, with `settings` as its daemon.json. It ends when it is disposed of or this process
 * does, whatever way, and nothing of it stays. Needs root, on Linux with apt.
 */
export async function startEngine(
  settings: Readonly<Record<string, unknown>> = {},
  { programs = 'newer', disk = '', tls }: EngineMake = {},
): Promise<ThrowAwayEngine> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    throw new Error('A second engine needs Linux and root: run this test so');
  const first = programs === 'newer' ? `${await debianEngine()}:` : '';
  const folder = mkdtempSync(join(tmpdir(), 'slipway-engine-'));
  const group = basename(folder);
  writeFileSync(join(folder, 'daemon.json'), JSON.stringify(settings));
  const unshared = 'unshare --net --mount --pid --fork --kill-child --mount-proc sh "$SCRIPT"';
  const swept = `find /sys/fs/cgroup -depth -type d -path "*/$CGROUP*" -exec rmdir {} + 2>/dev/null; rm -rf "$FOLDER"`;
  const child = spawn('sh', ['-c', `${unshared}; ${swept}`], {
    // Away from the terminal: an interrupted test run still leaves it the time to end in order.
    detached: true,
    env: {
      PATH: `${first}${process.env.PATH}`,
      FOLDER: folder,
      CGROUP: group,
      SCRIPT: script,
      DISK: disk,
      TLS: tls ? tlsWords(tls) : '',
    },
  });
  const socket = join(folder, 'engine.sock');
  const ended = once(child, 'exit');
  const stop = async () => {
    child.stdin.end();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  for (const end = Date.now() + 60_000; !(await answers(socket)); await pause(100)) {
    if (child.exitCode === null && Date.now() < end) continue;
    const log = join(folder, 'engine.log');
    const said = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').slice(-5).join('\n') : 'it has no log';
    await stop();
    throw new Error(`The second engine does not answer:\n${said}`);
  }
  return {
    url: `unix://${socket}`,
    data: join(`/proc/${innermost(child.pid)}/root`, folder, 'data'),
    tell: (word) => void child.stdin.write(`${word}\n`),
    inside: (file, args) => spawn('nsenter', ['--net', '--target', `${innermost(child.pid)}`, file, ...args]),
    [Symbol.asyncDispose]: stop,
  };
}

const tlsWords = ({ ca, cert, key }: TlsFiles): string =>
  `--host tcp://127.0.0.1:2376 --tlsverify --tlscacert ${ca} --tlscert ${cert} --tlskey ${key}`;

/** Makes the sample and gateway images on an engine, as `npm run demo` does. */
export async function makeImages(url: string, which: 'all' | 'gateway' = 'all'): Promise<void> {
  await promisify(execFile)(projectNode(), [images, which], { env: { ...process.env, DOCKER_HOST: url } });
}

/** A process's first child's first child: `unshare` is in between, and outside of what it makes. */
function innermost(shell: number | undefined): number {
  const childOf = (pid: number) => Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')[0]);
  return childOf(childOf(shell ?? 0));
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    get({ socketPath, path: '/_ping' }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    }).on('error', () => resolve(false));
  });
}
