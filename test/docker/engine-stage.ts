import { type AddressInfo, createServer } from 'node:net';
import { connect } from '#core/docker/connect';
import { localUrl } from '#core/docker/local';
import type { CreateOptions, Engine } from '#core/docker/types';
import { makeImages, startEngine, type ThrowAwayEngine } from '#support/engines';
import { freshName } from '#support/names';

/** A port that something on the host holds. */
export type HeldPort = { readonly port: number; letGo(): void };

/** One engine under test, and a way to make things there that are gone afterwards. */
export type EngineStage = AsyncDisposable & {
  readonly engine: Engine;
  readonly url: string;
  /** The image that everything is made of: it has busybox. */
  readonly image: string;
  /** A container of `command`, started unless it is told otherwise. */
  container(command: readonly string[], options?: CreateOptions & { start?: boolean }): Promise<string>;
  /** One container that runs and does nothing, the same at every call: to run commands in. */
  idler(): Promise<string>;
  network(): Promise<string>;
  volume(): Promise<string>;
  /** A port on the engine's own machine that a process listens on. */
  holdPort(): Promise<HeldPort>;
};

/** Runs until it is told to end; the image's own signal for that is USR1. */
export const idle = ['sh', '-c', 'trap "exit 0" USR1; while :; do sleep 1 & wait $!; done'];

export async function machineEngine(): Promise<EngineStage> {
  return stageOn(localUrl(process.env), listenHere);
}

export async function newerEngine(): Promise<EngineStage & { readonly own: ThrowAwayEngine }> {
  const own = await startEngine();
  try {
    await makeImages(own.url, 'gateway');
    const stage = await stageOn(own.url, () => listenInside(own));
    // What a test made there goes with the engine.
    const dispose = () => {
      stage.engine.close();
      return own[Symbol.asyncDispose]();
    };
    return { ...stage, own, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await own[Symbol.asyncDispose]();
    throw error;
  }
}

async function stageOn(url: string, holdPort: () => Promise<HeldPort>): Promise<EngineStage> {
  const engine = await connect(url);
  const [image] = await engine.listImages({ label: 'io.slipway.gateway=true' });
  if (!image) throw new Error('No gateway image: run "node resources/setup/images.mjs gateway"');
  const containers: string[] = [];
  const networks: string[] = [];
  const volumes: string[] = [];
  const container: EngineStage['container'] = async (command, { start = true, ...options } = {}) => {
    const name = freshName();
    const id = await engine.createContainer({ name, Image: image.id, Entrypoint: [...command], Cmd: [], ...options });
    containers.push(id);
    if (start) await engine.startContainer(id);
    return id;
  };
  let idler: Promise<string> | undefined;
  return {
    engine,
    url,
    image: image.id,
    holdPort,
    container,
    idler() {
      idler ??= container(idle);
      return idler;
    },
    async network() {
      const name = freshName();
      networks.push(await engine.createNetwork({ name, labels: { made: 'by a test' } }));
      return name;
    },
    async volume() {
      const name = freshName();
      await engine.createVolume(name, { made: 'by a test' });
      volumes.push(name);
      return name;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(containers.map((id) => engine.removeContainer(id)));
      for (const id of networks) await engine.removeNetwork(id);
      for (const name of volumes) await engine.removeVolume(name);
      engine.close();
    },
  };
}

function listenHere(): Promise<HeldPort> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      resolve({ port: (server.address() as AddressInfo).port, letGo: () => void server.close() });
    });
  });
}

async function listenInside(own: ThrowAwayEngine): Promise<HeldPort> {
  const listening = `const s=require('node:net').createServer().listen(0,'127.0.0.1',()=>console.log(s.address().port))`;
  const child = own.inside(process.execPath, ['-e', listening]);
  const [said] = await new Promise<[Buffer]>((resolve) => child.stdout.once('data', (it) => resolve([it])));
  return { port: Number(said), letGo: () => void child.kill() };
}
