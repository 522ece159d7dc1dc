import { shortId } from '../docker/gpus.ts';
import { label } from '../docker/labels.ts';
import type { ContainerDetails, Engine } from '../docker/types.ts';

/**
 * A container that runs and computes on GPUs: by number or UUID, `any` where it is not known on which. `service` and
 * `release` ("3") are there for replicas of ours.
 */
export type GpuUser = {
  readonly name: string;
  readonly ids: readonly string[] | 'any';
  readonly service: string | null;
  readonly release: string | null;
};

/** The GPUs of replicas by their names: of those that arrive, and of those that are there. */
export type GpusByReplica = Readonly<Record<string, readonly string[]>>;

type Looking = Pick<Engine, 'everyContainer' | 'inspectContainer'>;

/** Everybody's containers that run on a host and were given GPUs. */
export async function gpuUsers(engine: Looking, signal: AbortSignal): Promise<GpuUser[]> {
  const running = (await engine.everyContainer(null, signal)).filter(({ state }) => state === 'running');
  const details = await Promise.all(running.map(({ id }) => engine.inspectContainer(id, signal)));
  return details.flatMap((it) => (it ? userIn(it) : []));
}

function userIn(details: ContainerDetails): GpuUser[] {
  const ids = gpusOf(details);
  if (ids.length === 0) return [];
  const labels = details.Config.Labels ?? {};
  return [
    {
      name: details.Name.replace(/^\//, ''),
      ids: ids.includes('any') ? 'any' : ids,
      service: labels[label.service] ?? null,
      release: labels[label.release] ?? null,
    },
  ];
}

type Request = { Driver?: string; DeviceIDs?: string[] | null; Capabilities?: string[][] | null };

/**
 * Pure: the GPUs that a container was given: as it was asked for with `--gpus` or by CDI, or by the older way of a variable
 * that NVIDIA's runtime reads. "any" among them stands for those that nobody named.
 */
export function gpusOf({ Config, HostConfig }: Pick<ContainerDetails, 'Config' | 'HostConfig'>): string[] {
  const requests = ((HostConfig.DeviceRequests ?? []) as Request[]).filter(
    ({ Driver, Capabilities, DeviceIDs }) =>
      Driver === 'nvidia' ||
      (Capabilities ?? []).flat().includes('gpu') ||
      (Driver === 'cdi' && (DeviceIDs ?? []).some((id) => /gpu/i.test(id))),
  );
  const named = requests.flatMap(({ DeviceIDs }) => (DeviceIDs?.length ? DeviceIDs.map(nameOf) : ['any']));
  return [...named, ...(HostConfig.Runtime === 'nvidia' ? visibleIn(Config.Env ?? []) : [])];
}

const nameOf = (id: string): string => (/(^|=)all$/.test(id) ? 'any' : shortId(id));

function visibleIn(env: readonly string[]): string[] {
  const value = env.find((one) => one.startsWith('NVIDIA_VISIBLE_DEVICES='))?.split('=')[1] ?? '';
  if (['', 'void', 'none'].includes(value)) return [];
  return value.split(',').map(nameOf);
}

/** A GPU has a number and a UUID ("GPU-8932f937-…"): of one of each it is not known whether they are the same. */
export const isSameGpu = (a: string, b: string): boolean => a === b || /^\d+$/.test(a) !== /^\d+$/.test(b);

/** Pure: who has one of these; null where nobody does. */
export function holderOf(gpu: string, users: readonly GpuUser[]): GpuUser | null {
  return users.find(({ ids }) => ids === 'any' || ids.some((id) => isSameGpu(id, shortId(gpu)))) ?? null;
}
