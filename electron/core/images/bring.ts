import type { ImageWork } from '#contract/image';
import { Problem } from '#contract/problem';
import type { OpenHost } from '../host/hosts.ts';
import { permit, refuseReadOnly } from '../host/permit.ts';
import { type ArchiveFile, archiveFile } from './archive.ts';
import { layersOf } from './pull.ts';
import { type Brought, counted, naming, present, refuseFull, type Way } from './sending.ts';

type Work<Kind extends ImageWork['kind']> = Extract<ImageWork, { kind: Kind }>;

/**
 * Pulls it on its host, with that host's logins. HOST_UNREACHABLE, READ_ONLY, PULL_FAILED, and CONFIRMATION_NEEDED where a
 * guarded host has an image of that name, which another may be called by then.
 */
export async function pull(host: OpenHost, asked: Work<'pull'>, { progress, signal }: Way): Promise<Brought> {
  const { reference, agreed } = asked;
  refuseReadOnly(host, `Pulling ${reference}`);
  const before = await host.engine.inspectImage(reference, signal).catch(naming(host.name));
  const isFixed = reference.includes('@');
  if (before && !isFixed)
    permit(host, `Pulling ${reference} there, which may take that name from another image,`, agreed);
  const layers = layersOf();
  await host.engine
    .pullImage(reference, (note) => progress({ done: null, total: null, ...layers(note), text: note.text }), signal)
    .catch(naming(host.name));
  const [image] = await present(host, [reference], signal);
  return { images: image ? [image] : [], same: before?.Id === image?.id };
}

/**
 * Loads an archive of this machine into a host. BAD_COMMAND where the file is none, STOPPED where it has no room, READ_ONLY,
 * CONFIRMATION_NEEDED where a guarded host would have a name taken from another image, PULL_FAILED with the engine's words.
 */
export async function load(host: OpenHost, asked: Work<'load'>, { progress, signal }: Way): Promise<Brought> {
  const { file } = asked;
  refuseReadOnly(host, `Loading ${file}`);
  progress({ done: null, total: null, text: `Looking into ${file}` });
  const archive = await archiveFile(file, signal);
  await permitNames(host, archive, asked, signal);
  await refuseFull(host, archive.size, file, signal);
  const sent = counted(archive.content(), archive.size, progress);
  const names = await host.engine.loadImage(sent, signal).catch((error: unknown) => {
    throw unloadable(host.name, asked, archive, error);
  });
  return { images: await present(host, names, signal), same: false };
}

/** What an engine alone unpacks may hold any name. */
async function permitNames(
  host: OpenHost,
  { listing }: ArchiveFile,
  { file, agreed }: Work<'load'>,
  signal: AbortSignal,
): Promise<void> {
  if (!listing) return permit(host, `Loading ${file} there, which may take names from other images,`, agreed);
  for (const { name, id } of listing.images) {
    const there = await host.engine.inspectImage(name, signal).catch(naming(host.name));
    if (there && there.Id !== id)
      permit(host, `Loading ${file} there, which takes ${name} from another image,`, agreed);
  }
}

/** Engines without containerd's image store look in the OCI's layout for files that only Docker's has, and name those. */
function unloadable(host: string, { file }: Work<'load'>, { listing }: ArchiveFile, cause: unknown): unknown {
  if (!(cause instanceof Problem) || (cause.code !== 'PULL_FAILED' && cause.code !== 'ENGINE_REFUSED')) return cause;
  return new Problem('PULL_FAILED', `${file} was not loaded on ${host}: ${cause.message}`, {
    hint:
      listing?.layout === 'oci'
        ? 'It is in the OCI’s layout, which only engines with containerd’s image store load. Make it in Docker’s own: "docker save", or "skopeo copy oci-archive:FILE docker-archive:OTHER:NAME:TAG".'
        : 'Make it anew with "docker save -o FILE IMAGE", and look at the free disk space of that host.',
    cause,
  });
}
