import type { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import { Problem } from '#contract/problem';
import type { Wire } from './engine.ts';
import { calling } from './failure.ts';
import { packFiles, unpackFiles } from './tar.ts';
import type { ContainerDetails, ContainerSummary, CreateOptions, Engine, ListedContainer, TarEntry } from './types.ts';

const stateLimit = 64 * 1024 * 1024;

type Verbs = Pick<
  Engine,
  | 'listContainers'
  | 'everyContainer'
  | 'inspectContainer'
  | 'createContainer'
  | 'startContainer'
  | 'stopContainer'
  | 'restartContainer'
  | 'renameContainer'
  | 'updateRestart'
  | 'removeContainer'
  | 'putFiles'
  | 'getFiles'
>;

/**
 * The driver writes all options into the address too, unless told apart: there an engine's debug log and a proxy would keep
 * the environment, and a long one would be refused.
 */
function inBody({ name, ...body }: CreateOptions, abortSignal: AbortSignal) {
  return { _query: name === undefined ? {} : { name }, _body: body, abortSignal };
}

export function containerVerbs({ driver, url, deadlines }: Wire): Verbs {
  const read = (signal?: AbortSignal) => ({ url, deadline: deadlines.read, signal });
  const write = (signal?: AbortSignal) => ({ url, deadline: deadlines.write, signal });
  const inspect = (id: string, signal?: AbortSignal) =>
    orNull(
      calling(
        `inspect ${id}`,
        read(signal),
        (abortSignal): Promise<ContainerDetails> => driver.getContainer(id).inspect({ abortSignal }),
      ),
    );
  return {
    listContainers: (labels, signal) =>
      calling('list containers', read(signal), async (abortSignal) => {
        const found = await driver.listContainers({ all: true, filters: { label: [...labels] }, abortSignal });
        return (await existing(found, (id) => inspect(id, signal))).map(summaryOf);
      }),
    everyContainer: (ids, signal) =>
      calling('list containers', read(signal), async (abortSignal) => {
        const filters = ids === null ? {} : { id: [...ids] };
        const found = await driver.listContainers({ all: true, filters, abortSignal });
        return (await existing(found, (id) => inspect(id, signal))).map(listedOf);
      }),
    inspectContainer: inspect,
    createContainer: (options: CreateOptions, signal) =>
      calling(
        `create ${options.name ?? 'container'}`,
        write(signal),
        async (abortSignal) => (await driver.createContainer(inBody(options, abortSignal))).id,
      ),
    startContainer: (id, signal) =>
      calling(
        `start ${id.slice(0, 12)}`,
        write(signal),
        async (abortSignal) => void (await accepting(driver.getContainer(id).start({ abortSignal }), 304)),
      ),
    stopContainer: (id, seconds, signal) =>
      calling(
        `stop ${id.slice(0, 12)}`,
        { ...write(signal), deadline: deadlines.write + seconds * 1000 },
        async (abortSignal) => {
          await accepting(driver.getContainer(id).stop({ t: seconds, abortSignal }), 304, 404);
        },
      ),
    restartContainer: (id, seconds, signal) =>
      calling(
        `restart ${id.slice(0, 12)}`,
        { ...write(signal), deadline: deadlines.write + seconds * 1000 },
        async (abortSignal) => void (await driver.getContainer(id).restart({ t: seconds, abortSignal })),
      ),
    renameContainer: (id, name, signal) =>
      calling(`rename ${id.slice(0, 12)}`, write(signal), async (abortSignal) => {
        await driver.getContainer(id).rename({ name, abortSignal });
      }),
    updateRestart: (id, policy, signal) =>
      calling(`update ${id.slice(0, 12)}`, write(signal), async (abortSignal) => {
        await driver.getContainer(id).update({ RestartPolicy: { Name: policy }, abortSignal });
      }),
    removeContainer: async (id, signal) => {
      await insisting(() =>
        calling(`remove ${id.slice(0, 12)}`, write(signal), (abortSignal) =>
          accepting(driver.getContainer(id).remove({ force: true, v: true, abortSignal }), 404, 409),
        ),
      );
      await gone(id, (name) => inspect(name, signal));
    },
    putFiles: (id, path, files: readonly TarEntry[], uid, signal) =>
      calling(`write to ${path} of ${id.slice(0, 12)}`, write(signal), async (abortSignal) => {
        await driver.getContainer(id).putArchive(await packFiles(files, uid), { path, abortSignal });
      }),
    getFiles: (id, path, signal) =>
      orNull(
        calling(`read ${path} of ${id.slice(0, 12)}`, read(signal), async (abortSignal) => {
          const archive = await driver.getContainer(id).getArchive({ path, abortSignal });
          return unpackFiles(archive as Readable, stateLimit);
        }),
      ),
  };
}

/**
 * An engine that was ended while it removed what removes itself goes on listing it until it is started again, as dead and
 * without a name, and knows nothing of it by its id: it cannot be inspected or removed, and is not there (seen on 20.10;
 * moby/moby#51692 tells of newer ones).
 */
async function existing(
  found: readonly Dockerode.ContainerInfo[],
  inspect: (id: string) => Promise<unknown>,
): Promise<Dockerode.ContainerInfo[]> {
  const known = await Promise.all(
    found.map(async ({ Id, State }) => (State !== 'dead' && State !== 'removing') || (await inspect(Id)) !== null),
  );
  return found.filter((_, index) => known[index]);
}

/** What an engine could not remove at once, since something held its files, is left dead: it is removed by asking again. */
async function insisting(remove: () => Promise<void>): Promise<void> {
  for (let left = 2; ; left--) {
    try {
      return await remove();
    } catch (error) {
      if (left === 0 || !(error instanceof Problem && error.code === 'ENGINE_REFUSED')) throw error;
      await new Promise((resume) => setTimeout(resume, 500));
    }
  }
}

/** A removal that somebody else began answers 409 at once: it is done when the container is gone. */
async function gone(id: string, inspect: (id: string) => Promise<unknown>): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if ((await inspect(id)) === null) return;
    await new Promise((resume) => setTimeout(resume, 100));
  }
  throw new Problem('ENGINE_CONFLICT', `Container ${id.slice(0, 12)} is still being removed after 30 s`, {
    hint: `Look at it with "docker inspect ${id.slice(0, 12)}", then run the command again.`,
  });
}

async function accepting(call: Promise<unknown>, ...codes: number[]): Promise<void> {
  await call.catch((error: { statusCode?: number }) => {
    if (!codes.includes(error.statusCode ?? 0)) throw error;
  });
}

export async function orNull<T>(call: Promise<T>): Promise<T | null> {
  return call.catch((error: unknown) => {
    if (error instanceof Problem && error.code === 'ENGINE_NOT_FOUND') return null;
    throw error;
  });
}

function summaryOf(found: Dockerode.ContainerInfo): ContainerSummary {
  return {
    id: found.Id,
    name: (found.Names[0] ?? '').replace(/^\//, ''),
    image: found.ImageID,
    state: found.State,
    labels: found.Labels ?? {},
    ports: (found.Ports ?? [])
      .filter((port) => port.PublicPort)
      .map((port) => ({ address: port.IP ?? '', port: port.PublicPort })),
    createdAt: (found.Created || 0) * 1000,
  };
}

/** Who made a container chose its names: this much of them is enough to know it by. */
const longest = 1_000;
const cut = (text: string): string => text.slice(0, longest);

function listedOf(found: Dockerode.ContainerInfo): ListedContainer {
  const summary = summaryOf(found);
  const ports = (found.Ports ?? []).map(({ PrivatePort, PublicPort, IP }) => ({
    inside: PrivatePort,
    outside: PublicPort ? `${IP || '0.0.0.0'}:${PublicPort}` : null,
  }));
  return {
    ...summary,
    name: cut(summary.name),
    reference: cut(found.Image),
    status: cut(found.Status),
    exposes: ports.slice(0, 100),
  };
}
