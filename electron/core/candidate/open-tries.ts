import * as z from 'zod';
import type { Settings } from '../store/settings.ts';

const tries = z.array(z.object({ name: z.string(), service: z.string(), host: z.string() }));
export type OpenTry = z.infer<typeof tries>[number];

const setting = 'candidates.open';

/** What is tried just now, kept in the record: a console that was killed leaves it there for the next one to clear away. */
export function openTries(settings: Pick<Settings, 'get' | 'set'>) {
  const list = (): OpenTry[] => {
    const read = tries.safeParse(JSON.parse(settings.get(setting) ?? '[]'));
    return read.success ? read.data : [];
  };
  const keep = (all: readonly OpenTry[]) => settings.set(setting, JSON.stringify(all));
  return {
    list,
    add: (it: OpenTry) => keep([...list(), it]),
    remove: (name: string) => keep(list().filter((it) => it.name !== name)),
  };
}
