import { Problem } from '#contract/problem';
import type { Engine } from '../docker/types.ts';
import { type Release, releaseTitle } from '../release/release.ts';
import type { Run } from '../service/parts.ts';
import { samePlace, type WeightsPlace, weightsOf, weightsText, withHash } from '../service/weights.ts';
import type { Site } from './site.ts';
import type { Step } from './steps.ts';
import type { Wanted } from './wanted.ts';
import { type Scales, stampOf, type Weighed, weigh } from './weigh.ts';

/** Hashes a place once for a deployment, however often it is asked for; `all` is what was hashed so far. */
export type Weighing = { of(place: WeightsPlace): Promise<Weighed>; all(): readonly Weighed[] };

export function weighing(scales: Scales, signal: AbortSignal): Weighing {
  const found: Weighed[] = [];
  return {
    async of(place) {
      const known = found.find((it) => samePlace(it, place));
      if (known) return known;
      const weighed = await weigh(scales, place, signal);
      found.push(weighed);
      return weighed;
    },
    all: () => found,
  };
}

/**
 * The run part of a file with the hash of its weights in it. Without `weighing`, where nothing may be changed, they are
 * taken for those that the file names or that serve from the same place. STOPPED `not-resolvable`.
 */
export async function runWithWeights(run: Run, serving: Release | undefined, weighing?: Weighing): Promise<Run> {
  const place = weightsOf(run.model);
  if (!place) return run;
  if (!weighing) {
    const present = serving ? weightsOf(serving.run.model) : null;
    const assumed = place.sha256 ?? (present && samePlace(present, place) ? present.sha256 : null);
    return assumed ? withHash(run, assumed) : run;
  }
  const { sha256 } = await weighing.of(place);
  if (place.sha256 === null || place.sha256 === sha256) return withHash(run, sha256);
  throw others(`The weights in ${weightsText(place)} are not those that the file names`, place.sha256, sha256, {
    hint: 'Put the right ones there, or correct model.weights.sha256.',
  });
}

/** Replicas that are made anew get the weights of their release or none: STOPPED `not-resolvable` on any others. */
export async function refuseOtherWeights(
  { release }: Wanted,
  steps: readonly Step[],
  weighing: Weighing,
): Promise<void> {
  const place = weightsOf(release.run.model);
  if (!place || !steps.some((step) => step.do === 'weights')) return;
  refuseUnlike(release, (await weighing.of(place)).sha256);
}

/** The step: what was hashed when it was planned has not been touched since, or is hashed again. */
export async function confirmWeights(site: Site, signal: AbortSignal): Promise<void> {
  const { release } = site.wanted;
  const place = weightsOf(release.run.model);
  if (place) refuseUnlike(release, await hashNow(place, site, signal));
}

/** The hash at a place now: that of the plan as long as the files' stamp is the same, else a new one. */
export async function hashNow(place: WeightsPlace, site: Site, signal: AbortSignal): Promise<string> {
  const scales = scalesOf(site.engine, site.wanted, site.id);
  const known = site.wanted.weights?.find((it) => samePlace(it, place));
  if (known && (await stampOf(scales, place, signal)) === known.stamp) return known.sha256;
  return (await weigh({ ...scales, say: site.say }, place, signal)).sha256;
}

const scalesOf = (engine: Engine, { service, gateway }: Wanted, deployment: string): Scales => ({
  engine,
  service,
  image: gateway.id,
  deployment,
});

function refuseUnlike(release: Release, found: string): void {
  const place = weightsOf(release.run.model);
  if (!place || place.sha256 === found) return;
  const name = releaseTitle(release);
  throw others(`The weights of ${name} in ${weightsText(place)} were overwritten`, place.sha256, found, {
    hint: `Put the weights of ${name} back there. Other weights are another release: best in a folder of their own.`,
  });
}

const others = (what: string, expected: string | null, found: string, { hint }: { hint: string }): Problem =>
  new Problem('STOPPED', `${what}: expected ${expected ?? 'a recorded hash'}, found ${found}`, {
    stop: 'not-resolvable',
    hint,
  });

/** What a plan says when it was made without reading them. */
export function weightsNote({ release, weights }: Wanted, steps: readonly Step[]): string[] {
  const place = weightsOf(release.run.model);
  if (!place || weights?.length || steps.length === 0) return [];
  const taken = place.sha256
    ? ' here they are taken for those that the file names or that serve'
    : ' here they are taken for new ones';
  return [`The weights in ${weightsText(place)} are read and hashed at the deployment;${taken}.`];
}
