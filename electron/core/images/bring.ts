import type { BroughtImage, ImageWork } from '#contract/image';
import { Problem } from '#contract/problem';
import { describe } from '../deployment/image.ts';
import type { Engine, ImageDetails } from '../docker/types.ts';
import { diskOf } from '../host/disk.ts';
import type { Hosts, OpenHost } from '../host/hosts.ts';
import { permit, refuseReadOnly } from '../host/permit.ts';
import { archiveFile } from './archive.ts';
import { layersOf } from './pull.ts';

/** Bytes that have come, of how many, and what the engine says; what is not known is null. */
export type Progress = { readonly done: number | null; readonly total: number | null; readonly text: string | null };
export type Brought = { readonly images: readonly BroughtImage[]; readonly same: boolean };
type Work<Kind extends ImageWork['kind']> = Extract<ImageWork, { kind: Kind }>;
type Way = { readonly progress: (now: Progress) => void; readonly signal: AbortSignal };

/** Pulls it on its host, with that host's logins. UNKNOWN_HOST, HOST_UNREACHABLE, READ_ONLY, PULL_FAILED. */
export async function pull(host: OpenHost, { reference }: Work<'pull'>, { progress, signal }: Way): Promise<Brought> {
  refuseReadOnly(host, `Pulling ${reference}`);
  const before = await host.engine.inspectImage(reference, signal);
  const layers = layersOf();
  await host.engine.pullImage(
    reference,
    (note) => progress({ done: null, total: null, ...layers(note), text: note.text }),
    signal,
  );
  const [image] = await present(host, [reference], signal);
  return { images: image ? [image] : [], same: before?.Id === image?.id };
}

/** Loads an archive of this machine into a host. BAD_COMMAND where the file is none, PULL_FAILED with the engine's words. */
export async function load(host: OpenHost, { file }: Work<'load'>, { progress, signal }: Way): Promise<Brought> {
  refuseReadOnly(host, `Loading ${file}`);
  const archive = await archiveFile(file);
  const sent = counted(archive.content(), archive.size, progress);
  const names = await host.engine.loadImage(sent, signal).catch((error: unknown) => {
    throw unloadable(file, error);
  });
  return { images: await present(host, names, signal), same: false };
}

/**
 * Sends an image from one host to another through this machine, without a registry and without keeping it here, and
 * compares what arrived. BAD_COMMAND where there is none or both are one host, STOPPED for another architecture or no room,
 * READ_ONLY, CONFIRMATION_NEEDED where a guarded host would have its name taken from another image, PULL_FAILED.
 */
export async function move(
  from: OpenHost,
  to: OpenHost,
  asked: Work<'move'>,
  { progress, signal }: Way,
): Promise<Brought> {
  const { reference, agreed } = asked;
  const image = await from.engine.inspectImage(reference, signal);
  if (!image) throw notThere(reference, from.name);
  const there = await to.engine.inspectImage(reference, signal);
  if (there && isSame(there, image)) return { images: [{ name: reference, id: there.Id }], same: true };
  refuseReadOnly(to, `Moving ${reference} there`);
  if (there) permit(to, `Moving ${reference} there, which takes that name from another image,`, agreed);
  describe(image, reference, to.info);
  await refuseFull(to, image, reference, signal);
  const source = await from.engine.saveImage(reference, signal);
  const names = await to.engine.loadImage(counted(source, image.Size, progress), signal);
  const images = await present(to, names.length > 0 ? names : [image.Id], signal);
  const arrived = images[0] ? await to.engine.inspectImage(images[0].id, signal) : null;
  if (!arrived || !isSame(arrived, image)) throw otherwise(reference, from.name, to.name);
  return { images, same: false };
}

/** The same content: engines that keep images in another store give them other ids. */
const isSame = (one: ImageDetails, other: ImageDetails): boolean =>
  one.Id === other.Id || (one.RootFS.Layers ?? []).join() === (other.RootFS.Layers ?? ['']).join();

async function present(
  { engine }: { readonly engine: Pick<Engine, 'inspectImage'> },
  names: readonly string[],
  signal: AbortSignal,
): Promise<BroughtImage[]> {
  const found = await Promise.all(names.map((name) => engine.inspectImage(name, signal)));
  return found.flatMap((image, at) => {
    const name = names[at] ?? '';
    return image ? [{ name: /^sha256:/.test(name) ? null : name, id: image.Id }] : [];
  });
}

/** Counts what passes. An archive is a little more than its layers: never more than there is. */
async function* counted(
  source: AsyncIterable<Buffer>,
  total: number,
  progress: (now: Progress) => void,
): AsyncGenerator<Buffer> {
  let done = 0;
  for await (const chunk of source) {
    done += chunk.length;
    progress({ done: Math.min(done, total), total, text: null });
    yield chunk;
  }
}

async function refuseFull(to: OpenHost, { Size }: ImageDetails, reference: string, signal: AbortSignal): Promise<void> {
  const disk = await diskOf(to, signal);
  if (disk === null || disk.free >= Size) return;
  const [need, free] = [Size, disk.free].map((bytes) => `${(bytes / 1024 ** 3).toFixed(1)} GiB`);
  throw new Problem('STOPPED', `${reference} takes ${need}, and ${free} are free on ${to.name}`, {
    stop: 'does-not-fit',
    hint: 'Free some there ("docker system df" says what takes it), or choose another host.',
  });
}

const notThere = (reference: string, host: string): Problem =>
  new Problem('BAD_COMMAND', `There is no image ${reference} on ${host}`, {
    hint: `"slipway images --host ${host}" lists those that there are.`,
  });

const otherwise = (reference: string, from: string, to: string): Problem =>
  new Problem('PULL_FAILED', `What arrived of ${reference} on ${to} is not what ${from} has`, {
    hint: 'Move it again; if it stays so, look at the disk of both hosts.',
  });

/** Engines before 25 look for a file in it that archives of the OCI's layout lack. */
function unloadable(file: string, cause: unknown): unknown {
  if (!(cause instanceof Problem) || (cause.code !== 'PULL_FAILED' && cause.code !== 'ENGINE_REFUSED')) return cause;
  const lacks = /(repositories|manifest\.json): no such file/.test(cause.message);
  return new Problem('PULL_FAILED', `${file} was not loaded: ${cause.message}`, {
    hint: lacks
      ? 'It has no image in Docker’s own layout. One in the OCI’s layout wants an engine from 25 on, or to be made anew by "docker save".'
      : 'Make it anew with "docker save -o FILE IMAGE", and look at the free disk space of that host.',
    cause,
  });
}

export type OpenHosts = Pick<Hosts, 'open' | 'named'>;
