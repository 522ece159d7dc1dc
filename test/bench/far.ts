import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Dockerode from 'dockerode';
import { connect } from '#core/docker/connect';
import { openKeyring } from '#core/docker/ssh/keyring';
import { makeKey, startSshd } from '#support/sshd';
import { run } from './command.ts';
import { quantile } from './figures.ts';

/** Milliseconds of one call to the machine's engine, over an sshd on the loopback or, to compare, its own socket. */
export type Far = readonly {
  readonly name: string;
  readonly calls: number;
  readonly p50: number;
  readonly p95: number;
  /** A hundred calls at once: all of them in ms, and how many failed; null where that was not tried. */
  readonly together: { readonly ms: number; readonly failed: number } | null;
}[];

type Way = {
  readonly name: string;
  readonly calls: number;
  readonly ask: () => Promise<unknown>;
  readonly many: boolean;
};

const socket = '/var/run/docker.sock';
const atOnce = 100;

/** How fast an engine is over SSH: ours, the docker command's way, and the driver's own. Needs root, for the sshd. */
export async function compareSsh(say: (line: string) => void): Promise<Far> {
  await using after = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-ssh-'));
  after.defer(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'key');
  const sshd = after.use(await startSshd({ keys: [makeKey(file)] }));
  const env = { HOME: folder, USER: 'root' };
  const trust = { file: join(folder, 'accepted'), accepts: [sshd.fingerprint()] };
  const identity = join(folder, '.ssh');
  await run('mkdir', ['-p', identity]);
  writeFileSync(join(identity, 'config'), `IdentityFile ${file}\n`);
  const ours = await connect(`ssh://root@127.0.0.1:${sshd.port}`, env, { means: { trust, keyring: openKeyring() } });
  after.defer(() => ours.close());
  const local = await connect(`unix://${socket}`);
  after.defer(() => local.close());
  const driver = new Dockerode({
    protocol: 'ssh',
    host: '127.0.0.1',
    port: sshd.port,
    username: 'root',
    sshOptions: { privateKey: readFileSync(file) },
  });
  const command = commandOver(folder, file, sshd.port);
  const ways: readonly Way[] = [
    { name: 'Slipway over SSH', calls: 500, ask: () => ours.get('/_ping'), many: true },
    { name: "the engine's socket", calls: 500, ask: () => local.get('/_ping'), many: true },
    { name: "the driver's own SSH", calls: 20, ask: () => driver.ping(), many: true },
    { name: 'docker -H ssh://', calls: 10, ask: command, many: false },
  ];
  const figures: Far[number][] = [];
  for (const way of ways) {
    say(`${way.name}: ${way.calls} calls`);
    figures.push(await measured(way));
  }
  return figures;
}

async function measured({ name, calls, ask, many }: Way): Promise<Far[number]> {
  await ask();
  const took: number[] = [];
  for (let call = 0; call < calls; call++) {
    const began = performance.now();
    await ask();
    took.push(performance.now() - began);
  }
  const together = many ? await allAtOnce(ask) : null;
  return { name, calls, p50: quantile(took, 0.5), p95: quantile(took, 0.95), together };
}

async function allAtOnce(ask: () => Promise<unknown>): Promise<{ ms: number; failed: number }> {
  const began = performance.now();
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, ask));
  return { ms: performance.now() - began, failed: ended.filter(({ status }) => status === 'rejected').length };
}

/** The docker command starts "ssh" from its path: that one knows the test's key and host, and no others. */
function commandOver(folder: string, key: string, port: number): () => Promise<unknown> {
  const known = `-F /dev/null -i ${key} -o UserKnownHostsFile=${folder}/ssh-known -o StrictHostKeyChecking=accept-new`;
  writeFileSync(join(folder, 'ssh'), `#!/bin/sh\nexec /usr/bin/ssh ${known} "$@"\n`, { mode: 0o755 });
  const env = { PATH: `${folder}:${process.env.PATH}`, DOCKER_HOST: `ssh://root@127.0.0.1:${port}` };
  return () => run('docker', ['version', '--format', '{{.Server.APIVersion}}'], env);
}
