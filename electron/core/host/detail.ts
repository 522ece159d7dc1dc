import type { HostDetail } from '#contract/host';
import { gpuWay, singleGpus } from '../docker/gpus.ts';
import type { EngineInfo } from '../docker/types.ts';
import { availableOn } from './available.ts';
import { clockDifference } from './clock.ts';
import { diskOf } from './disk.ts';
import { type GpuUser, gpuUsers, isSameGpu } from './gpu-users.ts';
import type { Hosts } from './hosts.ts';

/** A close look at one host: what it is, and what may be in the way of a deployment there. Starts nothing. HOST_UNREACHABLE. */
export async function showHost(
  hosts: Pick<Hosts, 'open'>,
  name: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<HostDetail> {
  const open = await hosts.open(name, signal);
  const { engine } = open;
  const info = await engine.info(signal);
  const way = gpuWay(info);
  const [clock, disk, available, users] = await Promise.all([
    clockDifference(engine, signal),
    diskOf({ engine, info }, signal),
    availableOn({ engine, info }, signal),
    way.by === 'none' ? [] : gpuUsers(engine, signal),
  ]);
  return {
    name,
    at: new Date().toISOString(),
    engine: engineOf(info),
    clock,
    disk,
    available,
    gpus: gpusOn(info, users),
  };
}

function engineOf(info: EngineInfo): HostDetail['engine'] {
  const { version, api, architecture, cpus, memory, system, kernel, root, storage, cgroup } = info;
  const { security, runtimes, liveRestore, warnings } = info;
  return {
    ...{ version, api, architecture, cpus, memory, system, kernel, root, storage, cgroup },
    security: [...security],
    runtimes: [...runtimes],
    liveRestore,
    warnings: [...warnings],
  };
}

/** Pure: the GPUs of a host, each with the containers that were given it. */
export function gpusOn(info: EngineInfo, users: readonly GpuUser[]): HostDetail['gpus'] {
  const way = gpuWay(info);
  const listed = way.by === 'cdi' && way.ids ? singleGpus(way.ids) : null;
  const named = [...new Set(users.flatMap(({ ids }) => (ids === 'any' ? [] : ids)))];
  const has = (id: string) => users.filter(({ ids }) => ids !== 'any' && ids.some((it) => isSameGpu(it, id)));
  return {
    by: way.by,
    complete: listed !== null,
    devices: (listed ?? named).map((id) => ({ id, users: has(id).map(({ name }) => name) })),
    anywhere: users.filter(({ ids }) => ids === 'any').map(({ name }) => name),
  };
}
