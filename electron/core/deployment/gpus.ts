import { Problem } from '#contract/problem';
import { absentGpus, type GpuHost, gpusThere, gpuWay, singleGpus } from '../docker/gpus.ts';
import { type GpusByReplica, type GpuUser, holderOf } from '../host/gpu-users.ts';
import type { Observed } from './observed.ts';
import { statedGap } from './stated-gap.ts';
import type { Step } from './steps.ts';
import type { Wanted } from './wanted.ts';

const stop = (id: 'gpu-absent' | 'does-not-fit', message: string, hint: string): Problem =>
  new Problem('STOPPED', message, { stop: id, hint });

/** Pure: asked for and absent is a stop, by whatever way the host gives GPUs. */
export function refuseAbsentGpus({ engine }: Pick<Observed, 'engine'>, { release }: Pick<Wanted, 'release'>): void {
  const { gpus } = release.run.model;
  if (gpus === 'none') return;
  const way = gpuWay(engine);
  const there = gpusThere(way, engine);
  if (way.by === 'none') {
    throw stop(
      'gpu-absent',
      `model.gpus asks for a GPU and the host has none to give: ${there}`,
      'Install the NVIDIA container toolkit on that host, choose another host, or set model.gpus to none.',
    );
  }
  const absent = Array.isArray(gpus) ? absentGpus(gpus, way) : [];
  if (absent.length > 0) {
    throw stop(
      'gpu-absent',
      `model.gpus asks for GPU ${absent.join(', ')}, and the host has no such one: ${there}`,
      'Name devices in model.gpus that the host has, or choose another host.',
    );
  }
  refuseCount(gpus, engine);
}

/** By count an engine gives every replica the same first ones: only named ones are sure. */
function refuseCount(gpus: number | readonly string[], host: GpuHost): void {
  if (typeof gpus !== 'number') return;
  const way = gpuWay(host);
  const there =
    way.by === 'cdi' && way.ids ? `The host has ${singleGpus(way.ids).join(', ')}` : '"nvidia-smi -L" lists them there';
  throw new Problem('NOT_SUPPORTED', 'GPUs are given by name in this version, not by count', {
    hint: `Name the device ids in model.gpus, for all replicas together. ${there}.`,
  });
}

/**
 * Pure: which replica gets which of the named GPUs, never two the same unless they share. A replica's share is what is
 * named, divided by the replicas. STOPPED where too few are free of other replicas by then; NOT_SUPPORTED where they cannot be
 * divided.
 */
export function assignGpus(
  observed: Observed,
  wanted: Wanted,
  steps: readonly Step[],
  users: readonly GpuUser[],
): GpusByReplica {
  const { gpus, sharedGpu } = wanted.release.run.model;
  const arriving = steps.flatMap((step) => (step.do === 'create' ? [step.target] : []));
  const before = heldBefore(observed, users);
  if (!Array.isArray(gpus) || arriving.length === 0) return before;
  if (sharedGpu) return { ...before, ...Object.fromEntries(arriving.map((name) => [name, gpus])) };
  const share = gpus.length / wanted.replicas;
  if (!Number.isInteger(share)) throw undivided(gpus, wanted.replicas);
  const stopped = new Set(steps.flatMap((step) => (step.do === 'stop' ? [step.target] : [])));
  // What is nobody's replica may well watch all of them and compute on none.
  const others = users.filter(({ name, release }) => release !== null && !stopped.has(name));
  const free = gpus.filter((gpu) => holderOf(gpu, others) === null);
  if (free.length < share * arriving.length) throw heldBy(observed, wanted, others);
  const given = arriving.map((name, index) => [name, free.slice(index * share, (index + 1) * share)] as const);
  return { ...before, ...Object.fromEntries(given) };
}

/** What each replica of the service has now: one that has to be made again gets the same. */
function heldBefore({ replicas }: Observed, users: readonly GpuUser[]): GpusByReplica {
  const own = users.filter(({ name, ids }) => ids !== 'any' && replicas.some((it) => it.name === name));
  return Object.fromEntries(own.map(({ name, ids }) => [name, ids === 'any' ? [] : ids]));
}

/** Pure: who else was given one of its GPUs, in a sentence each: what they take of it is not known. */
export function alsoThere({ gpus = {} }: Wanted, steps: readonly Step[], users: readonly GpuUser[]): string[] {
  const arriving = steps.flatMap((step) => (step.do === 'create' ? [step.target] : []));
  const ids = [...new Set(arriving.flatMap((name) => gpus[name] ?? []))];
  const strangers = users.filter(({ release }) => release === null);
  return ids.flatMap((gpu) => {
    const other = holderOf(gpu, strangers);
    return other ? [`GPU ${gpu} is given to ${other.name} too; how much of its memory that takes is not known.`] : [];
  });
}

const undivided = (gpus: readonly string[], replicas: number): Problem =>
  new Problem('NOT_SUPPORTED', `${gpus.length} GPUs cannot be divided among ${replicas} replicas`, {
    hint: 'Name as many in model.gpus as each replica is to have, times scale.replicas; or set model.sharedGpu: true.',
  });

function heldBy(observed: Observed, wanted: Wanted, users: readonly GpuUser[]): Problem {
  const gpus = wanted.release.run.model.gpus as readonly string[];
  const held = gpus.flatMap((gpu) => {
    const holder = holderOf(gpu, users);
    return holder ? [{ gpu, holder }] : [];
  });
  const own = new Set(observed.replicas.map(({ name }) => name));
  const who = held.map(({ gpu, holder }) => `${gpu} by ${holder.name}`).join(', ');
  const alone = held.every(({ holder }) => own.has(holder.name));
  return stop(
    'does-not-fit',
    `Not all of its GPUs are free beside what runs: ${who}`,
    gpuHint(observed, wanted, alone),
  );
}

/** In place is offered where only its own old replicas are in the way. */
function gpuHint(observed: Observed, wanted: Wanted, alone: boolean): string {
  const way = gpuWay(observed.engine);
  const listed = way.by === 'cdi' && way.ids ? ` (the host has ${singleGpus(way.ids).join(', ')})` : '';
  const others = `Name free GPUs in model.gpus${listed}, or choose another host`;
  if (!alone || wanted.policy.strategy.kind === 'in-place' || !observed.serving) return `${others}.`;
  const { seconds, how } = statedGap(observed, wanted);
  return `${others}. Or set strategy.kind: in-place, which stops the old ones first: ${wanted.service} is then away for about ${seconds} s (${how}).`;
}
