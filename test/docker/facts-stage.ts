import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import Docker from 'dockerode';
import { removeLeft } from '#support/left';
import { freshImage, freshName } from '#support/names';
import type { EngineStage } from './engine-stage.ts';

export type Container = Docker.Container;
export type State = Awaited<ReturnType<Container['inspect']>>['State'];

/** An engine asked in its own words, and a plain image there: busybox, and nothing set by whoever built it. */
export type FactsStage = AsyncDisposable & {
  readonly docker: Docker;
  /** A container of `command` as root with no grace, started; and where it `listens` for signals, once it does. */
  run(command: string, options?: Docker.ContainerCreateOptions): Promise<Container>;
  /** Kills the first process of a container from the host's own processes, by a container that sees those. */
  crash(container: Container): Promise<void>;
  /** Runs a command in it, and says whether it ended well. */
  succeeds(container: Container, command: string): Promise<boolean>;
  /** The same with what the engine tells of it, as it tells it: it remembers no more than a few hundred events. */
  watched(command: string, options?: Docker.ContainerCreateOptions): Promise<Watched>;
};

export type Watched = { readonly container: Container; readonly told: readonly Told[] };
/** `at` in seconds. */
export type Told = { readonly action: string; readonly at: number; readonly attributes: Record<string, string> };

export async function factsOn(stage: EngineStage): Promise<FactsStage> {
  const docker = new Docker({ socketPath: stage.url.replace('unix://', '') });
  const Image = freshImage();
  const exported = await docker.getContainer(await stage.idler()).export();
  const [repo, tag] = Image.split(':');
  await read(await docker.importImage(exported, { repo, tag }));
  const made: Container[] = [];
  const streams: NodeJS.ReadableStream[] = [];
  const create = async (command: string, options: Docker.ContainerCreateOptions = {}) => {
    const Cmd = ['sh', '-c', command];
    const container = await docker.createContainer({ name: freshName(), Image, Cmd, ...options });
    made.push(container);
    return container;
  };
  const run: FactsStage['run'] = async (command, options) => {
    const container = await create(command, options);
    await container.start();
    if (command.includes(listens))
      await until('it listens', async () => `${await container.logs({ stdout: true })}`.includes('it listens'));
    return container;
  };
  return {
    docker,
    run,
    async crash(container) {
      const { State } = await container.inspect();
      const helper = await run(`kill -9 ${State.Pid}`, { HostConfig: { PidMode: 'host' } });
      const { StatusCode } = await helper.wait();
      if (StatusCode !== 0) throw new Error(`the helper could not kill ${State.Pid}: exit ${StatusCode}`);
    },
    async succeeds(container, command) {
      const exec = await container.exec({ Cmd: ['sh', '-c', command], AttachStdout: true, AttachStderr: true });
      await read(await exec.start({}));
      return (await exec.inspect()).ExitCode === 0;
    },
    async watched(command, options) {
      const container = await create(command, options);
      const told: Told[] = [];
      const events = await docker.getEvents({ filters: { container: [container.id] } });
      streams.push(events);
      let rest = '';
      events.on('data', (chunk: Buffer) => {
        const lines = (rest + chunk.toString()).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines.filter(Boolean)) {
          const { Action, timeNano, Actor } = JSON.parse(line);
          told.push({ action: Action, at: timeNano / 1e9, attributes: Actor.Attributes });
        }
      });
      await container.start();
      return { container, told };
    },
    async [Symbol.asyncDispose]() {
      for (const it of streams) (it as Readable).destroy();
      const containers = made.map((it) => ({
        what: 'container',
        name: it.id,
        remove: () => it.remove({ force: true, v: true }),
      }));
      await Promise.all(containers.map((it) => removeLeft([it])));
      await removeLeft([{ what: 'image', name: Image, remove: () => docker.getImage(Image).remove() }]);
    },
  };
}

async function read(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString();
}

/** Waits until something holds: two minutes, since much goes on at once on two engines. */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 120_000; Date.now() < end; await pause(500)) if (await holds()) return;
  throw new Error(`It did not come to that within 120 s: ${what}`);
}

export const policies = ['always', 'unless-stopped', 'on-failure'] as const;
export const restart = (Name: (typeof policies)[number]) => ({ RestartPolicy: { Name, MaximumRetryCount: 0 } });

/** Behind the traps of a command: a signal that comes before them is lost on a first process. */
export const listens = 'echo it listens; while :; do sleep 30 & wait $!; done';

/** Ends with 3 on TERM, and is told nothing by any other signal that it can hear. */
export const hears = `trap "exit 3" TERM; trap "" HUP; ${listens}`;

export const restarts = async (container: Container): Promise<number> => (await container.inspect()).RestartCount;

export const restarted = (container: Container, times = 1): Promise<unknown> =>
  until('it was restarted', async () => {
    const { RestartCount, State } = await container.inspect();
    return RestartCount >= times && State.Running;
  });

/** Longer than an engine takes to restart what it restarts at all: its first pause is a tenth of a second. */
const enough = 2_500;

/** It has ended, and stays so. */
export async function staysDown(container: Container): Promise<{ exit: number; restarts: number }> {
  await until('it has ended', async () => !(await container.inspect()).State.Running);
  await pause(enough);
  const { State, RestartCount } = await container.inspect();
  if (State.Status !== 'exited') throw new Error(`it is ${State.Status} again, after ${RestartCount} restarts`);
  return { exit: State.ExitCode, restarts: RestartCount };
}
