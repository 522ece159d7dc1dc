import type Dockerode from 'dockerode';
import { orNull } from './containers.ts';
import type { Wire } from './engine.ts';
import { calling } from './failure.ts';
import type { Engine, Usage } from './types.ts';

type Verbs = Pick<Engine, 'usage' | 'removeImage' | 'pruneCache'>;

/** Milliseconds for an engine to add up what its disk holds: it walks through every volume. */
const walk = 5 * 60_000;

type Found = {
  LayersSize?: number;
  Images?: (Dockerode.ImageInfo & { SharedSize?: number })[] | null;
  Volumes?:
    | { Name: string; Labels?: Record<string, string> | null; UsageData?: { Size: number; RefCount: number } | null }[]
    | null;
  BuildCache?: { Size: number; InUse: boolean; Shared: boolean }[] | null;
};

export function usageVerbs({ driver, url, deadlines }: Wire): Verbs {
  const write = (signal?: AbortSignal) => ({ url, deadline: deadlines.write, signal });
  return {
    usage: (signal) =>
      calling('add up its disk', { url, deadline: walk, signal }, async () => usageOf((await driver.df()) as Found)),
    removeImage: async (id, signal) => {
      await orNull(
        calling(`remove image ${id}`, write(signal), () => driver.getImage(id).remove({ abortSignal: signal })),
      );
    },
    pruneCache: (signal) =>
      calling('remove the build cache', { url, deadline: walk, signal }, async () => {
        const { SpaceReclaimed } = (await driver.pruneBuilder()) as { SpaceReclaimed?: number };
        return SpaceReclaimed ?? 0;
      }),
  };
}

/** −1 is an engine's word for what it did not count. */
const counted = (value: number | undefined): number | null => (value === undefined || value < 0 ? null : value);

function usageOf({ LayersSize, Images, Volumes, BuildCache }: Found): Usage {
  return {
    layers: LayersSize ?? 0,
    images: (Images ?? []).map(({ Id, RepoTags, RepoDigests, Labels, Size, SharedSize }) => {
      const shared = counted(SharedSize);
      return {
        id: Id,
        tags: (RepoTags ?? []).filter((tag) => tag !== '<none>:<none>'),
        digests: (RepoDigests ?? []).filter((digest) => !digest.startsWith('<none>')),
        labels: Labels ?? {},
        own: shared === null ? null : Size - shared,
      };
    }),
    volumes: (Volumes ?? []).map(({ Name, Labels, UsageData }) => ({
      name: Name,
      labels: Labels ?? {},
      size: counted(UsageData?.Size),
      users: counted(UsageData?.RefCount),
    })),
    cache: (BuildCache ?? []).reduce((sum, { Size, InUse, Shared }) => sum + (InUse || Shared ? 0 : Size), 0),
  };
}
