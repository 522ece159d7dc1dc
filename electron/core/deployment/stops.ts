import { Problem, type StopId } from '#contract/problem';
import { names } from '../docker/labels.ts';
import type { Engine } from '../docker/types.ts';
import { refuseAbsentGpus } from './gpus.ts';
import type { Observed } from './observed.ts';
import { leavesGap } from './plan-in-place.ts';
import { statedGap } from './stated-gap.ts';
import type { Step } from './steps.ts';
import { vanished } from './vanished.ts';
import type { Wanted } from './wanted.ts';
import { findNoWayBack, liveWith, type Missing } from './way-back.ts';
import type { Weighing } from './weights.ts';

const gib = 1024 ** 3;

/** What goes ahead all the same: `what` would have stopped it, `cost` is for who reads the plan. */
export type Lived = { readonly id: StopId; readonly what: string; readonly cost: string };

/**
 * Refuses, before anything has begun, what may never go ahead at any stage: STOPPED with its id. Returns what would have
 * stopped it and is lived with.
 */
export async function refuseStops(
  engine: Engine,
  observed: Observed,
  wanted: Wanted,
  steps: readonly Step[],
  signal: AbortSignal,
  weighing?: Weighing,
): Promise<Lived[]> {
  openWithoutKey(wanted);
  refuseAbsentGpus(observed, wanted);
  doesNotFit(observed, wanted, steps);
  taken(observed, wanted, steps);
  await networksThere(engine, wanted, signal);
  await refuseVanished(engine, wanted, steps, signal);
  const missing = await findNoWayBack(engine, observed, steps, weighing, signal);
  return missing ? [livedWith(missing, wanted, steps)] : [];
}

/** In place, what serves is stopped first: then there is nothing to start again. */
function livedWith(missing: Missing, wanted: Wanted, steps: readonly Step[]): Lived {
  const more = leavesGap(steps) ? ' It is stopped first, so nothing serves should the other one fail.' : '';
  return { id: 'no-way-back', what: missing.what, cost: `${liveWith(missing, wanted)}${more}` };
}

const stop = (id: StopId, message: string, hint: string): Problem =>
  new Problem('STOPPED', message, { stop: id, hint });

function openWithoutKey({ front }: Wanted): void {
  if (front.callers === 'machine' || front.callers === 'network' || front.keys.length > 0) return;
  throw stop(
    'open-without-key',
    `front.callers: ${front.callers} would make the model reachable from other machines without a key`,
    'Name a key in front.keys and give it a value (openssl rand -hex 32 | slipway secrets set NAME), or set front.callers to machine or network.',
  );
}

/** Old and new run side by side until the switch, so both have to fit; what a change in place stops first makes room. */
function doesNotFit(observed: Observed, wanted: Wanted, steps: readonly Step[]): void {
  const { cpus, memory } = wanted.release.run;
  const arriving = steps.filter((step) => step.do === 'create').length;
  if (cpus && cpus > observed.engine.cpus) {
    throw stop(
      'does-not-fit',
      `A replica asks for ${cpus} CPUs, the host has ${observed.engine.cpus}`,
      'Lower scale.cpus or choose a larger host.',
    );
  }
  const stopped = new Set(steps.flatMap((step) => (step.do === 'stop' ? [step.target] : [])));
  const old = observed.replicas
    .filter(({ name }) => !stopped.has(name))
    .reduce((sum, replica) => sum + (observed.releases.get(replica.release)?.run.memory ?? 0), 0);
  const needed = old + arriving * (memory ?? 0);
  if (arriving > 0 && memory && needed > observed.engine.memory) {
    const [need, have] = [needed, observed.engine.memory].map((bytes) => `${(bytes / gib).toFixed(1)} GiB`);
    const who = old > 0 ? 'Old and new replicas together need' : 'The replicas need';
    throw stop('does-not-fit', `${who} ${need} of memory, the host has ${have}`, roomHint(observed, wanted));
  }
}

/** Offered, never done by itself: an outage is the operator's to choose. */
function roomHint(observed: Observed, wanted: Wanted): string {
  const others = 'Lower scale.memory or scale.replicas, or choose a larger host';
  const alone = wanted.replicas * (wanted.release.run.memory ?? 0) <= observed.engine.memory;
  if (wanted.policy.strategy.kind !== 'rolling' || !observed.serving || !alone) return `${others}.`;
  const { seconds, how } = statedGap(observed, wanted);
  return `${others}. Or set strategy.kind: in-place, which stops the old ones first: ${wanted.service} is then away for about ${seconds} s (${how}).`;
}

function taken(observed: Observed, wanted: Wanted, steps: readonly Step[]): void {
  const publishes = steps.some((step) => step.do === 'gateway' || step.do === 'replace-gateway');
  if (publishes && observed.portsTaken.includes(wanted.address.port)) {
    throw stop(
      'taken-by-another',
      `Port ${wanted.address.port} is published by another container on the host`,
      'Choose another front.port, or leave it out and the next free one is taken.',
    );
  }
  const [stranger] = observed.strangers;
  if (publishes && stranger)
    throw stop(
      'taken-by-another',
      `There is a ${stranger} already, and it is not this service's`,
      `Rename or remove it ("docker ${stranger.replace(' ', ' inspect ')}"), or choose another service name.`,
    );
  const creates = [
    ...steps.flatMap((step) => (step.do === 'create' ? [step.target] : [])),
    ...(publishes ? [names.gateway(wanted.service)] : []),
  ];
  const other = creates.find((name) => observed.namesTaken.has(name));
  if (other)
    throw stop(
      'taken-by-another',
      `A container named ${other} is there already and is not this service's`,
      `Rename or remove it ("docker inspect ${other}"), or choose another service name.`,
    );
}

async function networksThere(engine: Engine, { front }: Wanted, signal: AbortSignal): Promise<void> {
  for (const { name } of front.networks) {
    if (await engine.inspectNetwork(name, signal)) continue;
    throw new Problem('BAD_FILE', `front.networks names ${name}, and there is no such network on the host`, {
      hint: `Correct the name, or make the network: docker network create ${name}`,
    });
  }
}

/** A release that runs already is made again from its own image: STOPPED by name when that is gone and cannot be had. */
async function refuseVanished(
  engine: Engine,
  { release, isNew, pull }: Wanted,
  steps: readonly Step[],
  signal: AbortSignal,
): Promise<void> {
  if (isNew || pull || !steps.some((step) => step.do === 'create')) return;
  if (!(await engine.inspectImage(release.image, signal))) throw vanished(release);
}
