import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { connect } from '#core/docker/connect';
import { localUrl } from '#core/docker/local';
import { noAccess } from '#core/gateway/access';
import { renderConfig } from '#core/gateway/config';
import { mountPoint, ports, stateFolder, user } from '#core/gateway/places';
import { initialState } from '#core/gateway/state';
import { look, performSwitch } from '#core/gateway/switch';
import type { GatewayInput, GatewayReplica, Switched } from '#core/gateway/types';

const nodeImage = 'slipway-sample/digits:1.0.0';

/** A stand-in for a model: says its name, waits when told to, counts what it was asked, and can be made unready. */
const server = `
let ready = true, asked = 0, busy = 0, most = 0;
require('node:http').createServer(async (request, response) => {
  const url = new URL(request.url, 'http://x');
  if (url.pathname === '/ready') return response.writeHead(ready ? 200 : 503).end('the model is ' + (ready ? 'ready' : 'loading'));
  if (url.pathname === '/unready') { ready = false; return response.end(); }
  if (url.pathname === '/ready-again') { ready = true; return response.end(); }
  if (url.pathname === '/asked') return response.end(JSON.stringify({ asked, most }));
  if (url.pathname === '/stream') {
    for (let n = Number(url.searchParams.get('n')); n > 0; n--) {
      response.write('data: ' + n + '\\n\\n');
      await new Promise((resume) => setTimeout(resume, Number(url.searchParams.get('ms'))));
    }
    return response.end();
  }
  asked++; most = Math.max(most, ++busy);
  let bytes = 0;
  for await (const part of request) bytes += part.length;
  await new Promise((resume) => setTimeout(resume, Number(url.searchParams.get('ms') ?? 0)));
  busy--;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ name: process.env.NAME, bytes, headers: request.headers }));
}).listen(8000);
process.on('SIGTERM', () => process.exit(0));
`;

export type Answer = { status: number; headers: Record<string, string>; text: string; name: string | undefined };
export type Stage = Awaited<ReturnType<typeof openStage>>;

/** A gateway on a network of its own, hardened as the product does it, with whatever replicas a test asks for. */
export async function openStage() {
  const engine = await connect(localUrl(process.env));
  const name = `gwtest-${randomBytes(4).toString('hex')}`;
  const containers: string[] = [];
  const [image] = await engine.listImages({ label: 'io.slipway.gateway=true' });
  const reference = (await engine.inspectImage('haproxy:3.2-alpine'))?.Id ?? image?.id;
  if (!reference) throw new Error('No gateway image: run "node resources/setup/images.mjs gateway"');
  await engine.createNetwork({ name, labels: {} });
  await engine.createVolume(name, {});
  const port = `${ports.public}/tcp`;
  const hostPort = await freePort();
  const gateway = await engine.createContainer({
    name: `${name}-gateway`,
    Image: reference,
    Entrypoint: ['haproxy', '-W', '-db', '-f', `${stateFolder}/haproxy.cfg`],
    Cmd: [],
    User: `${user}:${user}`,
    ExposedPorts: { [port]: {} },
    HostConfig: {
      RestartPolicy: { Name: 'always' },
      NetworkMode: name,
      PortBindings: { [port]: [{ HostIp: '127.0.0.1', HostPort: `${hostPort}` }] },
      Mounts: [{ Type: 'volume', Source: name, Target: mountPoint }],
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      PidsLimit: 256,
      // Names that are gone are asked of the host's own resolvers: one second, not ten.
      DnsOptions: ['timeout:1', 'attempts:1'],
    },
  });
  containers.push(gateway);
  await engine.putFiles(gateway, mountPoint, initialState('digits', null), user);
  await engine.startContainer(gateway);
  let epoch = 0;

  const stage = {
    engine,
    name,
    gateway,
    hostPort,
    get epoch() {
      return epoch;
    },
    input: (replicas: readonly GatewayReplica[], more: Partial<GatewayInput> = {}): GatewayInput => ({
      service: 'digits',
      epoch: epoch + 1,
      release: 1,
      front: front(),
      access: noAccess,
      frontHash: 'f',
      drain: 4000,
      replicas,
      ...more,
    }),
    async put(replicas: readonly GatewayReplica[], more: Partial<GatewayInput> = {}): Promise<Switched> {
      const input = stage.input(replicas, more);
      epoch = Math.max(epoch, input.epoch);
      return performSwitch(engine, gateway, renderConfig(input), input.epoch);
    },
    async replica(alias: string, release = 1): Promise<GatewayReplica> {
      const options = { Image: nodeImage, Entrypoint: ['node', '-e', server], Cmd: [], Env: [`NAME=${alias}`] };
      const id = await engine.createContainer({
        ...options,
        name: `${name}-${alias}`,
        HostConfig: { NetworkMode: name },
        NetworkingConfig: { EndpointsConfig: { [name]: { Aliases: [alias] } } },
      });
      containers.push(id);
      await engine.startContainer(id);
      await until(async () => (await stage.reach(`${alias}:8000`, '/ready')).startsWith('HTTP/1.1 200'));
      return { name: alias, release, weight: 100, port: 8000, ready: ready() };
    },
    setEpoch(value: number) {
      epoch = value;
    },
    remove: (alias: string) => engine.removeContainer(`${name}-${alias}`),
    stop: (alias: string) => engine.stopContainer(`${name}-${alias}`, 5),
    start: (alias: string) => engine.startContainer(`${name}-${alias}`),
    address: async (alias: string) =>
      (await engine.inspectContainer(`${name}-${alias}`))?.NetworkSettings.Networks[name]?.IPAddress,
    /** One command to HAProxy's runtime socket. */
    runtime: (command: string) =>
      engine.exec(gateway, ['nc', '127.0.0.1', `${ports.runtime}`], { input: `${command}\n` }),
    /** One request over the private port, as raw HTTP. */
    async reach(replica: string, path: string, extra = ''): Promise<string> {
      const input = `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Slipway-Replica: ${replica}\r\n${extra}\r\n`;
      return (await engine.exec(gateway, ['nc', '127.0.0.1', `${ports.private}`], { input })).stdout;
    },
    ask: (path = '/', options: AskOptions = {}) => ask({ port: hostPort, agent: false, path, ...options }),
    servers: async () => (await look(engine, gateway)).servers,
    async close() {
      for (const id of containers) await engine.removeContainer(id);
      await engine.removeNetwork(name);
      await engine.removeVolume(name);
      engine.close();
    },
  };
  await until(async () => (await stage.ask().catch(() => null)) !== null);
  return stage;
}

export const ready = () => ({ path: '/ready', least: 200, most: 299, contains: 'is ready' });

export const front = (more: Partial<GatewayInput['front']> = {}): GatewayInput['front'] => ({
  callers: 'machine',
  networks: [],
  keys: [],
  limit: { timeout: 10_000 },
  concurrency: null,
  queue: null,
  ...more,
});

type AskOptions = {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  agent?: Agent | false;
};

export function ask({ body, ...options }: AskOptions & { port: number; path: string }): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', method: body === undefined ? 'GET' : 'POST', ...options }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(parts).toString();
        const headers = response.headers as Record<string, string>;
        resolve({ status: response.statusCode ?? 0, headers, text, name: named(text) });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Fixed, because a port that the engine chooses changes at each start. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** In how many pieces an answer arrived. */
export function piecesOf(port: number, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      let pieces = 0;
      response.on('data', () => pieces++);
      response.on('end', () => resolve(pieces));
    });
    sent.on('error', reject);
    sent.end();
  });
}

function named(text: string): string | undefined {
  try {
    return JSON.parse(text).name;
  } catch {
    return undefined;
  }
}

/** Clients that ask one request after another over a connection that they keep; every second one posts, but where `path` is given. */
export function underLoad(port: number, { clients, path }: { clients: number; path?: string }) {
  const failed: string[] = [];
  const going = { on: true, sent: 0 };
  const client = async (n: number) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const post = path === undefined && n % 2 ? { body: 'x'.repeat(500) } : {};
    // A quarter of them pause, so that connections are idle too when something happens.
    const pause = n % 4 === 3 ? 150 : 0;
    while (going.on) {
      const answer = await ask({ port, agent, path: path ?? '/', ...post }).catch((error: Error) => error);
      if (answer instanceof Error) failed.push(`${answer.message}`);
      else if (answer.status !== 200) failed.push(`${answer.status} ${answer.text}`);
      going.sent++;
      if (pause) await new Promise((resume) => setTimeout(resume, pause));
    }
    agent.destroy();
  };
  const all = Promise.all(Array.from({ length: clients }, (_, n) => client(n)));
  return {
    /** Waits until so many more were sent. */
    async sent(more: number) {
      const goal = going.sent + more;
      await until(async () => going.sent >= goal);
    },
    async stop() {
      going.on = false;
      await all;
      return { failed, sent: going.sent };
    },
  };
}

/** Waits for a condition, at most 30 s. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await holds()) return;
    await new Promise((resume) => setTimeout(resume, 50));
  }
  throw new Error('It did not come to that within 30 s');
}
