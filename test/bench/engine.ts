import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { docker, run, which } from './command.ts';
import { pause } from './load.ts';

/**
 * The engine that everything is measured on; DOCKER_HOST is set to it. `own` says that it was started for this and ends
 * with it, `why` why not. `enter` gets a process into the network where its published ports are.
 */
export type BenchEngine = AsyncDisposable & {
  readonly own: boolean;
  readonly why: string;
  readonly enter: readonly string[];
  readonly folder: string;
};

const prefix = 'slipway-bench-';
const startWithin = 60_000;

/**
 * Starts an engine of its own in a network of its own, so that neither a swarm nor a gateway touches what runs here;
 * needs root on Linux. Elsewhere it is the machine's own engine. `images` are copied from there to here.
 */
export async function benchEngine(images: readonly string[]): Promise<BenchEngine> {
  const missing = ['dockerd', 'docker', 'unshare', 'setpriv', 'nsenter', 'ip'].filter((name) => !which(name));
  await sweep();
  const folder = mkdtempSync(join(tmpdir(), prefix));
  const why =
    process.platform !== 'linux' || process.getuid?.() !== 0 ? 'an engine of its own needs root on Linux' : '';
  if (why || missing.length > 0) return hosted(folder, why || `not installed: ${missing.join(', ')}`);

  const url = `unix://${folder}/docker.sock`;
  const daemon = start(folder, url);
  const close = async () => {
    await end(daemon);
    await clean(folder);
  };
  const before = process.env.DOCKER_HOST;
  process.env.DOCKER_HOST = url;
  try {
    await answering(daemon, folder);
    for (const image of images) await copyImage(image, before, url);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    own: true,
    why: '',
    enter: ['nsenter', `--net=/proc/${daemon.pid}/ns/net`],
    folder,
    [Symbol.asyncDispose]: close,
  };
}

function hosted(folder: string, why: string): BenchEngine {
  const close = async () => rmSync(folder, { recursive: true, force: true });
  return { own: false, why, enter: [], folder, [Symbol.asyncDispose]: close };
}

function start(folder: string, url: string): ChildProcess {
  const log = openSync(join(folder, 'dockerd.log'), 'w');
  const args = ['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')];
  args.push('-H', url, '-p', join(folder, 'dockerd.pid'), '--bip', '172.29.0.1/24');
  // The engine ends with this process, even when that is killed; a Ctrl-C is not for it, since it is still needed then.
  const inside = 'ip link set lo up && exec setpriv --pdeathsig TERM dockerd "$@"';
  const options = { detached: true, stdio: ['ignore', log, log] as ['ignore', number, number] };
  return spawn('unshare', ['--net', 'sh', '-c', inside, 'sh', ...args], options);
}

async function answering(daemon: ChildProcess, folder: string): Promise<void> {
  for (const end = Date.now() + startWithin; Date.now() < end && daemon.exitCode === null; await pause(200)) {
    const up = await docker('version', '--format', '{{.Server.Version}}').catch(() => null);
    if (up) return;
  }
  const log = readFileSync(join(folder, 'dockerd.log'), 'utf8').trim().split('\n').slice(-5).join('\n');
  throw new Error(`The engine for the measurement did not start:\n${log}`);
}

async function copyImage(image: string, from: string | undefined, to: string): Promise<void> {
  const source = from ? `-H "${from}"` : '-H unix:///var/run/docker.sock';
  await run('sh', ['-c', `docker ${source} save "$1" | docker -H "$2" load`, 'sh', image, to]);
}

async function end(daemon: ChildProcess): Promise<void> {
  const gone = new Promise<void>((resolve) => daemon.once('exit', () => resolve()));
  if (daemon.exitCode !== null || daemon.signalCode !== null) return;
  const all = await docker('ps', '-aq').catch(() => '');
  if (all.trim()) await docker('rm', '-f', ...all.trim().split('\n')).catch(() => {});
  daemon.kill('SIGTERM');
  await Promise.race([gone, pause(30_000).then(() => daemon.kill('SIGKILL'))]);
  await gone;
}

/** Folders of runs that were killed: their engine is gone, what it mounted may not be. */
async function sweep(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((it) => it.startsWith(prefix))) {
    const folder = join(tmpdir(), name);
    const pid = join(folder, 'dockerd.pid');
    const log = join(folder, 'dockerd.log');
    const alive = existsSync(pid) ? existsSync(`/proc/${readFileSync(pid, 'utf8').trim()}`) : !existsSync(log);
    if (!alive) await clean(folder);
  }
}

async function clean(folder: string): Promise<void> {
  for (const pid of readdirSync('/proc').filter((it) => /^\d+$/.test(it))) {
    if (commandOf(pid).includes(`${folder}/`)) kill(Number(pid));
  }
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  const ours = mounts.map((line) => line.split(' ')[1] ?? '').filter((path) => path.startsWith(`${folder}/`));
  for (const path of ours.toReversed()) await run('umount', ['-l', path]).catch(() => {});
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function kill(pid: number): void {
  if (pid === process.pid) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {}
}
