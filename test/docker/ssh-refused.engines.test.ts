import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { createServer, connect as dial } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Problem } from '#contract/problem';
import { connect } from '#core/docker/connect';
import { freePort, makeKey, type Sshd, startSshd } from '#support/sshd';
import { relayTo } from '#support/tcp-relay';
import { at, type Person, person } from './ssh-stage.ts';

let ada: Person;
let sshd: Sshd;
beforeAll(async () => {
  ada = person();
  sshd = await startSshd({ keys: [ada.key], kinds: ['ed25519', 'ecdsa'] });
  ada.knows(sshd);
});
afterAll(async () => {
  await sshd?.[Symbol.asyncDispose]();
  await ada?.[Symbol.asyncDispose]();
});

/** Long, so that a machine that is busy still says why; what hangs is tried with the limit that the product has. */
const patient = { read: 60_000, write: 60_000 };
async function refusal(url: string, who: Person = ada, deadlines = patient): Promise<Problem> {
  const engine = await connect(url, who.env, { means: who.means(), deadlines }).catch((error: Problem) => error);
  if (engine instanceof Error) return engine;
  engine.close();
  throw new Error(`${url} was reached`);
}
const says = (message: RegExp, hint: RegExp) => ({
  code: 'HOST_UNREACHABLE',
  message: expect.stringMatching(message),
  hint: expect.stringMatching(hint),
});

describe('a host key', () => {
  test('that has changed stops before anything was said of who we are', async () => {
    await using bob = person();
    const other = makeKey(join(bob.home, 'other')).split(' ').slice(0, 2).join(' ');
    const file = bob.write('known_hosts', `# mine\n[127.0.0.1]:${sshd.port} ${other}\n`);
    await using relay = await relayTo({ host: '127.0.0.1', port: sshd.port });
    bob.write('config', `HostKeyAlias [127.0.0.1]:${sshd.port}\n`);
    const before = sshd.log().length;
    const problem = await refusal(at(relay), bob);
    expect(problem).toMatchObject(
      says(/has changed: it shows the ED25519 key SHA256:.*known is the ED25519 key SHA256:/, /nothing was sent/),
    );
    expect(problem.message).toContain(`${file} line 2`);
    expect(problem.message).toContain(sshd.fingerprint());
    expect(problem.asks).toBeUndefined();
    const log = sshd.log().slice(before);
    expect(log).toContain('SSH2_MSG_KEXINIT received');
    expect(log).not.toMatch(/userauth|SSH2_MSG_NEWKEYS received|auth2|service-accept/i);
  });

  test('that was revoked is refused', async () => {
    await using bob = person();
    bob.write('known_hosts', `@revoked * ${sshd.hostKey()}\n`);
    expect(await refusal(at(sshd), bob)).toMatchObject(says(/was revoked: ED25519 key .* line 1/, /new host key/));
  });

  test('that is unknown is only refused where the configuration says so', async () => {
    await using bob = person();
    bob.write('config', 'StrictHostKeyChecking yes\n');
    const problem = await refusal(at(sshd), bob);
    expect(problem).toMatchObject(says(/is not known: ED25519 key SHA256:/, /StrictHostKeyChecking yes/));
    expect(problem.asks).toBeUndefined();
  });
});

describe('who we are', () => {
  test('a user who is not there, and one whose keys are others', async () => {
    await using bob = person();
    bob.knows(sshd);
    const who = [at(sshd, 'nobody-of-that-name'), at(sshd)];
    for (const [url, user, by] of [
      [who[0], 'nobody-of-that-name', ada],
      [who[1], 'root', bob],
    ] as const)
      expect(await refusal(url ?? '', by)).toMatchObject(
        says(new RegExp(`user ${user} in with any`), /authorized_keys/),
      );
  });

  test('no key and no agent', async () => {
    await using bob = person();
    bob.knows(sshd);
    bob.write('config', 'IdentityFile ~/.ssh/none\n');
    expect(await refusal(at(sshd), bob)).toMatchObject(
      says(/no SSH key .* no agent .*none cannot be read \(ENOENT\)/, /ssh-add/),
    );
  });

  test('an agent that does not answer, and one without keys', async () => {
    await using bob = person();
    bob.knows(sshd);
    bob.write('config', 'IdentityFile ~/.ssh/none\n');
    bob.env.SSH_AUTH_SOCK = join(bob.home, 'gone.sock');
    expect(await refusal(at(sshd), bob)).toMatchObject(says(/the agent at .*gone.sock does not answer/, /ssh-add/));
    await bob.agent();
    expect(await refusal(at(sshd), bob)).toMatchObject(says(/the agent at .* holds no key/, /ssh-add/));
  });

  test('a key that others can read', async () => {
    await using bob = person();
    bob.knows(sshd);
    chmodSync(join(bob.home, '.ssh', 'id_ed25519'), 0o644);
    expect(await refusal(at(sshd), bob)).toMatchObject(says(/id_ed25519 is open to others: chmod 600/, /./));
  });

  test('a machine that takes passwords only', async () => {
    await using other = await startSshd({
      keys: [ada.key],
      lines: ['PubkeyAuthentication no', 'PasswordAuthentication yes'],
    });
    await using bob = person();
    bob.knows(other);
    expect(await refusal(at(other), bob)).toMatchObject(
      says(/takes no keys for this user, only password/, /PubkeyAuthentication/),
    );
  });
});

describe('what is behind it', () => {
  test('no engine, one that this user may not use, and a socket that nobody answers', async () => {
    await using bob = person();
    // The engine's folder cannot be looked into: to whoever logs in there is none.
    await using none = await startSshd({ keys: [bob.key], hides: ['/run/docker.sock'] });
    await using some = await startSshd({ keys: [bob.key] });
    bob.knows(none, some);
    expect(await refusal(at(none), bob)).toMatchObject(says(/There is no Docker engine on/, /name its socket/));
    expect(await refusal(at(some, 'ops'), bob)).toMatchObject(
      says(/may not use the engine's socket \/var\/run\/docker.sock/, /group "docker"/),
    );
    const path = join(bob.home, 'dead.sock');
    const server = createServer().listen(path);
    await new Promise((resolve) => server.once('listening', resolve));
    const named = at(some, 'root', path);
    server.close();
    expect(await refusal(named, bob)).toMatchObject(says(/dead\.sock/, /Docker/));
  });
});

describe('the network', () => {
  test('nothing listens there, it is no SSH, and a name that is not known', async () => {
    const port = await freePort();
    expect(await refusal(at({ port }))).toMatchObject(says(/Nothing listens at 127.0.0.1:/, /sshd running/));
    const greeter = createServer((socket) => void socket.end('220 mail ready\r\n')).listen(0, '127.0.0.1');
    await new Promise((resolve) => greeter.once('listening', resolve));
    expect(await refusal(at(greeter.address() as { port: number }))).toMatchObject(says(/does not speak SSH/, /port/));
    greeter.close();
    expect(await refusal('ssh://nowhere.invalid')).toMatchObject(
      says(/name of nowhere.invalid is not known/, /name server/),
    );
  });

  test('a jump host that has no way on', async () => {
    await using bob = person();
    bob.knows(sshd);
    const [gate] = [`ssh://root@127.0.0.1:${sshd.port}`];
    const port = await freePort();
    bob.write('known_hosts', `[127.0.0.1]:${sshd.port} ${sshd.hostKey()}\n`);
    bob.write(
      'config',
      `Host far\n HostName 127.0.0.1\n Port ${port}\n ProxyJump ${gate}\nHost *\n IdentityFile ${ada.home}/.ssh/id_ed25519\n`,
    );
    expect(await refusal('ssh://far', bob)).toMatchObject(
      says(/127.0.0.1:\d+ has no way to 127.0.0.1:\d+/, /AllowTcpForwarding/),
    );
  });

  test('a black hole, at any step, is left in time and said so', async () => {
    const hasty = { read: 1_000, write: 1_000 };
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as { port: number };
    expect(await refusal(at({ port }), ada, hasty)).toMatchObject(
      says(/did not exchange keys in time|did not greet/, /firewall/),
    );
    await using hole = await blackHole();
    expect(await refusal(at(hole), ada, hasty)).toMatchObject(says(/127.0.0.1:\d+ did not answer/, /firewall/));
    silent.close();
  });
});

/** A port whose machine answers nothing, not even that it is there: nobody takes connections, and as many wait as may. */
async function blackHole(): Promise<AsyncDisposable & { port: number }> {
  const listen =
    "const s=require('net').createServer().listen({port:0,host:'127.0.0.1',backlog:1},()=>console.log(s.address().port))";
  const child = spawn(process.execPath, ['-e', listen]);
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  child.kill('SIGSTOP');
  const port = Number(said);
  const waiting = Array.from({ length: 8 }, () => dial(port, '127.0.0.1').on('error', () => {}));
  return {
    port,
    async [Symbol.asyncDispose]() {
      for (const socket of waiting) socket.destroy();
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
