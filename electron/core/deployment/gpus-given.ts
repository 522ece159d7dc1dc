import { Problem } from '#contract/problem';
import { shortId } from '../docker/gpus.ts';
import { gpusOf, isSameGpu } from '../host/gpu-users.ts';
import { containerOf } from './replicas.ts';
import type { Site } from './site.ts';

/** What a GPU says of itself inside a container; memory in MiB. */
export type SeenGpu = {
  readonly index: string;
  readonly uuid: string;
  readonly used: number;
  readonly total: number;
};

/** NVIDIA's own tool, which its runtime and its CDI descriptions put into every container that has a GPU. */
const tool = [
  'nvidia-smi',
  '--query-gpu=index,uuid,memory.used,memory.total',
  '--format=csv,noheader,nounits',
] as const;
/** Shells and the engine say so of a command that is not there, or cannot be run. */
const notThere: ReadonlySet<number> = new Set([126, 127]);

/**
 * Compares what a replica was asked to have with what it has, once it has answered its golden requests: by what the engine
 * shows of it and by what it sees itself, with the memory that it takes by then. STOPPED `gpu-absent`. What could not be
 * measured is said with the record.
 */
export async function verifyGpus(name: string, site: Site, signal: AbortSignal): Promise<void> {
  const asked = site.wanted.gpus?.[name] ?? [];
  if (asked.length === 0) return;
  const id = containerOf(name, site);
  const details = await site.engine.inspectContainer(id, signal);
  const given = details ? gpusOf(details) : [];
  const ungiven = asked.map(shortId).filter((gpu) => !given.some((it) => isSameGpu(it, gpu)));
  if (ungiven.length > 0) throw absent(name, ungiven, `the engine gave it ${given.join(', ') || 'none'}`);
  const said = await askTool(site, id, signal);
  if (said === null) {
    site.found.findings.push(
      `${name} was given GPU ${asked.join(', ')}; whether it sees them was not measured: nvidia-smi in it does not answer.`,
    );
    return;
  }
  const seen = seenIn(said);
  const unseen = asked.map(shortId).filter((id) => id.startsWith('GPU-') && !seen.some(({ uuid }) => uuid === id));
  if (seen.length < asked.length || unseen.length > 0)
    throw absent(name, unseen.length > 0 ? unseen : asked, `nvidia-smi shows ${seen.length} of ${asked.length} in it`);
  site.found.findings.push(`${name} has GPU ${seen.map(gpuText).join('; ')} after its golden requests.`);
}

/** Milliseconds: where the driver is broken the tool may hang. */
const patience = 10_000;

/** What the tool says; null where it is not in the image, cannot be run or does not answer. */
async function askTool(site: Site, id: string, signal: AbortSignal): Promise<string | null> {
  const late = AbortSignal.timeout(patience);
  try {
    const { code, stdout } = await site.engine.exec(id, tool, { signal: AbortSignal.any([signal, late]) });
    return notThere.has(code) ? null : code === 0 ? stdout : '';
  } catch (error) {
    signal.throwIfAborted();
    if (late.aborted || (error instanceof Problem && error.code === 'ENGINE_REFUSED')) return null;
    throw error;
  }
}

/** Pure: a line a GPU, as the tool writes them. */
export function seenIn(csv: string): SeenGpu[] {
  return csv
    .trim()
    .split('\n')
    .map((line) => line.split(',').map((it) => it.trim()))
    .filter(([index, uuid]) => index !== undefined && /^\d+$/.test(index) && uuid !== undefined)
    .map(([index = '', uuid = '', used = '', total = '']) => ({
      index,
      uuid,
      used: Number(used),
      total: Number(total),
    }));
}

const gpuText = ({ index, uuid, used, total }: SeenGpu): string =>
  `${index} (${uuid})${Number.isFinite(used) && Number.isFinite(total) ? `, with ${used} of ${total} MiB in use` : ''}`;

const absent = (name: string, asked: readonly string[], seen: string): Problem =>
  new Problem('STOPPED', `${name} asked for GPU ${asked.join(', ')} and does not have it: ${seen}`, {
    stop: 'gpu-absent',
    hint: 'Look at the driver and the container toolkit on that host ("nvidia-smi", "nvidia-ctk cdi list"), then deploy it again.',
  });
