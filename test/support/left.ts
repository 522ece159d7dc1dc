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

/** Removes it all; what is gone already is done. */
export async function removeLeft(left: readonly Left[]): Promise<void> {
  for (const it of left) {
    await it.remove().catch((error: { statusCode?: number }) => {
      if (error.statusCode !== 404) throw error;
    });
  }
}
