import { Problem } from '#contract/problem';
import type { WorkedOut } from '../deployment/work-out.ts';
import { label } from '../docker/labels.ts';
import type { ContainerDetails, Engine } from '../docker/types.ts';

/** A container that computes on GPUs; `any` where it is not known on which. `shares` where its own file lets others on them. */
export type OnGpu = { readonly name: string; readonly ids: readonly string[] | 'any'; readonly shares: boolean };

/**
 * Nobody waits for a candidate, so it never takes a GPU from what serves: each of those that it asks for is free, or all who
 * compute on it share it by their files. NOT_SUPPORTED: then a deployment asks the release instead.
 */
export async function refuseTakenGpus(
  engine: Pick<Engine, 'everyContainer' | 'inspectContainer'>,
  { observed, wanted }: WorkedOut,
  signal: AbortSignal,
): Promise<void> {
  const { gpus, sharedGpu } = wanted.release.run.model;
  if (!Array.isArray(gpus) || gpus.length === 0) return;
  const running = (await engine.everyContainer(null, signal)).filter(({ state }) => state === 'running');
  const details = await Promise.all(running.map(({ id }) => engine.inspectContainer(id, signal)));
  const sharing = new Set(
    [...observed.releases.values()].filter(({ run }) => run.model.sharedGpu).map(({ number }) => `r${number}`),
  );
  const users = details.flatMap((it) => (it ? onGpu(it, wanted.service, sharing) : []));
  const taken = takenGpu(gpus, sharedGpu, users);
  if (!taken) return;
  throw new Problem('NOT_SUPPORTED', `It is not tried beside what serves: ${taken.name} computes on GPU ${taken.gpu}`, {
    hint: 'Deploy it: it is asked before callers reach it. Or free that GPU, or let releases share it with model.sharedGpu.',
  });
}

/** Pure. Null where all of `asked` may be used. */
function takenGpu(
  asked: readonly string[],
  shares: boolean,
  users: readonly OnGpu[],
): { gpu: string; name: string } | null {
  for (const gpu of asked) {
    const user = users.find(({ ids, ...it }) => !(shares && it.shares) && (ids === 'any' || ids.some(isSame(gpu))));
    if (user) return { gpu, name: user.name };
  }
  return null;
}

/** A GPU has a number and a name ("GPU-8932f937-…"): of one of each it is not known whether they are the same. */
const isSame =
  (a: string) =>
  (b: string): boolean =>
    a === b || /^\d+$/.test(a) !== /^\d+$/.test(b);

type Request = { Driver?: string; Count?: number; DeviceIDs?: string[] | null; Capabilities?: string[][] | null };

/** As it was asked for with `--gpus`, or by the older way of a variable that NVIDIA's runtime reads. */
function onGpu({ Name, Config, HostConfig }: ContainerDetails, service: string, sharing: ReadonlySet<string>): OnGpu[] {
  const requests = ((HostConfig.DeviceRequests ?? []) as Request[]).filter(
    ({ Driver, Capabilities }) => Driver === 'nvidia' || (Capabilities ?? []).flat().includes('gpu'),
  );
  const named = requests.map(({ DeviceIDs }) => (DeviceIDs?.length ? DeviceIDs : ('any' as const)));
  const visible = HostConfig.Runtime === 'nvidia' ? visibleIn(Config.Env ?? []) : [];
  const ids = [...named, ...visible];
  if (ids.length === 0) return [];
  const labels = Config.Labels ?? {};
  const own = labels[label.service] === service && sharing.has(`r${labels[label.release]}`);
  return [{ name: Name.replace(/^\//, ''), ids: ids.includes('any') ? 'any' : ids.flat(), shares: own }];
}

function visibleIn(env: readonly string[]): (readonly string[] | 'any')[] {
  const value = env.find((one) => one.startsWith('NVIDIA_VISIBLE_DEVICES='))?.split('=')[1] ?? '';
  if (['', 'void', 'none'].includes(value)) return [];
  return [value === 'all' ? 'any' : value.split(',')];
}
