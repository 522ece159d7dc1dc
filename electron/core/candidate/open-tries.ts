import * as z from 'zod';
import type { Settings } from '../store/settings.ts';

const tries = z.array(z.object({ name: z.string(), service: z.string(), host: z.string() }));
export type OpenTry = z.infer<typeof tries>[number];

/** What is tried just now, kept in the record: a console that was killed leaves it there for the next one to clear away. */
export type OpenTries = {
  add(it: OpenTry): void;
  /** It is gone from its host. */
  remove(name: string): void;
  /** Nobody here looks after it any more, and it may still be there. */
  leave(name: string): void;
  /** What nobody looks after. */
  left(): OpenTry[];
};

const setting = 'candidates.open';

export function openTries(settings: Pick<Settings, 'get' | 'set'>): OpenTries {
  const ours = new Set<string>();
  const list = (): OpenTry[] => {
    const read = tries.safeParse(JSON.parse(settings.get(setting) ?? '[]'));
    return read.success ? read.data : [];
  };
  const keep = (all: readonly OpenTry[]) => settings.set(setting, JSON.stringify(all));
  return {
    add(it) {
      ours.add(it.name);
      keep([...list(), it]);
    },
    remove(name) {
      ours.delete(name);
      keep(list().filter((it) => it.name !== name));
    },
    leave: (name) => void ours.delete(name),
    left: () => list().filter(({ name }) => !ours.has(name)),
  };
}
