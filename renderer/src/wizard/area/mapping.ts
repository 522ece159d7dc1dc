import type { FieldEdit } from '#contract/checklist';
import { valueAt } from '../fields.ts';
import { numberIn } from './quality.ts';

/** How a field of a request is made of a row, as it stands in the file; "" for what is not said. */
export type Mapped = {
  readonly name: string;
  readonly from: string;
  readonly cast: string;
  readonly factor: string;
  readonly offset: string;
  readonly default: string;
  readonly drop: boolean;
};
export type MappedPart = Exclude<keyof Mapped, 'name' | 'drop'>;

const root = ['integration', 'mapping'] as const;

/** Pure: the fields of `integration.mapping` as far as they can be read. */
export function mappingIn(fields: unknown): readonly Mapped[] {
  const all = valueAt(fields, [...root]);
  if (typeof all !== 'object' || all === null) return [];
  return Object.entries(all)
    .filter(([, how]) => how !== undefined)
    .map(([name, how]) => {
      const text = (key: MappedPart) => textOf(valueAt(how, [key]));
      return {
        name,
        from: text('from'),
        cast: text('cast'),
        factor: text('factor'),
        offset: text('offset'),
        default: text('default'),
        drop: valueAt(how, ['drop']) === true,
      };
    });
}

const textOf = (value: unknown): string =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);

/** What was typed of one part; what is no number stays as it was typed, and the file says so. */
export function partEdit(name: string, part: MappedPart, typed: string): FieldEdit {
  return { path: [...root, name, part], value: typed.trim() === '' ? null : written(part, typed) };
}

function written(part: MappedPart, typed: string): unknown {
  switch (part) {
    case 'factor':
    case 'offset':
      return numberIn(typed) ?? typed.trim();
    case 'default':
      return jsonOr(typed.trim());
    case 'from':
    case 'cast':
      return typed.trim();
  }
}

/** 0, true and [1, 2] as what they are; else the words. */
function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A field that is mapped from here on, or left out of what is sent. */
export const addEdit = (name: string, drop = false): FieldEdit => ({
  path: [...root, name],
  value: drop ? { drop: true } : {},
});

/** Nothing is said of it any more; the last one takes the whole mapping with it. */
export const removeEdit = (name: string, all: readonly Mapped[]): FieldEdit => ({
  path: all.length === 1 && all[0]?.name === name ? [...root] : [...root, name],
  value: null,
});
