import { orNull } from './containers.ts';
import type { Wire } from './engine.ts';
import { calling } from './failure.ts';
import type { Engine } from './types.ts';

type Verbs = Pick<Engine, 'memoryOf'>;
type Said = {
  memory_stats?: { usage?: number; limit?: number; stats?: Record<string, number> };
  pids_stats?: { current?: number };
};

/** Bytes: what an engine writes where a container has no limit is the machine's memory or the kernel's largest number. */
const noLimit = 2 ** 53;

export function statsVerbs({ driver, url, deadlines }: Wire): Verbs {
  return {
    memoryOf: async (id, signal) => {
      const said = await orNull(
        calling(`memory of ${id.slice(0, 12)}`, { url, deadline: deadlines.read, signal }, async (abortSignal) => {
          const options = { stream: false, 'one-shot': true, abortSignal } as const;
          return (await driver.getContainer(id).stats(options)) as Said;
        }),
      );
      const { usage, limit = noLimit, stats = {} } = said?.memory_stats ?? {};
      if (usage === undefined) return null;
      // As the docker command counts, of the first or the second kind of control groups.
      const cache = stats.total_inactive_file ?? stats.inactive_file ?? 0;
      return {
        used: Math.max(0, usage - cache),
        limit: limit >= noLimit ? null : limit,
        processes: said?.pids_stats?.current ?? null,
      };
    },
  };
}
