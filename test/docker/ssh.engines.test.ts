import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '#core/docker/connect';
import { localUrl } from '#core/docker/local';
import { openKeyring } from '#core/docker/ssh/keyring';
import type { Engine } from '#core/docker/types';
import { makeKey, type Sshd, startSshd } from '#support/sshd';
import { until } from '#support/until';
import { at, type Person, person } from './ssh-stage.ts';

let ada: Person;
let plain: Sshd;
beforeAll(async () => {
  ada = person();
  plain = await startSshd({ keys: [ada.key], kinds: ['ed25519', 'ecdsa', 'rsa'] });
});
afterAll(async () => {
  await plain?.[Symbol.asyncDispose]();
  await ada?.[Symbol.asyncDispose]();
});

const local = async (): Promise<string> => {
  const engine = await connect(localUrl(process.env));
  const { id } = await engine.info();
  engine.close();
  return id;
};
const over = (url: string, who: Person, accepts: readonly string[] = []) =>
  connect(url, who.env, { means: who.means(...accepts), deadlines: { read: 60_000, write: 60_000 } });
const idOf = async (opening: Promise<Engine>): Promise<string> => {
  const engine = await opening;
  const { id } = await engine.info();
  engine.close();
  return id;
};

test('an engine is reached at its usual socket, over a host key that was accepted and one that is known', async () => {
  const here = await local();
  expect(await idOf(over(at(plain), ada, [plain.fingerprint()]))).toBe(here);
  // Accepted once, it is known from then on; the operator's own file was not touched.
  expect(await idOf(over(at(plain), ada))).toBe(here);
  await using bob = person();
  bob.write('known_hosts', `[127.0.0.1]:${plain.port} ${plain.hostKey('rsa')}\n`);
  bob.write(
    'config',
    `Host box\n HostName 127.0.0.1\n Port ${plain.port}\n User root\n IdentityFile ${ada.home}/.ssh/id_ed25519\n`,
  );
  expect(await idOf(over('ssh://box', bob))).toBe(here);
  expect(plain.log()).toContain('rsa-sha2-512');
});

test('all streams go over one connection, a hundred of them at once', async () => {
  // Whoever asked before hangs up a moment later.
  await until('nobody is connected', () => plain.children() === 0);
  const engine = await over(at(plain), ada, [plain.fingerprint()]);
  try {
    const asked = await Promise.all(Array.from({ length: 100 }, () => engine.get('/_ping')));
    expect(asked).toHaveLength(100);
    expect(plain.children()).toBe(1);
  } finally {
    engine.close();
  }
});

test('over a jump host, each machine recognised by its own key', async () => {
  await using bob = person();
  await using gate = await startSshd({ keys: [bob.key] });
  await using inner = await startSshd({ keys: [bob.key] });
  bob.write(
    'config',
    `Host inner\n HostName 127.0.0.1\n Port ${inner.port}\n User root\n ProxyJump gate\nHost gate\n HostName 127.0.0.1\n Port ${gate.port}\n User ops\n`,
  );
  const asks = (of: Sshd) => ({ code: 'HOST_UNREACHABLE', asks: { what: 'host-key', fingerprint: of.fingerprint() } });
  await expect(over('ssh://inner', bob)).rejects.toMatchObject(asks(gate));
  await expect(over('ssh://inner', bob, [gate.fingerprint()])).rejects.toMatchObject(asks(inner));
  expect(await idOf(over('ssh://inner', bob, [inner.fingerprint()]))).toBe(await local());
  expect(gate.log()).toContain('server_request_direct_tcpip');
});

test('through the docker command where sshd forwards no sockets, with as many streams at once as sessions may be', async () => {
  await using sshd = await startSshd({ keys: [ada.key], lines: ['AllowStreamLocalForwarding no'] });
  const engine = await over(at(sshd), ada, [sshd.fingerprint()]);
  try {
    const asked = await Promise.all(Array.from({ length: 40 }, () => engine.get('/_ping')));
    expect(asked).toHaveLength(40);
    expect(sshd.log()).toContain('failure direct-streamlocal');
    expect(sshd.log()).toContain('session 6 req exec');
    expect(sshd.log()).not.toContain('no more sessions');
  } finally {
    engine.close();
  }
});

describe('a key', () => {
  test('may be held by an agent, which is asked for the named one first', async () => {
    await using bob = person();
    const others = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => join(bob.home, name));
    for (const file of others) makeKey(file);
    const file = join(bob.home, '.ssh', 'work');
    const key = makeKey(file);
    await using sshd = await startSshd({ keys: [key] });
    bob.knows(sshd);
    await bob.agent(...others, file);
    await expect(over(at(sshd), bob)).rejects.toMatchObject({ hint: expect.stringContaining('IdentitiesOnly') });
    bob.write('config', `IdentityFile ${file}\nIdentitiesOnly yes\n`);
    expect(await idOf(over(at(sshd), bob))).toBe(await local());
  });

  test('that is locked is opened once with its passphrase, which is kept nowhere', async () => {
    await using bob = person();
    const file = join(bob.home, '.ssh', 'locked');
    const key = makeKey(file, 'ed25519', 'correct horse');
    await using sshd = await startSshd({ keys: [key] });
    bob.knows(sshd);
    bob.write('config', `IdentityFile ${file}\n`);
    const { keyring } = bob.means();
    await expect(over(at(sshd), bob)).rejects.toMatchObject({
      code: 'HOST_UNREACHABLE',
      hint: expect.stringContaining(`ssh-add ${file}`),
      asks: { what: 'passphrase', file },
    });
    await expect(keyring.unlock(file, 'wrong')).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' });
    await expect(openKeyring().unlock(file, 'correct horse')).rejects.toMatchObject({ code: 'BAD_COMMAND' });
    await keyring.unlock(file, 'correct horse');
    expect(await idOf(over(at(sshd), bob))).toBe(await local());
  });
});
