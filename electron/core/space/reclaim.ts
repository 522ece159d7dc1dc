import { Problem } from '#contract/problem';
import type { AlsoFree, Reclaimed, Space, SpaceItem } from '#contract/space';
import type { Engine } from '../docker/types.ts';
import type { Hosts, OpenHost } from '../host/hosts.ts';
import { permit } from '../host/permit.ts';
import { judgeSpace, type Removal } from './judge.ts';

type Wanted = { readonly host?: string | undefined; readonly also: readonly AlsoFree[] };

/** What could go from a host's disk, and what stays though nothing uses it. Reads only. UNKNOWN_HOST, HOST_UNREACHABLE. */
export async function lookAtSpace(
  hosts: Pick<Hosts, 'open'>,
  { host, also }: Wanted,
  signal = never(),
): Promise<Space> {
  const open = await hosts.open(host, signal);
  const { free, kept } = await judged(open, also, signal);
  const items = free.map(({ item }) => item);
  return { host: open.name, free: items, kept: [...kept], bytes: sum(items) };
}

/**
 * Frees it, as it is found now. What the engine does not let go, since somebody has begun to use it, is told with its words.
 * READ_ONLY, CONFIRMATION_NEEDED.
 */
export async function reclaimSpace(
  hosts: Pick<Hosts, 'open'>,
  { host, also, agreed }: Wanted & { readonly agreed?: string | undefined },
  signal = never(),
): Promise<Reclaimed> {
  const open = await hosts.open(host, signal);
  // What is removed is gone for good: also an unguarded host is asked about.
  const { name, mode = 'silent' } = open;
  permit({ name, mode: mode === 'silent' ? 'confirm' : mode }, 'Reclaiming space', agreed);
  const { free, kept } = await judged(open, also, signal);
  const before = await open.engine.usage(signal);
  const freed: SpaceItem[] = [];
  const left: Reclaimed['left'] = [];
  for (const removal of free) {
    try {
      await remove(open.engine, removal, signal);
      freed.push(removal.item);
    } catch (error) {
      if (!(error instanceof Problem) || error.code === 'HOST_UNREACHABLE') throw error;
      left.push({ ...removal.item, reason: error.message });
    }
  }
  const after = await open.engine.usage(signal);
  return { host: open.name, freed, left, kept: [...kept], bytes: Math.max(0, sizeOf(before) - sizeOf(after)) };
}

const never = (): AbortSignal => new AbortController().signal;

async function judged({ engine }: OpenHost, also: readonly AlsoFree[], signal: AbortSignal) {
  // Containers after the rest: one that is made meanwhile is seen, and what it is made of stays.
  const usage = await engine.usage(signal);
  const containers = await engine.everyContainer(null, signal);
  return judgeSpace({ usage, used: new Set(containers.map(({ image }) => image)), also });
}

function remove(engine: Engine, { remove: { what, name } }: Removal, signal: AbortSignal): Promise<unknown> {
  switch (what) {
    case 'image':
      return engine.removeImage(name, signal);
    case 'tag':
      return engine.untagImage(name, signal);
    case 'volume':
      return engine.removeVolume(name, signal);
    case 'cache':
      return engine.pruneCache(signal);
  }
}

const sum = (items: readonly SpaceItem[]): number => items.reduce((all, { bytes }) => all + (bytes ?? 0), 0);

type Usage = Awaited<ReturnType<Engine['usage']>>;
const sizeOf = ({ layers, volumes, cache }: Usage): number =>
  layers + cache + volumes.reduce((all, { size }) => all + (size ?? 0), 0);
