import type { Candidate } from '#contract/candidate';
import type { ReleaseRef } from '#contract/release';
import { bytes, duration, joined, shortDigest } from '../ui/figures.ts';
import type { Choice } from './images.ts';

/** One thing in which two releases differ, in words; `code` where it is to be read letter by letter. */
type Difference = { readonly what: string; readonly old: string; readonly new: string; readonly code: boolean };

type Known = {
  readonly from: ReleaseRef | null;
  readonly candidate: Pick<Candidate, 'to' | 'changes'>;
  readonly images: readonly Choice[];
};

/** What the image is first, with what each weighs where the host knows, then every field of the file that is another. */
export function differencesOf({ from, candidate: { to, changes }, images }: Known): readonly Difference[] {
  const rows: Difference[] = [];
  if (to && to.digest !== from?.digest)
    rows.push({ what: 'Image digest', old: digestWords(from), new: digestWords(to), code: true });
  const [before, after] = [sizeOf(images, from?.digest), sizeOf(images, to?.digest)];
  const sizes = before === null || after === null ? null : ([bytes(before), bytes(after)] as const).map(joined);
  if (sizes && sizes[0] !== sizes[1])
    rows.push({ what: 'Size', old: sizes[0] ?? '', new: sizes[1] ?? '', code: false });
  for (const { path, from: old, to: next } of changes.filter((one) => !isNothing(one.from) || !isNothing(one.to)))
    rows.push({
      what: names[path] ?? pathWords(path),
      old: valueWords(old, path),
      new: valueWords(next, path),
      code: !(path in names),
    });
  return rows;
}

/** The settings in which two files as they are written differ: known at once, before anything is tried. Lists are one value. */
export function settingsBetween(before: unknown, after: unknown): readonly Difference[] {
  const [old, next] = [leavesOf(before), leavesOf(after)];
  const paths = [...new Set([...old.keys(), ...next.keys()])];
  return paths.flatMap((path) => {
    const [was, is] = [old.get(path), next.get(path)];
    if (JSON.stringify(was) === JSON.stringify(is) || (isNothing(was) && isNothing(is))) return [];
    return [{ what: path, old: valueWords(was), new: valueWords(is), code: true }];
  });
}

function leavesOf(value: unknown, path = ''): ReadonlyMap<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return new Map(path === '' ? [] : [[path, value]]);
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => [...leavesOf(inner, path === '' ? key : `${path}.${key}`)]),
  );
}

const names: Readonly<Record<string, string>> = {
  'run.model.image': 'Image',
  'run.model.version': 'Version',
  'run.model.port': 'Port',
  'run.model.protocol': 'Protocol',
  'run.model.quality.accuracy': 'Quality, accuracy',
  'run.memory': 'Memory',
  'run.cpus': 'Processors',
  'policy.note': 'Note',
  'policy.stage': 'Stage',
  replicas: 'Replicas',
};

/** The part of the file that a field belongs to says nothing to somebody who reads the file. */
const pathWords = (path: string): string => path.replace(/^(run|policy)\./, '');

/** Absent, or a list or mapping without anything in it. */
const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'object' && Object.keys(value).length === 0);

const digestWords = (ref: { readonly digest: string } | null): string => (ref ? shortDigest(ref.digest) : '–');

/** Bytes on the host; null where it does not know the image. */
export function sizeOf(
  images: readonly Pick<Choice, 'id' | 'digest' | 'size'>[],
  digest: string | undefined,
): number | null {
  if (!digest) return null;
  return images.find((one) => one.id === digest || one.digest === digest || one.digest?.endsWith(digest))?.size ?? null;
}

/** Null stands for a field that is absent. */
function valueWords(value: unknown, path = ''): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number' && path === 'run.memory') return joined(bytes(value));
  if (typeof value === 'number' && /\b(within|every|drain|watch|stopGrace|timeout)$/.test(path))
    return joined(duration(value));
  if (typeof value === 'string' && path === 'run.model.image') return value.slice(value.lastIndexOf('/') + 1);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '–');
}
