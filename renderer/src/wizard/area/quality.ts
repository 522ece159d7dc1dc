import { byWords } from '../change.ts';
import { valueAt } from '../fields.ts';

/** A figure of the version's own evaluation, beside that of the release that serves. Null where one of them has none. */
export type Figure = {
  readonly name: string;
  readonly now: number | null;
  readonly next: number | null;
};

/** Pure: the figures of both, those of what serves first. */
export function figuresOf(serving: unknown, draft: unknown): readonly Figure[] {
  const [now, next] = [qualityIn(serving), qualityIn(draft)];
  const names = [...new Set([...Object.keys(now), ...Object.keys(next)])];
  return names.map((name) => ({ name, now: now[name] ?? null, next: next[name] ?? null }));
}

function qualityIn(fields: unknown): Readonly<Record<string, number>> {
  const quality = valueAt(fields, ['model', 'quality']);
  if (typeof quality !== 'object' || quality === null) return {};
  const numbers = Object.entries(quality).filter(([, value]) => typeof value === 'number');
  return Object.fromEntries(numbers) as Record<string, number>;
}

/** How far it is from what serves; "" where there is nothing to compare with. */
export const changeWords = ({ now, next }: Pick<Figure, 'now' | 'next'>): string =>
  now === null || next === null ? '' : byWords(next - now);

/** A number as it is typed; null for what is none, which is not written. */
export function numberIn(typed: string): number | null {
  const text = typed.trim().replace(',', '.');
  return /^-?\d+(\.\d+)?(e-?\d+)?$/i.test(text) ? Number(text) : null;
}
