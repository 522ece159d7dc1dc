import { sizeText } from '../service/written.ts';
import type { Setting } from './setting.ts';

/** What was seen of a container that answered rightly. `writes` are the paths that changed in its root file system. */
export type Answered = {
  readonly writes: readonly string[];
  readonly memory: number | null;
  readonly processes: number | null;
};

/** What an image says: the user that it runs as ("" for root), and users that it has beside root, as "uid:gid". */
export type OfImage = { readonly user: string; readonly users: readonly string[] };

/** One thing to try: in words, and what it makes of a setting. */
export type Option = { readonly what: string; apply(setting: Setting): Setting };
export type AxisName = 'user' | 'capabilities' | 'files' | 'memory' | 'network';
/** `options` the tightest first; none where it is as tight as it gets. */
export type Axis = { readonly name: AxisName; readonly options: readonly Option[] };

/** Pure: what may be tried, in the order in which one thing helps the next: who is not root needs no capabilities. */
export const axesOf = (start: Setting, seen: Answered, image: OfImage): Axis[] => [
  { name: 'user', options: users(start, image) },
  { name: 'capabilities', options: capabilities(start) },
  { name: 'files', options: files(start, seen.writes) },
  { name: 'memory', options: memory(start, seen.memory) },
  { name: 'network', options: start.closed ? [] : [closed] },
];

export const isRoot = (user: string): boolean => /^(|0|root)(:.*)?$/.test(user);

/** 1000:1000 is what most images mean by "not root", group 0 what those for any user are prepared for. */
function users(start: Setting, { user, users: named }: OfImage): Option[] {
  if (!isRoot(start.user ?? user)) return [];
  const all = [...new Set([...named.slice(0, 2), '1000:1000', '1000:0'])];
  return all.map((one) => ({ what: `as user ${one}`, apply: (setting) => ({ ...setting, user: one }) }));
}

/** What programs that start as root and then step down usually take, in Docker's default set (moby, oci/caps/defaults.go). */
const stepDown = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'];

function capabilities({ capDrop, capAdd }: Setting): Option[] {
  const all = capDrop.includes('ALL');
  if (all && capAdd.length === 0) return [];
  const sets = [[], ['NET_BIND_SERVICE'], stepDown, [...stepDown, 'NET_BIND_SERVICE']];
  return sets
    .filter((add) => !all || add.length < capAdd.length)
    .map((add) => ({
      what: add.length === 0 ? 'without any capability' : `with no capability but ${add.join(', ')}`,
      apply: (setting) => ({ ...setting, capDrop: ['ALL'], capAdd: add }),
    }));
}

/** /tmp is there for what is written only now and then, such as an upload that is larger than memory allows. */
function files(start: Setting, writes: readonly string[]): Option[] {
  if (start.readOnly) return [];
  return [readOnlyWith([...new Set(['/tmp', ...start.tmpfs, ...foldersOf(writes)])])];
}

/** A root file system that cannot be written, but for folders in memory. */
export const readOnlyWith = (tmpfs: readonly string[]): Option => ({
  what: `with a read-only root file system, and ${tmpfs.join(', ')} in memory`,
  apply: (setting) => ({ ...setting, readOnly: true, tmpfs: [...tmpfs].sort() }),
});

const mib = 1024 ** 2;

/** A quarter more than was used, in steps of 64 MiB (CHECKS.md 3.5 has the same headroom over a peak under load). */
function memory(start: Setting, used: number | null): Option[] {
  if (start.memory !== null || used === null) return [];
  const limit = Math.ceil((used * 1.25) / (64 * mib)) * 64 * mib;
  return [{ what: `within ${sizeText(limit)} of memory`, apply: (setting) => ({ ...setting, memory: limit }) }];
}

const closed: Option = { what: 'without a way out of its network', apply: (setting) => ({ ...setting, closed: true }) };

/**
 * Pure: the folders that have to be writable for such changes. A changed path is a folder when others lie in it; a file's
 * folder has to be one, and those that lie in another are part of it. What every container has in /dev and /run is the engine's.
 */
export function foldersOf(writes: readonly string[]): string[] {
  const deepest = writes.filter((path) => !writes.some((other) => other.startsWith(`${path}/`)));
  const folders = [...new Set(deepest.map(folderOf))].filter((path) => !engines.test(path));
  return folders.filter((path) => !folders.some((other) => path.startsWith(`${other}/`))).sort();
}

const engines = /^\/(dev|proc|sys)?(\/|$)/;

/** A new folder that is still empty looks like a file: the one that it lies in is right for both. */
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';
