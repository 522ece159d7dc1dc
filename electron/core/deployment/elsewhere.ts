import { Problem, type StopId } from '#contract/problem';
import { gpuWay, singleGpus } from '../docker/gpus.ts';
import type { EngineInfo } from '../docker/types.ts';
import type { Hosts } from '../host/hosts.ts';
import { until } from '../service/reading.ts';

/** Another host of this console that answers. */
export type Elsewhere = { readonly name: string; readonly info: EngineInfo };

const gib = 1024 ** 3;
/** Stops that another host may not have. */
const ofTheHost: ReadonlySet<StopId> = new Set(['does-not-fit', 'gpu-absent', 'wrong-architecture']);

/**
 * The same failure; where the host is in the way and there are others, what those have is said with it. They are asked only
 * then, and a person chooses.
 */
export async function offeringOthers(error: unknown, others: () => Promise<readonly Elsewhere[]>): Promise<unknown> {
  if (!(error instanceof Problem) || error.code !== 'STOPPED' || !error.stop || !ofTheHost.has(error.stop))
    return error;
  const found = await others();
  if (found.length === 0) return error;
  return new Problem('STOPPED', error.message, {
    hint: `${error.hint} Other hosts: ${found.map(hostText).join('; ')}.`,
    stop: error.stop,
    cause: error,
  });
}

/** Milliseconds that they are waited for: a host that is connected answers at once, and somebody waits for a refusal. */
const patience = 1_000;

/** Those that answer at once and may be changed, each engine once. */
export async function otherHosts(hosts: Pick<Hosts, 'known' | 'open'>, engine: string): Promise<Elsewhere[]> {
  const opening = hosts.known().map(({ name }) => until(hosts.open(name), AbortSignal.timeout(patience)));
  const found = (await Promise.allSettled(opening)).flatMap((it) => (it.status === 'fulfilled' ? [it.value] : []));
  const fit = found.filter(({ info, mode }) => info.id !== engine && mode !== 'read-only');
  const engines = new Map(fit.map(({ name, info }) => [info.id, { name, info }]));
  return [...engines.values()];
}

/** Pure: what decides whether it fits there. */
export function hostText({ name, info }: Elsewhere): string {
  const way = gpuWay(info);
  const gpus =
    way.by === 'none' ? '' : way.by === 'cdi' && way.ids ? `, GPU ${singleGpus(way.ids).join(', ')}` : ', gives GPUs';
  return `${name} (${info.architecture}, ${info.cpus} CPUs, ${(info.memory / gib).toFixed(1)} GiB${gpus})`;
}
