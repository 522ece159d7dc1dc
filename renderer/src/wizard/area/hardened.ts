import type { FieldEdit } from '#contract/checklist';
import type { Hardening, HardenTry } from '#contract/harden';
import { bytes, joined } from '../../ui/figures.ts';
import { valueAt } from '../fields.ts';

type Change = { readonly field: string; readonly was: string; readonly becomes: string };

/** Pure: what putting it into the draft changes there, field by field; nothing of what stands there already. */
export const changesOf = (set: readonly FieldEdit[], fields: unknown): readonly Change[] =>
  set.flatMap(({ path, value }) => {
    const was = valueWords(valueAt(fields, path));
    const becomes = valueWords(value);
    return was === becomes ? [] : [{ field: path.join('.'), was, becomes }];
  });

const valueWords = (value: unknown): string => {
  if (value === undefined || value === null) return '–';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
};

/** What could not be taken away, each with its reason; what was only tried along with others is said by those. */
export const refusedIn = (tried: readonly HardenTry[]): readonly HardenTry[] =>
  tried.filter(({ of, ok }) => !ok && of !== 'together' && of !== 'as it is');

/** "34 MB of memory and 6 processes while it was asked; it answers with no way out of its network". */
export function measuredWords(measured: Hardening['measured']): string {
  if (!measured) return '';
  const { memory, processes, outgoing } = measured;
  const used = [
    ...(memory === null ? [] : [`${joined(bytes(memory))} of memory`]),
    ...(processes === null ? [] : [processes === 1 ? '1 process' : `${processes} processes`]),
  ];
  const parts = [
    ...(used.length === 0 ? [] : [`It used ${used.join(' and ')} while it was asked.`]),
    ...(outgoing === 'not needed' ? ['It answers with no way out of its network.'] : []),
    ...(outgoing === 'needed' ? ['It does not answer without a way out of its network.'] : []),
  ];
  return parts.join(' ');
}
