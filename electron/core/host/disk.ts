import { statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import { label } from '../docker/labels.ts';
import type { ContainerSummary, Engine, EngineInfo } from '../docker/types.ts';

/** The file system under an engine's data, where images, containers and volumes are; bytes. `free` is for anybody. */
export type Disk = { readonly free: number; readonly total: number };

type Asked = {
  readonly engine: Pick<Engine, 'url' | 'listContainers' | 'exec'>;
  readonly info: Pick<EngineInfo, 'name' | 'root'>;
};

/** A file that an engine puts into every container from its own data: the file system of that is what it lies on. */
const ofTheData = '/etc/hosts';

/**
 * How much room is left for an engine's data: asked of this machine where the engine runs on it, else seen from a container
 * of ours that runs there, since an engine does not tell. Null where there is neither; nothing is started for it.
 */
export async function diskOf({ engine, info }: Asked, signal: AbortSignal): Promise<Disk | null> {
  const here = engine.url.startsWith('unix:') && info.name === hostname() ? await diskHere(info.root) : null;
  if (here) return here;
  const ours = (await engine.listContainers([label.role], signal)).find(sees);
  if (!ours) return null;
  const { code, stdout } = await engine.exec(ours.id, ['df', '-Pk', ofTheData], { signal });
  return code === 0 ? diskIn(stdout) : null;
}

/** Gateways and locks are made of an image that has the tool. */
const sees = ({ state, labels }: ContainerSummary): boolean =>
  state === 'running' && ['gateway', 'lock'].includes(labels[label.role] ?? '');

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
