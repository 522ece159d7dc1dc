import type { TakenFrom } from '#contract/checklist';
import { hashOf } from '../service/hash.ts';
import type { ServiceFile } from '../service/schema.ts';
import type { Check } from './check.ts';

/** What there is now. */
export type Present = { readonly host: string; readonly digest: string | null; readonly file: ServiceFile | null };

/** Pure: what a check's evidence depends on, of what there is. The image is known by its digest, not by its name. */
export const takenFrom = ({ fields }: Pick<Check, 'fields'>, { host, digest, file }: Present): TakenFrom => ({
  host,
  digest,
  fields: Object.fromEntries(
    fields.filter((field) => field !== image).map((field) => [field, hashOf(valueAt(file, field) ?? null)]),
  ),
});

/** Pure: why evidence no longer holds of what there is now; null while it does. `now` in milliseconds. */
export function whyStale(
  check: Pick<Check, 'fields' | 'needs' | 'lasts'>,
  kept: { readonly at: string; readonly taken: TakenFrom },
  present: Present,
  now: number,
): string | null {
  const { at, taken } = kept;
  const then = taken.fields;
  const current = takenFrom(check, present);
  const isOfFileAlone = check.needs.every((need) => need === 'file');
  if (!isOfFileAlone && taken.host !== current.host) return `It was taken on ${taken.host}; this is ${current.host}.`;
  if (check.fields.includes(image) && (taken.digest === null || taken.digest !== current.digest))
    return `The image is another: it was taken from ${short(taken.digest)}, this is ${short(current.digest)}.`;
  const changed = Object.keys(current.fields).filter((field) => then[field] !== current.fields[field]);
  if (changed.length > 0) return `Changed since it was taken: ${changed.join(', ')}.`;
  return tooOld(check, at, now);
}

/** Pure: that evidence of then is too old to be told as what is there now; null while it is not. */
export function tooOld({ lasts }: Pick<Check, 'lasts'>, at: string, now: number): string | null {
  const days = Math.floor((now - Date.parse(at)) / 86_400_000);
  // A clock that ran ahead wrote a date to come: evidence would hold until then.
  if (!(days >= -1)) return 'When it was taken is not known.';
  return days > lasts ? `It is ${days} days old, and lasts ${lasts}.` : null;
}

const image = 'model.image';

const short = (digest: string | null): string => digest?.replace(/^sha256:/, '').slice(0, 12) ?? 'an unknown one';

function valueAt(file: ServiceFile | null, path: string): unknown {
  let value: unknown = file;
  for (const key of path.split('.'))
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  return value;
}
