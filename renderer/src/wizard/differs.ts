import type { Candidate } from '#contract/candidate';
import type { ReleaseRef } from '#contract/release';
import { bytes, joined, shortDigest } from '../ui/figures.ts';
import type { Choice } from './images.ts';

/** One thing in which two releases differ, in words; `code` where it is to be read letter by letter. */
export type Difference = { readonly what: string; readonly old: string; readonly new: string; readonly code: boolean };

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
  if (before !== null && after !== null)
    rows.push({
      what: 'Size',
      old: joined(bytes(before)),
      new: same(joined(bytes(after)), joined(bytes(before))),
      code: false,
    });
  for (const { path, from: old, to: next } of changes)
    rows.push({ what: names[path] ?? path, old: valueWords(old), new: valueWords(next), code: !(path in names) });
  return rows;
}

const names: Readonly<Record<string, string>> = {
  'model.image': 'Image',
  'model.version': 'Version',
  note: 'Note',
  stage: 'Stage',
  'model.port': 'Port',
  'model.protocol': 'Protocol',
  'model.quality.accuracy': 'Quality, accuracy',
  'scale.replicas': 'Replicas',
  'scale.memory': 'Memory',
  'scale.cpus': 'Processors',
};

const same = (after: string, before: string): string => (after === before ? 'same' : after);
const digestWords = (ref: { readonly digest: string } | null): string => (ref ? shortDigest(ref.digest) : '–');

function sizeOf(images: readonly Choice[], digest: string | undefined): number | null {
  if (!digest) return null;
  return images.find((one) => one.id === digest || one.digest === digest || one.digest?.endsWith(digest))?.size ?? null;
}

/** Null stands for a field that is absent. */
export function valueWords(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '–');
}
