import type { EngineInfo } from './types.ts';

/** What of an engine says how it gives GPUs; the fields are those of `docker info`. */
export type GpuHost = Pick<EngineInfo, 'runtimes' | 'cdi' | 'devices'>;

/**
 * How an engine gives GPUs: by NVIDIA's runtime, which lists none of them; by CDI, with the devices that it lists or without
 * a list (engines before 28.2); or not at all. An engine that reads CDI and lists no GPU has none.
 */
export type GpuWay =
  | { readonly by: 'runtime' }
  | { readonly by: 'cdi'; readonly ids: readonly string[] | null }
  | { readonly by: 'none' };

/** "nvidia.com/gpu=0": whose it is, its kind and its id (the CDI specification, "Device names"). */
const named = /^[a-z0-9.-]+\/[a-z0-9._-]*gpu[a-z0-9._-]*=(.+)$/i;
const vendor = 'nvidia.com/gpu=';

/** Pure. Where an engine has the runtime and lists devices as well, what it lists is what there is. */
export function gpuWay({ runtimes, cdi, devices }: GpuHost): GpuWay {
  const ids = devices?.filter((it) => named.test(it)) ?? null;
  if (ids && ids.length > 0) return { by: 'cdi', ids };
  if (runtimes.includes('nvidia')) return { by: 'runtime' };
  return cdi && ids === null ? { by: 'cdi', ids } : { by: 'none' };
}

/** The full name of a device that is asked for as a file does: by number, by UUID, or by that name itself. */
export const deviceName = (id: string): string => (named.test(id) ? id : `${vendor}${id}`);

/** The number or UUID that a file may say for a device's full name. */
export const shortId = (device: string): string => (device.startsWith(vendor) ? device.slice(vendor.length) : device);

/** Single GPUs of a list, each once: one with a number is listed by its UUID, and all together as "all", besides. */
export function singleGpus(ids: readonly string[]): string[] {
  const short = ids.map(shortId).filter((id) => !isAll(id));
  const numbered = short.filter(isNumber);
  return numbered.length > 0 ? numbered : short;
}

/**
 * Pure: of the GPUs that are asked for those that the host does not have, so far as it lists them: one that lists numbers
 * alone says nothing of a UUID.
 */
export function absentGpus(asked: readonly string[], way: GpuWay): string[] {
  if (way.by === 'none') return [...asked];
  if (way.by === 'runtime') return asked.filter((id) => named.test(id));
  if (way.ids === null) return [];
  const there = way.ids.map(shortId);
  const told = (id: string) => there.some((it) => isNumber(it) === isNumber(id) && !isAll(it));
  return asked.map(shortId).filter((id) => told(id) && !there.includes(id));
}

const isNumber = (id: string): boolean => /(^|=)\d+(:\d+)?$/.test(id);
const isAll = (id: string): boolean => /(^|=)all$/.test(id);

/** Pure: what the engine is asked for at create. A full name is always given by CDI, whatever runtimes there are. */
export function deviceRequests(ids: readonly string[], host: GpuHost): object[] {
  const byName = ids.some((id) => named.test(id)) || (!host.runtimes.includes('nvidia') && gpuWay(host).by === 'cdi');
  if (byName) return [{ Driver: 'cdi', DeviceIDs: ids.map(deviceName) }];
  return [{ Driver: 'nvidia', Capabilities: [['gpu']], DeviceIDs: [...ids] }];
}

/** How a refusal says what the host has instead. */
export function gpusThere(way: GpuWay, { runtimes }: GpuHost): string {
  if (way.by === 'cdi' && way.ids) return `it has GPU ${singleGpus(way.ids).join(', ')}`;
  if (way.by === 'none') return `it has neither NVIDIA's runtime (only ${runtimes.join(', ')}) nor a GPU by CDI`;
  return 'it does not list them';
}
