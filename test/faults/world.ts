import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Deployment } from '#contract/deployment';
import type { Verification } from '#contract/history';
import type { ServiceStatus } from '#contract/service';
import { openCore } from '#core/core';
import { connect } from '#core/docker/connect';
import type { Engine } from '#core/docker/types';
import { makeImages, startEngine, type ThrowAwayEngine } from '#support/engines';
import { freshName } from '#support/names';
import { digits, serviceFile, type Written } from '#support/service-file';
import { temporaryCore } from '#support/temporary-core';
import { type Callers, startCallers } from './callers.ts';
import { type Console, openConsole, type Ran } from './console.ts';
import type { OnRecord } from './facts.ts';

export const engines = { '20.10': 'installed', '26.1': 'newer' } as const;
export type EngineVersion = keyof typeof engines;

/** A throw-away engine with a service under constant load, two consoles that know of one another only through it, and containers of a stranger's. */
export type World = AsyncDisposable & {
  readonly own: ThrowAwayEngine;
  /** True when its engine's disk can be filled. */
  readonly disk: boolean;
  /** Straight to the engine, over no console's wire. */
  readonly engine: Engine;
  readonly service: string;
  readonly ada: Console;
  readonly bob: Console;
  readonly callers: Callers;
  /** Programs that a fault started and its end stops. */
  readonly held: Set<ChildProcess>;
  /** What was told of deployments that ended, by their ids. */
  readonly told: Map<string, string>;
  /** The value of the secret "canary", which both consoles know and nobody may ever show. */
  readonly canary: string;
  /** A release that was never there before, with `given` in place of whole parts of the file. */
  nextFile(given?: Partial<Written>): Written;
  /** A fresh name for a service beside the one that is called. */
  apart(): string;
  readonly socket: string;
};

/** `disk` is the size of a disk of the engine's own, so that it can be filled; fewer replicas make it quicker. */
export async function openWorld(version: EngineVersion, disk = '', replicas = 2): Promise<World> {
  await using held = new AsyncDisposableStack();
  const own = held.use(await startEngine({}, { programs: engines[version], disk }));
  await makeImages(own.url);
  const engine = await connect(own.url);
  held.defer(() => engine.close());
  const socket = own.url.replace('unix://', '');
  const ada = held.use(await openConsole('ada', socket));
  const bob = held.use(await openConsole('bob', socket));
  await putStrangers(engine);
  const canary = `canary-${randomBytes(12).toString('hex')}`;
  for (const console of [ada, bob]) must(await console.start(['secrets', 'set', 'canary'], {}, canary).ended);
  let made = 0;
  const { service } = serviceFile();
  const nextFile: World['nextFile'] = ({ model: more, ...given } = {}) => {
    made += 1;
    const model = digits(made % 2 === 1 ? '1.0.0' : '1.1.0');
    const env = { ...more?.env, ROUND: `${made}` };
    return serviceFile({
      service,
      scale: { replicas, memory: '128m' },
      ...given,
      model: { ...model, ...more, image: model.image, env },
    });
  };
  must(await ada.run('deploy', '-f', ada.write(nextFile())));
  must(await ada.run('deploy', '-f', ada.write(nextFile())));
  const { address } = (await statusOf(ada, service)) ?? {};
  if (!address) throw new Error(`nothing is told of where ${service} is asked`);
  const callers = held.use(startCallers(own, address));
  await callers.look();
  const all = held.move();
  return {
    own,
    disk: disk !== '',
    engine,
    service,
    ada,
    bob,
    callers,
    nextFile,
    socket,
    apart: freshName,
    told: new Map(),
    held: new Set(),
    canary,
    [Symbol.asyncDispose]: () => all[Symbol.asyncDispose](),
  };
}

/** One container that runs and one that does not, with names that look like nobody's. */
async function putStrangers(engine: Engine): Promise<void> {
  const [image] = await engine.listImages({ label: 'io.slipway.gateway=true' });
  const options = { Image: image?.id ?? '', Entrypoint: ['sh', '-c', 'while :; do sleep 60; done'], Cmd: [] };
  const HostConfig = { RestartPolicy: { Name: 'always' } };
  const running = { ...options, HostConfig, StopSignal: 'SIGKILL', name: 'stranger-running' };
  await engine.startContainer(await engine.createContainer(running));
  await engine.createContainer({ ...options, name: 'stranger-stopped' });
}

export function must(ran: Ran): Ran {
  if (ran.exit !== 0)
    throw new Error(`It ended with ${ran.exit ?? ran.signal}: ${JSON.stringify(ran.lines.at(-1))}\n${ran.err}`);
  return ran;
}

export async function statusOf(console: Console, service: string): Promise<ServiceStatus | null> {
  return known(async () => {
    const { lines } = await console.run('status', service);
    return (lines.at(-1) as { services?: ServiceStatus[] } | undefined)?.services?.[0] ?? null;
  });
}

/** That nothing could be read in time says nothing of a service: who is told so looks again. On a busy machine it happens. */
async function known(look: () => Promise<ServiceStatus | null>): Promise<ServiceStatus | null> {
  for (let left = 4; ; left--) {
    const status = await look();
    if (status?.state !== 'unknown' || left === 0) return status;
  }
}

/** A console's record, read as a shell would. */
async function recordOf({ home }: Console): Promise<{ deployments: Deployment[]; verified: Verification }> {
  await using core = await openCore({ home, operator: 'reader', console: 'test' });
  const { deployments } = await core.client.history.list({ limit: 10_000 });
  return { deployments, verified: await core.client.history.verify({}) };
}

/** What a console that knows nothing says. */
async function statusFromNothing({ own }: World, service: string): Promise<ServiceStatus | null> {
  const before = process.env.DOCKER_HOST;
  process.env.DOCKER_HOST = own.url;
  try {
    await using core = await temporaryCore('nobody');
    return await known(async () => {
      const found = await core.client.service.status({}).catch(() => ({ services: [] }));
      return found.services.find((it) => it.service === service) ?? null;
    });
  } finally {
    if (before === undefined) delete process.env.DOCKER_HOST;
    else process.env.DOCKER_HOST = before;
  }
}

/** Looks at a service from everywhere; `settler` settles once more what is settled, which is to change nothing. */
export async function lookAt(world: World, service: string, settler: Console): Promise<OnRecord> {
  settler.wire.forget();
  const status = await statusOf(settler, service);
  const again = [...settler.wire.changes];
  const records = await Promise.all([world.ada, world.bob].map(recordOf));
  return {
    status,
    again,
    fromNothing: await statusFromNothing(world, service),
    histories: records.map(({ deployments }) => deployments),
    verified: records.map(({ verified }) => verified),
  };
}
