import * as z from 'zod';
import type { Engine } from '../docker/types.ts';
import { type Fact, type FactValues, had } from './facts.ts';

/** A volume that is not there yet is made empty. */
export async function volumesOf(
  engine: Engine,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Fact<FactValues['volumes']>> {
  const found = await Promise.all(
    names.map(async (name) => {
      const answer = await engine.get(`/volumes/${encodeURIComponent(name)}`, signal);
      const folder = answer === null ? null : folderOf(volumeOf(name).parse(answer).Options ?? {});
      return folder === null ? [] : [[name, folder] as const];
    }),
  );
  return had(
    Object.fromEntries(found.flat()),
    names.map((name) => `GET /volumes/${name}`).join(', '),
    new Date().toISOString(),
  );
}

/** What is mounted from a network or a disk is no folder of the host, though it has a path too. */
function folderOf({ device, type, o = '' }: Readonly<Record<string, string>>): string | null {
  const isBind = type === 'bind' || o.split(',').some((it) => it === 'bind' || it === 'rbind');
  return isBind && device?.startsWith('/') ? device : null;
}

/** An engine writes that there are no options: where it says nothing of them, it is no volume that it tells of. */
const volumeOf = (name: string) =>
  z.object({ Name: z.literal(name), Driver: z.string(), Options: z.record(z.string(), z.string()).nullable() });
