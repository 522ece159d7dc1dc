import type { ListedImage } from '#contract/inventory';
import { label, names } from '../docker/labels.ts';
import type { EngineImage } from '../docker/types.ts';
import type { Hosts } from './hosts.ts';

/** Images asked for their ports at once. */
const sideBySide = 8;

/** What a host could run: every tag of every image, newest first, without what Slipway keeps for itself. UNKNOWN_HOST, HOST_UNREACHABLE. */
export async function listImages(
  hosts: Pick<Hosts, 'open'>,
  host: string | undefined,
  signal?: AbortSignal,
): Promise<ListedImage[]> {
  const { engine } = await hosts.open(host, signal);
  const images = (await engine.everyImage(signal)).filter((it) => tagsOf(it).length > 0);
  const exposed = new Map<string, number[]>();
  const left = images.map(({ id }) => id);
  const ask = async () => {
    for (let id = left.pop(); id !== undefined; id = left.pop()) {
      const details = await engine.inspectImage(id, signal);
      exposed.set(id, portsOf(details?.Config?.ExposedPorts));
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, ask));
  return images
    .flatMap((it) => tagsOf(it).map((name) => described(name, it, exposed.get(it.id) ?? [])))
    .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : a.name < b.name ? -1 : 1));
}

const pin = new RegExp(`^${names.pinRepository('[a-z0-9-]+')}:r\\d+$`);

/** The names that somebody gave it; none where it is a gateway's, or only pinned as a way back. */
export function tagsOf({ tags, labels }: Pick<EngineImage, 'tags' | 'labels'>): string[] {
  if (label.gatewayImage in labels) return [];
  return tags.filter((tag) => tag !== '<none>:<none>' && !pin.test(tag));
}

function described(name: string, image: EngineImage, exposes: readonly number[]): ListedImage {
  const { id, digests, createdAt, size, labels } = image;
  const repository = name.replace(/:[^:/]*$/, '');
  const digest = digests.find((it) => it.startsWith(`${repository}@`))?.slice(repository.length + 1);
  return {
    name: cut(name),
    id,
    digest: digest ?? null,
    createdAt: new Date(createdAt).toISOString(),
    size,
    version: cutOrNull(labels['org.opencontainers.image.version']),
    title: cutOrNull(labels['org.opencontainers.image.title']),
    exposes: [...exposes],
  };
}

/** "8080/tcp": what is not TCP serves no requests. */
function portsOf(exposed: Record<string, unknown> | undefined): number[] {
  const ports = Object.keys(exposed ?? {}).flatMap((it) => /^(\d{1,5})(?:\/tcp)?$/.exec(it)?.[1] ?? []);
  return ports
    .map(Number)
    .slice(0, 100)
    .toSorted((a, b) => a - b);
}

/** Whoever built an image chose what it says of itself. */
const cut = (text: string): string => text.slice(0, 1_000);
const cutOrNull = (text: string | undefined): string | null => (text ? cut(text) : null);
