import { type Release, releaseTitle } from '../release/release.ts';
import { samePlace, type WeightsPlace, weightsOf, weightsText } from '../service/weights.ts';
import { keptReleases, outdated } from './kept.ts';
import type { Observed } from './observed.ts';
import type { Step } from './steps.ts';
import type { Wanted } from './wanted.ts';

type Weights = WeightsPlace & { readonly sha256: string | null };

/**
 * Pure: kept releases that cannot be returned to after a deployment, in a sentence each. What serves now is not among them:
 * for that there is the proof of the way back.
 */
export function unreturnable(observed: Observed, wanted: Wanted, steps: readonly Step[]): string[] {
  if (!steps.some((step) => step.do === 'way-back')) return [];
  const others = [...observed.releases.values()].filter(
    ({ number }) => number !== observed.serving?.release && number !== wanted.release.number,
  );
  const own = weightsOf(wanted.release.run.model);
  const there: readonly Weights[] = [...(wanted.weights ?? []), ...(own ? [own] : [])];
  const numbers = new Set([...observed.releases.keys(), wanted.release.number]);
  const forgotten = new Set(outdated(numbers, wanted.release.number));
  return others.flatMap((release) => {
    if (forgotten.has(release.number))
      return [`${releaseTitle(release)} is not kept any longer: the newest ${keptReleases} are.`];
    const place = overwritten(release, there);
    if (!place) return [];
    const where = weightsText(place);
    return [
      `${releaseTitle(release)} cannot be returned to: its weights in ${where} were overwritten. Put them back first.`,
    ];
  });
}

/** Where its weights were, when others are known to be there. */
function overwritten({ run }: Release, there: readonly Weights[]): Weights | undefined {
  const place = weightsOf(run.model);
  if (!place?.sha256) return undefined;
  const now = there.find((it) => samePlace(it, place) && it.sha256 !== null);
  return now && now.sha256 !== place.sha256 ? place : undefined;
}
