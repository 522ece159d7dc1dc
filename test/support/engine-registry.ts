import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get, request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { localUrl } from '#core/docker/local';
import { registryPrograms } from './engine-packages.ts';

/** A registry on a loopback port of this machine, which an engine here trusts without TLS. */
export type Registry = AsyncDisposable & {
  /** What stands before a repository's name: host and port. */
  readonly name: string;
  /** Copies an image that the engine has under `reference`, which begins with the registry's name. */
  push(reference: string): Promise<void>;
  /** The digest of a tag, as the registry itself has it. */
  digest(repository: string, tag: string): Promise<string>;
  /** Loses the content behind a digest. */
  lose(digest: string): void;
  stop(): Promise<void>;
  start(): Promise<void>;
};

/** Runs a program for as long as somebody holds the other end of its standard input: it never outlives its test. */
const lasting = '"$0" "$@" </dev/null >/dev/null 2>&1 & cat; kill $!; wait $!';

export async function openRegistry(): Promise<Registry> {
  const programs = await registryPrograms();
  const folder = mkdtempSync(join(tmpdir(), 'slipway-registry-'));
  const name = `127.0.0.1:${await freePort()}`;
  const config = join(folder, 'config.yml');
  const storage = { filesystem: { rootdirectory: folder } };
  writeFileSync(config, JSON.stringify({ version: 0.1, log: { level: 'error' }, storage, http: { addr: name } }));
  let stop = async () => {};
  const start = async () => {
    const child = spawn('sh', ['-c', lasting, join(programs, 'docker-registry'), 'serve', config]);
    const ended = once(child, 'exit');
    stop = async () => {
      child.stdin.end();
      await ended;
    };
    for (const end = Date.now() + 20_000; !(await answers(name)); await pause(50))
      if (Date.now() > end || child.exitCode !== null) throw new Error(`The registry at ${name} does not answer`);
  };
  await start();
  return {
    name,
    start,
    stop: () => stop(),
    push: (reference) => push(reference),
    async digest(repository, tag) {
      const accept = 'application/vnd.docker.distribution.manifest.v2+json';
      const found = await fetch(`http://${name}/v2/${repository}/manifests/${tag}`, { headers: { accept } });
      return found.headers.get('docker-content-digest') ?? '';
    },
    lose(digest) {
      const hex = digest.replace('sha256:', '');
      rmSync(join(folder, 'docker/registry/v2/blobs/sha256', hex.slice(0, 2), hex, 'data'));
    },
    async [Symbol.asyncDispose]() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Through the engine's API: the product itself never pushes. */
async function push(reference: string): Promise<void> {
  const colon = reference.lastIndexOf(':');
  const sent = request({
    socketPath: localUrl(process.env).replace('unix://', ''),
    method: 'POST',
    path: `/images/${reference.slice(0, colon)}/push?tag=${reference.slice(colon + 1)}`,
    headers: { 'X-Registry-Auth': Buffer.from('{}').toString('base64') },
  }).end();
  const [response] = await once(sent, 'response');
  const said = await text(response);
  if (response.statusCode !== 200 || said.includes('"error"')) throw new Error(`Cannot push ${reference}: ${said}`);
}

function answers(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    get(`http://${name}/v2/`, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    }).on('error', () => resolve(false));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
