import { Problem } from '#contract/problem';
import { labelsOf } from '../docker/labels.ts';
import type { Engine, ImageDetails } from '../docker/types.ts';

export type Owner = { readonly uid: number; readonly gid: number };

/** `user` is the service file's, "1000", "model:staff"; without it the image's own counts, and without that root. */
export type Asked = {
  readonly service: string;
  readonly image: ImageDetails | null;
  readonly user: string | undefined;
};

/** Who a replica's process is, by number. Names are looked up in the image's own files, of which nothing is run. */
export async function ownerOf(engine: Engine, asked: Asked, signal: AbortSignal): Promise<Owner> {
  const [user = '', group] = (asked.user ?? asked.image?.Config?.User ?? '').split(':');
  if (user === '' || user === 'root') return { uid: 0, gid: numbered(group) ?? 0 };
  const uid = numbered(user);
  if (uid !== null && (group === undefined || numbered(group) !== null)) return { uid, gid: numbered(group) ?? 0 };
  const files = await imageFiles(engine, asked, signal);
  const known = uid === null ? entryOf(files.passwd, user) : null;
  if (uid === null && !known) throw unknownUser(user);
  const gid = group === undefined ? known?.[3] : (numbered(group) ?? entryOf(files.group, group)?.[2]);
  return { uid: uid ?? Number(known?.[2]), gid: Number(gid ?? 0) };
}

const numbered = (text: string | undefined): number | null => (text && /^\d+$/.test(text) ? Number(text) : null);

/** The fields of a line of /etc/passwd or /etc/group. */
function entryOf(file: string, name: string): string[] | null {
  const line = file.split('\n').find((it) => it.startsWith(`${name}:`));
  const fields = line?.split(':') ?? [];
  return /^\d+$/.test(fields[2] ?? '') ? fields : null;
}

async function imageFiles(
  engine: Engine,
  { service, image }: Asked,
  signal: AbortSignal,
): Promise<{ passwd: string; group: string }> {
  const read = async (id: string, path: string) =>
    [...((await engine.getFiles(id, path, signal)) ?? new Map<string, Buffer>()).values()].join('\n');
  // Without the signal: a create that is cut off may still be carried out, and would leave what we do not know.
  const id = await engine.createContainer({
    Image: image?.Id ?? '',
    // An image without a command could not be created otherwise; it is never started.
    Entrypoint: ['/none'],
    Labels: labelsOf(service, 'probe'),
    HostConfig: { NetworkMode: 'none' },
  });
  try {
    return { passwd: await read(id, '/etc/passwd'), group: await read(id, '/etc/group') };
  } finally {
    await engine.removeContainer(id);
  }
}

const unknownUser = (user: string): Problem =>
  new Problem('NOT_READY', `The image does not say which number its user ${user} has, and its secrets need an owner`, {
    hint: 'Write the user as a number in security.user, as "1000:1000".',
  });
