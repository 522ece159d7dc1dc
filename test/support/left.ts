import { setTimeout as pause } from 'node:timers/promises';
import Docker from 'dockerode';

/** Something on the engine that a test made: what it is, its name, and what takes it away. */
export type Left = { readonly what: string; readonly name: string; remove(): Promise<unknown> };

/** Everything on the engine whose name says that a test made it and that `mine` accepts, in the order in which it can go. */
export async function leftOnEngine(mine: (name: string) => boolean): Promise<Left[]> {
  const docker = new Docker();
  const [containers, networks, volumes, images] = await Promise.all([
    docker.listContainers({ all: true }),
    docker.listNetworks(),
    docker.listVolumes(),
    docker.listImages(),
  ]);
  const found: Left[] = [
    ...containers.map(({ Id, Names }) => ({
      what: 'container',
      name: Names[0]?.slice(1) ?? Id,
      remove: () => docker.getContainer(Id).remove({ force: true, v: true }),
    })),
    ...networks.map(({ Id, Name }) => ({ what: 'network', name: Name, remove: () => docker.getNetwork(Id).remove() })),
    ...(volumes.Volumes ?? []).map(({ Name }) => ({
      what: 'volume',
      name: Name,
      remove: () => docker.getVolume(Name).remove(),
    })),
    ...images
      .flatMap(({ RepoTags }) => RepoTags ?? [])
      .map((tag) => ({ what: 'image', name: tag, remove: () => docker.getImage(tag).remove() })),
  ];
  return found.filter(({ name }) => mine(name));
}

/** What is there of one service, as "container slipway-x-r1-1", sorted; its volume and pins too. */
export async function leftovers(service: string): Promise<string[]> {
  const ours = new RegExp(`^slipway[-/](lock-)?${service}(?=[-:]|$)`);
  return (await leftOnEngine((name) => ours.test(name))).map(({ what, name }) => `${what} ${name}`).sort();
}

/** Removes it all; what is gone already is done, and what is still held or on its way is asked again for a minute. */
export async function removeLeft(left: readonly Left[]): Promise<void> {
  for (const it of left) await removed(it, Date.now() + 60_000);
}

async function removed(it: Left, until: number): Promise<void> {
  try {
    await it.remove();
  } catch (error) {
    const { statusCode = 0 } = error as { statusCode?: number };
    if (statusCode === 404) return;
    if (![403, 409, 500].includes(statusCode) || Date.now() > until) throw error;
    await pause(1_000);
    await removed(it, until);
  }
}
