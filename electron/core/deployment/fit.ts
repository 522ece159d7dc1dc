import type { Engine } from '../docker/types.ts';
import { availableOn } from '../host/available.ts';
import { diskOf } from '../host/disk.ts';
import { gpuUsers } from '../host/gpu-users.ts';
import { alsoThere, assignGpus } from './gpus.ts';
import type { Observed } from './observed.ts';
import { type Fetching, fetches, memoryFor, memoryText, roomFor } from './room.ts';
import type { Step } from './steps.ts';
import type { Wanted } from './wanted.ts';

type Looking = { readonly engine: Engine; readonly observed: Observed; readonly signal: AbortSignal };

/**
 * What the host has to be asked for a plan that nothing else needs to know: who has which GPU, how much room there is for
 * what is fetched, and how much memory for what is started. Nobody is asked where none of it matters. STOPPED, NOT_SUPPORTED; `told` is for who reads the plan.
 */
export async function fitOnHost(
  wanted: Wanted,
  steps: readonly Step[],
  looking: Looking,
): Promise<Pick<Wanted, 'gpus'> & { readonly told: readonly string[] }> {
  const { observed, engine, signal } = looking;
  const room = [
    ...(fetches(steps) ? roomFor(observed, await fetchingOn(looking)) : []),
    ...(await memoryOn(memoryFor(observed, wanted, steps), looking)),
  ];
  const either = [wanted.release, presentOf(observed)];
  if (either.every((it) => (it?.run.model.gpus ?? 'none') === 'none')) return { told: room };
  const users = await gpuUsers(engine, signal);
  const gpus = assignGpus(observed, wanted, steps, users);
  return { gpus, told: [...room, ...alsoThere({ ...wanted, gpus }, steps, users)] };
}

const presentOf = ({ releases, serving }: Observed) => releases.get(serving?.release ?? 0);

async function memoryOn(needed: number, { engine, observed, signal }: Looking): Promise<string[]> {
  if (needed === 0) return [];
  const available = await availableOn({ engine, info: observed.engine }, signal);
  return memoryText(needed, available, observed.engine.memory);
}

async function fetchingOn({ engine, observed, signal }: Looking): Promise<Fetching> {
  const present = presentOf(observed);
  const [disk, image] = await Promise.all([
    diskOf({ engine, info: observed.engine }, signal),
    present ? engine.inspectImage(present.image, signal) : null,
  ]);
  return { disk, present: image?.Size ?? null, root: observed.engine.root };
}
