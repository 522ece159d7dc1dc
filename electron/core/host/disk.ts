import { statfs } from 'node:fs/promises';
import { type Asked, isHere, saidThere } from './seen.ts';

/** The file system under an engine's data, where images, containers and volumes are; bytes. `free` is for anybody. */
export type Disk = { readonly free: number; readonly total: number };

/** A file that an engine puts into every container from its own data: the file system of that is what it lies on. */
const ofTheData = '/etc/hosts';

/**
 * How much room is left for an engine's data: asked of this machine where the engine runs on it, else seen from a container
 * of ours that runs there, since an engine does not tell. Null where there is neither; nothing is started for it.
 */
export async function diskOf(asked: Asked, signal: AbortSignal): Promise<Disk | null> {
  const here = isHere(asked) ? await diskHere(asked.info.root) : null;
  if (here) return here;
  const said = await saidThere(asked, ['df', '-Pk', ofTheData], signal);
  return said === null ? null : diskIn(said);
}

/** Null where the folder is not there, or this user may not look: then it is another machine's, or a virtual one's. */
async function diskHere(root: string): Promise<Disk | null> {
  try {
    const { bavail, blocks, bsize } = await statfs(root);
    return { free: bavail * bsize, total: blocks * bsize };
  } catch {
    return null;
  }
}

/** Pure: what `df -Pk` writes (POSIX: one line a file system, in 1024-byte blocks). */
export function diskIn(text: string): Disk | null {
  const [, total, , free] = /\s(\d+)\s+(\d+)\s+(\d+)\s+\d+%\s/.exec(text.split('\n')[1] ?? '') ?? [];
  return total === undefined || free === undefined ? null : { free: Number(free) * 1024, total: Number(total) * 1024 };
}
