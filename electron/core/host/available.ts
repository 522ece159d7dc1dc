import { readFile } from 'node:fs/promises';
import { type Asked, isHere, saidThere } from './seen.ts';

const file = '/proc/meminfo';

/**
 * Bytes of a host's memory that new processes could have without anything being pushed out, as its kernel estimates it
 * (MemAvailable of /proc/meminfo): of this machine where the engine runs on it, else as a container of ours sees it there.
 * Null where there is neither.
 */
export async function availableOn(asked: Asked, signal: AbortSignal): Promise<number | null> {
  const here = isHere(asked) ? await readFile(file, 'utf8').catch(() => null) : null;
  const said = here ?? (await saidThere(asked, ['cat', file], signal));
  return said === null ? null : availableIn(said);
}

/** Pure: what /proc/meminfo says (proc(5): in units of 1,024 bytes). */
export function availableIn(text: string): number | null {
  const [, kib] = /^MemAvailable:\s+(\d{1,12}) kB$/m.exec(text) ?? [];
  return kib === undefined ? null : Number(kib) * 1024;
}
