import { pipeline, type Readable, Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { extract } from 'tar-stream';
import * as z from 'zod';

/** An image in an archive: the name that it would get, and the engine's id of it where the archive tells. */
export type Contained = { readonly name: string; readonly id: string | null };

/** What an archive says of itself: whose layout it has, and what it holds under a name. */
export type Listing = { readonly layout: 'docker' | 'oci'; readonly images: readonly Contained[] };

export type Packing = 'none' | 'gzip' | 'zstd' | 'bzip2' | 'xz';

const lists = ['manifest.json', 'repositories', 'index.json'] as const;
type Lists = { readonly [list in (typeof lists)[number]]?: string };

/** Bytes of a list of images: one that is longer is none. */
const longest = 4 * 1024 ** 2;

/** Reads through an archive without keeping it. Null where it holds no image; throws where it breaks off or is no archive. */
export async function listingIn(archive: Readable, packing: 'none' | 'gzip' | 'zstd'): Promise<Listing | null> {
  const found: Record<string, string> = {};
  // A pipeline, so that an archive that breaks off ends the loop instead of leaving it waiting.
  for await (const entry of pipeline(archive, unpacking(packing), extract(), () => {})) {
    const { name, size = 0 } = entry.header;
    const path = name.replace(/^\.\//, '');
    if (lists.some((list) => list === path) && size <= longest) found[path] = String(await buffer(entry));
    else entry.resume();
  }
  return listingOf(found);
}

function unpacking(packing: 'none' | 'gzip' | 'zstd'): Transform {
  if (packing === 'gzip') return createGunzip();
  if (packing === 'zstd') return createZstdDecompress();
  return new Transform({ transform: (chunk, _, done) => done(null, chunk) });
}

const manifests = z.array(z.object({ Config: z.string(), RepoTags: z.array(z.string()).nullish() })).min(1);
const repositories = z.record(z.string(), z.record(z.string(), z.string()));
const index = z.object({ manifests: z.array(z.object({ annotations: z.record(z.string(), z.string()).nullish() })) });

/** Pure: Docker's list before the OCI's, since newer engines write both, and every engine reads its own. */
export function listingOf(found: Lists): Listing | null {
  const ours = manifests.safeParse(json(found['manifest.json']));
  if (ours.success) {
    const images = ours.data.flatMap(({ Config, RepoTags }) =>
      (RepoTags ?? []).map((name) => ({ name, id: idIn(Config) })),
    );
    return { layout: 'docker', images };
  }
  const oldest = repositories.safeParse(json(found.repositories));
  if (oldest.success) {
    const names = Object.entries(oldest.data).flatMap(([name, tags]) =>
      Object.keys(tags).map((tag) => `${name}:${tag}`),
    );
    return { layout: 'docker', images: names.map((name) => ({ name, id: null })) };
  }
  const oci = index.safeParse(json(found['index.json']));
  if (!oci.success) return null;
  const names = oci.data.manifests.flatMap(({ annotations }) => annotations?.['io.containerd.image.name'] ?? []);
  return { layout: 'oci', images: names.map((name) => ({ name, id: null })) };
}

/** "<hex>.json", and "blobs/sha256/<hex>" of newer engines. */
function idIn(config: string): string | null {
  const hex = /(?:^|\/)([0-9a-f]{64})(?:\.json)?$/.exec(config)?.[1];
  return hex ? `sha256:${hex}` : null;
}

function json(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null;
  }
}
