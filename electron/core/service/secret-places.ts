import { posix } from 'node:path';
import type * as z from 'zod';

type Entry = { readonly name: string } & ({ readonly file: string } | { readonly env: string });
type Places = readonly Entry[];

/** Folders that a container's system lives in: a volume mounted there would hide it. */
const tops = 'bin boot dev etc home lib lib32 lib64 libx32 media mnt opt proc root run sbin srv sys tmp usr var';
const system = new Set([
  '/',
  ...tops.split(' ').map((name) => `/${name}`),
  ...[
    '/etc/ssl',
    '/etc/pki',
    '/etc/ssl/certs',
    '/var/cache',
    '/var/lib',
    '/var/log',
    '/var/run',
    '/var/spool',
    '/var/tmp',
  ],
]);
/** And everything below these. */
const systemBelow = /^\/(bin|boot|dev|lib|lib32|lib64|libx32|proc|sbin|sys|usr)\//;

/** Says where a secret's file cannot be, or what is given twice, at its place in the service file. */
export function secretPlaces(context: z.core.ParsePayload<Places>): void {
  const taken = new Set<string>();
  for (const [index, entry] of context.value.entries()) {
    const [key, place] = 'file' in entry ? (['file', entry.file] as const) : (['env', entry.env] as const);
    const wanted = key === 'file' ? wantedOfFile(place, context.value) : null;
    const message = wanted ?? (taken.has(`${key} ${place}`) ? 'each file and each variable once' : null);
    if (message) context.issues.push({ code: 'custom', input: place, path: [index, key], message });
    taken.add(`${key} ${place}`);
  }
}

function wantedOfFile(file: string, all: Places): string | null {
  if (posix.normalize(file) !== file || file.endsWith('/')) return 'the plain path of a file, as /run/secrets/token';
  if (all.some((other) => 'file' in other && other.file.startsWith(`${file}/`)))
    return 'a file that is not a folder of another';
  const folder = posix.dirname(file);
  if (!system.has(folder) && !systemBelow.test(folder)) return null;
  return `a file in a folder of its own, as /run/secrets/${posix.basename(file)}: a volume is mounted at ${folder} and would hide what the image has there`;
}

/** What of the files goes into one mount: the folder, and each secret's path below it. */
export type Folder = {
  readonly folder: string;
  readonly files: readonly { readonly name: string; readonly path: string }[];
};

/** The files by folder. A folder below another one is a part of it: a mount inside a read-only one has no place to be. */
export function foldersOf(secrets: Places): Folder[] {
  const files = secrets.flatMap((entry) => ('file' in entry ? [entry] : []));
  const all = [...new Set(files.map(({ file }) => posix.dirname(file)))];
  const outermost = all.filter((folder) => !all.some((other) => folder.startsWith(`${other}/`))).sort();
  return outermost.map((folder) => ({
    folder,
    files: files
      .filter(({ file }) => file.startsWith(`${folder}/`))
      .map(({ name, file }) => ({ name, path: posix.relative(folder, file) }))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
  }));
}

type Mounting = { readonly secrets: Places; readonly volumes: readonly { readonly target: string }[] };

/** A volume at or below a folder of secrets would hide them, or have no place in what is read-only. */
export function volumesBesideSecrets(context: z.core.ParsePayload<Mounting>): void {
  for (const { folder } of foldersOf(context.value.secrets)) {
    for (const [index, { target }] of context.value.volumes.entries()) {
      if (target !== folder && !target.startsWith(`${folder}/`)) continue;
      const message = `a target outside ${folder}, where secrets are`;
      context.issues.push({ code: 'custom', input: target, path: ['volumes', index, 'target'], message });
    }
  }
}
