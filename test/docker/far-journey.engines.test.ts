import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Deployment } from '#contract/deployment';
import { authority } from '#support/certificates';
import { makeImages } from '#support/engines';
import { load } from '#support/load';
import { digits, serviceFile, type Written } from '#support/service-file';
import { startSshd } from '#support/sshd';
import { type Cli, openCli, type Ran } from './cli-stage.ts';
import { at, person } from './ssh-stage.ts';
import { tlsEngine } from './tls-stage.ts';

/** A host that is added as "far", the surroundings to do it in, and whether the address of a service is this machine's. */
type Far = { readonly add: readonly string[]; readonly env: Record<string, string>; readonly near: boolean };

async function behindJumpHost(after: AsyncDisposableStack): Promise<Far> {
  const ada = after.use(person());
  const gate = after.use(await startSshd({ keys: [ada.key] }));
  const inner = after.use(await startSshd({ keys: [ada.key] }));
  const far = `Host far\n HostName 127.0.0.1\n Port ${inner.port}\n User root\n ProxyJump ops@127.0.0.1:${gate.port}\n`;
  ada.write('config', far);
  ada.knows(gate);
  return {
    add: ['hosts', 'add', 'far', 'ssh://far', '--accept-key', inner.fingerprint()],
    env: { HOME: ada.home, USER: 'root', SSH_AUTH_SOCK: '' },
    near: true,
  };
}

async function byTls(after: AsyncDisposableStack): Promise<Far> {
  const ours = after.use(authority());
  const engine = after.use(await tlsEngine(ours.issue('server', { for: 'server' })));
  await makeImages(engine.own.url);
  const { ca, cert, key } = ours.issue('client', { for: 'client' });
  return { add: ['hosts', 'add', 'far', engine.url, '--ca', ca, '--cert', cert, '--key', key], env: {}, near: false };
}

describe.each([
  { way: 'by SSH behind a jump host', open: behindJumpHost },
  { way: 'by TLS, where no port can be reached from here', open: byTls },
])('$way', ({ open }) => {
  const after = new AsyncDisposableStack();
  const first: Written = serviceFile({ host: 'far' });
  const { service } = first;
  let far: Far;
  let cli: Cli;
  const run = (...words: readonly string[]): Promise<Ran> => cli.run([...words, '--json'], { env: far.env });
  beforeAll(async () => {
    far = await open(after);
    cli = after.use(openCli([]));
  });
  afterAll(async () => {
    if (cli) await run('retire', service, '--yes', '--host', 'far');
    await after[Symbol.asyncDispose]();
  });

  test('a service is deployed, asked, updated without an outage, looked at and taken back', async () => {
    cli.write('one.yaml', first);
    cli.write('two.yaml', { ...first, model: digits('1.1.0') });
    expect(await run(...far.add)).toMatchObject({ exit: 0, last: { hosts: [{ name: 'far', state: 'connected' }] } });
    expect(await run('hosts', 'check', 'far')).toMatchObject({ exit: 0 });

    const deployed = await run('deploy', '-f', 'one.yaml');
    expect(deployed.last).toMatchObject({ deployment: { state: 'succeeded', host: 'far', to: { release: 'r1' } } });
    expect([deployed.exit, deployed.err]).toEqual([0, '']);
    expect((await run('ask', service, '--golden', '--host', 'far')).last).toMatchObject({ golden: [{ ok: true }] });

    const { services } = (await run('status', service, '--host', 'far')).last as { services: { address: string }[] };
    const callers = far.near ? load(services[0]?.address ?? '') : null;
    const updated = await run('deploy', '-f', 'two.yaml');
    const seen = await callers?.stop();
    expect(updated.last).toMatchObject({ deployment: { state: 'succeeded', to: { release: 'r2' } } });
    expect(seen?.failed ?? []).toEqual([]);
    expect((updated.last as { deployment: Deployment }).deployment.from).toMatchObject({ release: 'r1' });

    expect((await run('logs', service, '--host', 'far')).lines.length).toBeGreaterThan(0);
    expect(await run('rollback', service, '--host', 'far')).toMatchObject({
      exit: 0,
      last: { deployment: { to: { release: 'r1' } } },
    });
    expect((await run('status', service, '--host', 'far')).last).toMatchObject({
      services: [{ state: 'serving', release: { release: 'r1' } }],
    });
  });

  test('nothing secret is kept of it: paths and public keys', async () => {
    const record = readFileSync(join(cli.home, 'slipway.db'), 'latin1');
    expect(record).not.toContain('PRIVATE KEY');
    if (!far.near) return expect(record).toContain(far.add.at(-1) ?? '');
    expect(readFileSync(join(cli.home, 'known_hosts'), 'utf8')).toMatch(
      /^\[127\.0\.0\.1\]:\d+ ssh-ed25519 \S+ accepted-\S+\n$/,
    );
    expect(statSync(join(cli.home, 'known_hosts')).mode & 0o077).toBe(0);
  });
});

test('a host that cannot be recognised is exit 4 with the whole command, and nothing is kept', async () => {
  await using ada = person();
  await using sshd = await startSshd({ keys: [ada.key] });
  await using cli = openCli([]);
  const env = { HOME: ada.home, USER: 'root', SSH_AUTH_SOCK: '' };
  const add = ['hosts', 'add', 'box', at(sshd)];
  const ran = await cli.run([...add, '--json'], { env });
  expect(ran.exit).toBe(4);
  const hint = expect.stringContaining(`slipway ${add.join(' ')} --accept-key ${sshd.fingerprint()}`);
  expect(ran.last).toMatchObject({ error: { code: 'HOST_UNREACHABLE', hint } });
  expect((await cli.run('hosts --json', { env })).last).toMatchObject({ hosts: [{ name: 'local' }] });
  expect((await cli.run(['hosts', 'add', 'plain', 'tcp://127.0.0.1:2375', '--json'], { env })).exit).toBe(4);
  expect((await cli.run([...add, '--accept-key', 'SHA256:short', '--json'], { env })).exit).toBe(2);
  expect((await cli.run([...add, '--ca', 'ca.pem', '--json'], { env })).exit).toBe(2);
});
