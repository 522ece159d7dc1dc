import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKeyring } from '#core/docker/ssh/keyring';
import type { Means } from '#core/docker/ssh/session';
import { makeKey, type Sshd } from '#support/sshd';
import { until } from '#support/until';

/** Somebody with a home folder of their own: keys, an SSH configuration, hosts that they know. */
export type Person = AsyncDisposable & {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  /** The public half of their key, id_ed25519. */
  readonly key: string;
  /** Writes a file below ~/.ssh. */
  write(name: string, text: string): string;
  /** Puts the host key of an sshd into ~/.ssh/known_hosts. */
  knows(...sshds: readonly Sshd[]): void;
  /** What a connection of theirs may use. */
  means(...accepts: readonly string[]): Means;
  /** Starts an agent that holds these keys; their surroundings name it from then on. */
  agent(...files: readonly string[]): Promise<void>;
};

export function person(): Person {
  const home = mkdtempSync(join(tmpdir(), 'slipway-ssh-home-'));
  const folder = join(home, '.ssh');
  mkdirSync(folder, { mode: 0o700 });
  const env: NodeJS.ProcessEnv = { HOME: home, USER: 'root', PATH: process.env.PATH };
  const stop = new AsyncDisposableStack();
  const write: Person['write'] = (name, text) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const knownHosts = join(folder, 'known_hosts');
  const keyring = openKeyring();
  return {
    home,
    env,
    key: makeKey(join(folder, 'id_ed25519')),
    write,
    knows(...sshds) {
      const before = existsSync(knownHosts) ? readFileSync(knownHosts, 'utf8') : '';
      write('known_hosts', before + sshds.map((it) => `[127.0.0.1]:${it.port} ${it.hostKey()}\n`).join(''));
    },
    means: (...accepts) => ({ trust: { file: join(home, 'accepted'), accepts }, keyring }),
    async agent(...files) {
      const socket = join(home, 'agent.sock');
      const child = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
      stop.defer(async () => {
        const ended = once(child, 'exit');
        child.kill();
        await ended;
      });
      await until('the agent listens', () => existsSync(socket));
      env.SSH_AUTH_SOCK = socket;
      for (const file of files)
        execFileSync('ssh-add', ['-q', file], { env: { ...process.env, ...env }, stdio: 'ignore' });
    },
    async [Symbol.asyncDispose]() {
      await stop[Symbol.asyncDispose]();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

export const at = ({ port }: Pick<Sshd, 'port'>, user = 'root', socket = ''): string =>
  `ssh://${user}@127.0.0.1:${port}${socket}`;
