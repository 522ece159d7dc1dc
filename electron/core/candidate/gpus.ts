import { Problem } from '#contract/problem';
import type { WorkedOut } from '../deployment/work-out.ts';
import type { Engine } from '../docker/types.ts';
import { type GpuUser, gpuUsers, holderOf } from '../host/gpu-users.ts';

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
  const sharing = new Set(
    [...observed.releases.values()].filter(({ run }) => run.model.sharedGpu).map(({ number }) => `${number}`),
  );
  // Where this release and another of its service share by their files, that one is in nobody's way.
  const shares = ({ service, release }: GpuUser) =>
    sharedGpu && service === wanted.service && release !== null && sharing.has(release);
  const users = (await gpuUsers(engine, signal)).filter((it) => !shares(it));
  for (const gpu of gpus) {
    const user = holderOf(gpu, users);
    if (user) throw taken(user.name, gpu);
  }
}

const taken = (name: string, gpu: string): Problem =>
  new Problem('NOT_SUPPORTED', `It is not tried beside what serves: ${name} computes on GPU ${gpu}`, {
    hint: 'Deploy it: it is asked before callers reach it. Or free that GPU, or let releases share it with model.sharedGpu.',
  });
