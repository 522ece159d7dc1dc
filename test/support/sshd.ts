import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** A real sshd with host keys of its own on a port of the loopback, for as long as the test wants it. */
export type Sshd = AsyncDisposable & {
  readonly port: number;
  readonly folder: string;
  /** All that it has said so far, at DEBUG2. */
  log(): string;
  /** Its public host key of a kind, as it stands in known_hosts. */
  hostKey(kind?: KeyKind): string;
  fingerprint(kind?: KeyKind): string;
  /** Processes that it has begun for connections and that still are. */
  children(): number;
};
export type KeyKind = 'ed25519' | 'ecdsa' | 'rsa';

/**
 * `keys` are public keys that may log in, `kinds` its host keys, `lines` more of its configuration; `hides` are paths that
 * nobody who logs in sees anything behind. The user "ops" is there besides root, without rights on anything.
 */
export type SshdMake = {
  readonly keys: readonly string[];
  readonly kinds?: readonly KeyKind[];
  readonly lines?: readonly string[];
  readonly hides?: readonly string[];
  readonly port?: number;
  /** Goes on with the keys of another that was there before. */
  readonly folder?: string;
};

export async function startSshd(make: SshdMake): Promise<Sshd> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) throw new Error('An sshd needs Linux and root here');
  const folder = make.folder ?? mkdtempSync(join(tmpdir(), 'slipway-sshd-'));
  // Whoever logs in reads their keys there.
  chmodSync(folder, 0o755);
  const kinds = make.kinds ?? ['ed25519'];
  const port = make.port ?? (await freePort());
  for (const kind of kinds) makeKey(join(folder, `host_${kind}`), kind);
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  mkdirSync(join(folder, 'ops'), { recursive: true });
  mkdirSync(join(folder, 'empty'), { recursive: true });
  mkdirSync(join(folder, 'root'), { recursive: true });
  // What this machine's root has in its shell's profile is nothing of the test's.
  const users = readFileSync('/etc/passwd', 'utf8').replace(
    /^root:.*$/m,
    `root:x:0:0:root:${join(folder, 'root')}:/bin/sh`,
  );
  writeFileSync(join(folder, 'passwd'), users);
  copyFileSync('/etc/shadow', join(folder, 'shadow'));
  appendFileSync(join(folder, 'passwd'), `ops:x:4242:4242::${join(folder, 'ops')}:/bin/sh\n`);
  // A star is no password; an exclamation mark would lock the account for keys too.
  appendFileSync(join(folder, 'shadow'), 'ops:*:19000:0:99999:7:::\n');
  writeFileSync(join(folder, 'authorized_keys'), make.keys.join('\n'), { mode: 0o644 });
  writeFileSync(
    join(folder, 'sshd_config'),
    [
      ...(make.lines ?? []),
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      ...kinds.map((kind) => `HostKey ${folder}/host_${kind}`),
      `AuthorizedKeysFile ${folder}/authorized_keys`,
      'PidFile none',
      'UsePAM no',
      'StrictModes no',
      'PermitRootLogin prohibit-password',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'LogLevel DEBUG2',
      'MaxStartups 1000',
    ].join('\n'),
  );
  const script = [
    `mount --bind ${folder}/passwd /etc/passwd`,
    `mount --bind ${folder}/shadow /etc/shadow`,
    ...(make.hides ?? []).map((path) => `mount --bind /dev/null ${path}`),
    `exec /usr/sbin/sshd -D -e -f ${folder}/sshd_config`,
  ].join(' && ');
  const unshared = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', '-c', script];
  const child = spawn('unshare', unshared, { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString('utf8');
  });
  await listening(child, port, () => log);
  const pub = (kind: KeyKind) =>
    readFileSync(join(folder, `host_${kind}.pub`), 'utf8')
      .trim()
      .split(' ')
      .slice(0, 2)
      .join(' ');
  return {
    port,
    folder,
    log: () => log,
    hostKey: (kind = kinds[0] ?? 'ed25519') => pub(kind),
    fingerprint: (kind = kinds[0] ?? 'ed25519') => fingerprintOf(join(folder, `host_${kind}.pub`)),
    children: () => below(childrenOf(child.pid ?? 0)[0] ?? 0),
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await ended;
      }
      if (make.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes a key pair where there is none yet; gives its public half. */
export function makeKey(file: string, kind: KeyKind = 'ed25519', passphrase = ''): string {
  try {
    return readFileSync(`${file}.pub`, 'utf8').trim();
  } catch {
    execFileSync('ssh-keygen', ['-q', '-t', kind, '-N', passphrase, '-C', 'of-a-test', '-f', file]);
    return readFileSync(`${file}.pub`, 'utf8').trim();
  }
}

export function fingerprintOf(file: string): string {
  return /SHA256:\S+/.exec(execFileSync('ssh-keygen', ['-lf', file], { encoding: 'utf8' }))?.[0] ?? '';
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function listening(child: ChildProcess, port: number, log: () => string): Promise<void> {
  for (const end = Date.now() + 30_000; !(await answers(port)); await pause(30)) {
    if (child.exitCode !== null || Date.now() > end) throw new Error(`sshd did not start:\n${log()}`);
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.destroy());
    socket.on('error', () => resolve(false));
    socket.on('close', (failed) => resolve(!failed));
  });
}

const childrenOf = (pid: number): number[] => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
};

const below = (pid: number): number => childrenOf(pid).reduce((sum, it) => sum + 1 + below(it), 0);
