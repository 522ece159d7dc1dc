import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Docker from 'dockerode';
import { label } from '#core/docker/labels';
import { imageFor } from '#support/images';
import { program } from '#support/program';
import type { Written } from '#support/service-file';
import { serviceFile } from '#support/service-file';
import type { Cli } from './cli-stage.ts';

/** Forty characters that are nowhere else on the machine. */
export const marker = (): string => `Slp%"${randomBytes(16).toString('hex')}/=`.padEnd(40, '~').slice(0, 40);

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export const secretFile = '/run/secrets/deep/token';

/** A model that reads its secret at the start and proves it by its hash; /leak prints it and answers it. */
const server = `
const { readFileSync, statSync, writeFileSync } = require('node:fs');
const value = readFileSync('${secretFile}', 'utf8');
const { uid, gid, mode } = statSync('${secretFile}');
let writable = true;
try { writeFileSync('${secretFile}', 'x'); } catch { writable = false; }
const hash = require('node:crypto').createHash('sha256').update(value).digest('hex');
const facts = { hash, uid, gid, mode: (mode & 0o777).toString(8), me: process.getuid(), writable, env: process.env.TOKEN === value };
require('node:http').createServer((request, response) => {
  const leak = request.url === '/leak';
  if (leak) console.log('the token is ' + value + ' or ' + Buffer.from('user:' + value).toString('base64'));
  const body = leak ? { value, header: Buffer.from('user:' + value).toString('base64') } : facts;
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}).listen(8080);
process.on('SIGTERM', () => process.exit(0));
`;

type Golden = NonNullable<Written['golden']>;

/** That the model has the secret with this hash, in a file that only its own user can read. */
export const proves = (value: string, wanted: object = {}): Golden => [
  {
    name: 'it has the secret',
    request: { method: 'GET', path: '/' },
    expect: {
      json: { hash: sha256(value), uid: 1000, gid: 1000, mode: '400', me: 1000, writable: false, ...wanted },
    },
  },
];

/** Asked of a replica, it makes the model print and answer its secret. */
export const leaks: Golden = [{ name: 'it leaks', request: { method: 'GET', path: '/leak' }, expect: {} }];

type Secrets = NonNullable<Written['model']['secrets']>;

export function reader(
  given: Partial<Written> = {},
  model: { env?: Record<string, string>; secrets?: Secrets } = {},
): Written {
  return serviceFile({
    model: {
      image: imageFor('1.0.0'),
      protocol: 'http',
      port: 8080,
      command: ['/bin/node', '-e', server],
      ready: { path: '/', within: '20s' },
      secrets: [{ name: 'token', file: secretFile }],
      ...model,
    },
    golden: [],
    scale: { replicas: 1, memory: '128m' },
    ...given,
  });
}

/** The volumes with secrets of a service. */
export async function secretVolumes(service: string): Promise<string[]> {
  const { Volumes } = await new Docker().listVolumes({
    filters: { label: [`${label.service}=${service}`, `${label.role}=secrets`] },
  });
  return (Volumes ?? []).map(({ Name }) => Name).sort();
}

/** All that an engine tells of a service: containers, volumes, networks, images with their history. */
export async function toldByEngine(service: string): Promise<string> {
  const docker = new Docker();
  const filters = { label: [`${label.service}=${service}`] };
  const containers = await docker.listContainers({ all: true, filters });
  const details = await Promise.all(containers.map(({ Id }) => docker.getContainer(Id).inspect()));
  const images = [...new Set(details.map(({ Image }) => Image))].map((id) => docker.getImage(id));
  const all = await Promise.all([
    ...images.flatMap((image) => [image.inspect(), image.history()]),
    docker.listVolumes({ filters }),
    docker.listNetworks({ filters }),
  ]);
  return JSON.stringify([containers, details, all]);
}

/** The bytes of every file below a folder, the database's log among them. */
export const filesBelow = (folder: string): Map<string, Buffer> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path, readFileSync(path)];
      }),
  );

/** Runs a command line and kills it, as a power cut would, when it has said that; false when it ended before. */
export async function killedWhen(cli: Pick<Cli, 'home' | 'folder'>, line: string, said: string): Promise<boolean> {
  const env = { ...process.env, SLIPWAY_HOME: cli.home, INIT_CWD: cli.folder };
  const child = spawn(process.execPath, [program, ...line.split(' ')], { env });
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
    if (out.includes(said)) child.kill('SIGKILL');
  });
  const [, signal] = await once(child, 'close');
  return signal === 'SIGKILL';
}

/** A value as it is and as it would be found encoded. */
export const formsOf = (value: string): string[] => [
  value,
  // What no way of writing text changes: its letters and digits.
  value.slice(5, 37),
  encodeURIComponent(value),
  Buffer.from(value).toString('base64').replace(/=+$/, '').slice(0, -1),
  Buffer.from(`user:${value}`).toString('base64').replace(/=+$/, '').slice(8, -1),
  Buffer.from(value).toString('hex'),
];
