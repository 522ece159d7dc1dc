import { Problem } from '#contract/problem';
import type { Engine, EngineInfo, ImageDetails } from '../docker/types.ts';
import { longestVersion } from '../model/image-facts.ts';

/**
 * An image that a release can be made of. `id` is what containers are created from; `pull` the reference by digest
 * that has to be pulled first, or null when it is on the host.
 */
export type ResolvedImage = {
  readonly id: string;
  readonly digest: string;
  readonly version: string | null;
  readonly pull: string | null;
};

const architectures: Record<string, string> = { x86_64: 'amd64', aarch64: 'arm64', armv7l: 'arm' };

/**
 * Finds the digest behind a reference: on the host first, else in its registry, where nothing is downloaded yet.
 * Problem STOPPED (`not-resolvable`, `wrong-architecture`) when a deployment cannot go ahead with it.
 */
export async function resolveImage(
  engine: Engine,
  info: EngineInfo,
  reference: string,
  signal: AbortSignal,
): Promise<ResolvedImage> {
  const local = await engine.inspectImage(reference, signal);
  if (local) return { ...describe(local, reference, info), pull: null };
  const digest = await engine.remoteDigest(reference, signal);
  const byDigest = `${repositoryOf(reference)}@${digest}`;
  return { id: byDigest, digest, version: tagOf(reference), pull: byDigest };
}

/** What the host tells of an image that is there. */
export function describe(image: ImageDetails, reference: string, info: EngineInfo): Omit<ResolvedImage, 'pull'> {
  const wanted = architectures[info.architecture] ?? info.architecture;
  if (image.Architecture && image.Architecture !== wanted) {
    throw new Problem('STOPPED', `${reference} is built for ${image.Architecture}, the host is ${wanted}`, {
      stop: 'wrong-architecture',
      hint: `Build or pull the image for linux/${wanted}, or choose another host.`,
    });
  }
  const repository = repositoryOf(reference);
  const digests = image.RepoDigests ?? [];
  const repoDigest = digests.find((it) => it.startsWith(`${repository}@`)) ?? digests[0];
  return {
    id: image.Id,
    digest: repoDigest?.split('@')[1] ?? image.Id,
    version: image.Config?.Labels?.['org.opencontainers.image.version']?.slice(0, longestVersion) || tagOf(reference),
  };
}

/** The reference without its tag or digest. */
export function repositoryOf(reference: string): string {
  const bare = reference.split('@')[0] ?? reference;
  const colon = bare.lastIndexOf(':');
  return colon > bare.lastIndexOf('/') ? bare.slice(0, colon) : bare;
}

function tagOf(reference: string): string | null {
  if (reference.includes('@') || /^sha256:/.test(reference)) return null;
  const tag = reference.slice(repositoryOf(reference).length + 1);
  return tag || 'latest';
}
