import { Problem } from '#contract/problem';
import type { Engine } from '../docker/types.ts';
import { type Release, releaseName } from '../release/release.ts';
import { describe, repositoryOf, resolveImage } from './image.ts';
import type { Observed } from './observed.ts';
import { vanished } from './vanished.ts';

type Asking = { readonly engine: Engine; readonly observed: Observed; readonly signal: AbortSignal };

/** The release to return to: the one that is named, else the newest other one that served. UNKNOWN_RELEASE. */
export function rollbackTarget(observed: Observed, to: string | undefined): Release {
  // Of equal releases only the number differs: to go "back" to the same again would be none.
  const serving = observed.releases.get(observed.serving?.release ?? 0);
  const others = [...observed.releases.values()].filter(
    ({ number, identity }) => number !== serving?.number && identity !== serving?.identity,
  );
  const newest = others.toSorted((a, b) => b.number - a.number)[0];
  const target = to === undefined ? newest : observed.releases.get(Number(to.slice(1)));
  if (target) return target;
  const known = [...observed.releases.keys()].map(releaseName).join(', ') || 'none';
  throw new Problem(
    'UNKNOWN_RELEASE',
    to ? `${observed.service} has no release ${to}` : `${observed.service} has no other release that served`,
    {
      hint: `Releases kept on the host: ${known}.`,
    },
  );
}

/** The recorded digest runs again, wherever its tag points now. */
export async function returning(release: Release, asked: Asking): Promise<{ release: Release; pull: string | null }> {
  const local = await asked.engine.inspectImage(release.image, asked.signal);
  if (local) {
    describe(local, release.run.model.image, asked.observed.engine);
    return { release: { ...release, image: local.Id }, pull: null };
  }
  const byDigest = `${repositoryOf(release.run.model.image)}@${release.digest}`;
  try {
    const image = await resolveImage(asked.engine, asked.observed.engine, byDigest, asked.signal);
    return { release: { ...release, image: image.id }, pull: image.pull };
  } catch (error) {
    if (error instanceof Problem && error.stop === 'not-resolvable') throw vanished(release, error);
    throw error;
  }
}

/** What runs may need no image; where it does and has none, the stops say so. */
export async function staying(release: Release, asked: Asking): Promise<{ release: Release; pull: string | null }> {
  try {
    return await returning(release, asked);
  } catch (error) {
    if (error instanceof Problem && error.code === 'STOPPED') return { release, pull: null };
    throw error;
  }
}
