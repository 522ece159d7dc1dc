import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { projectNode } from '#resources/setup/install.mjs';
import { debianEngine } from './engine-packages.ts';

const script = fileURLToPath(new URL('engine.sh', import.meta.url));
const images = fileURLToPath(new URL('../../resources/setup/images.mjs', import.meta.url));

/** A Docker engine of a test's own, beside the machine's, with processes, mounts and a network that nobody else has. */
export type ThrowAwayEngine = AsyncDisposable & {
  readonly url: string;
  /** freeze and thaw its process, or kill it as a crash would. */
  tell(word: 'freeze' | 'thaw' | 'kill'): void;
  /** Starts a program in its network, where the ports that it publishes are. */
  inside(file: string, args: readonly string[]): ChildProcessWithoutNullStreams;
};

/**
 * Starts Debian 13's engine (26.1, API 1.45) on a unix socket, with `settings` as its daemon.json. It ends when it is
 * disposed of or this process does, whatever way, and nothing of it stays. Needs root, on Linux with apt.
 */
export async function startEngine(settings: Readonly<Record<string, unknown>> = {}): Promise<ThrowAwayEngine> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    throw new Error('A second engine needs Linux and root: run this test so');
  const programs = await debianEngine();
  const folder = mkdtempSync(join(tmpdir(), 'slipway-engine-'));
  const group = basename(folder);
  writeFileSync(join(folder, 'daemon.json'), JSON.stringify(settings));
  const unshared = 'unshare --net --mount --pid --fork --kill-child --mount-proc sh "$SCRIPT"';
  const swept = `find /sys/fs/cgroup -depth -type d -path "*/$CGROUP*" -exec rmdir {} + 2>/dev/null; rm -rf "$FOLDER"`;
  const child = spawn('sh', ['-c', `${unshared}; ${swept}`], {
    // Away from the terminal: an interrupted test run still leaves it the time to end in order.
    detached: true,
    env: { PATH: `${programs}:${process.env.PATH}`, FOLDER: folder, CGROUP: group, SCRIPT: script },
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
    tell: (word) => void child.stdin.write(`${word}\n`),
    inside: (file, args) => spawn('nsenter', ['--net', '--target', `${innermost(child.pid)}`, file, ...args]),
    [Symbol.asyncDispose]: stop,
  };
}

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
