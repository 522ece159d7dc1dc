import type { ChangeKind } from '#contract/compatibility';
import type { TypeNode } from '#contract/schema';
import type { Way } from './finding.ts';

/** One way in which the values that a node allows differ, by itself: what is within it is compared elsewhere. */
export type Difference = { readonly what: ChangeKind; readonly way: Way; readonly why: string };

/** Pure: how the values of two nodes of one kind differ: enum, limits, null, format, pattern and default. */
export function valueDifferences(old: TypeNode, now: TypeNode): Difference[] {
  return [
    ...nullDifference(old, now),
    ...enumDifferences(old, now),
    ...atLeast.flatMap(([name, words]) => limitDifference(words, old[name], now[name], 1)),
    ...atMost.flatMap(([name, words]) => limitDifference(words, old[name], now[name], -1)),
    ...textDifference('pattern', old.pattern, now.pattern),
    ...formatDifference(old.format, now.format),
    ...defaultDifference(old, now),
  ];
}

const atLeast = [
  ['minimum', 'the least value'],
  ['above', 'what it has to be above'],
  ['minLength', 'the least length'],
  ['minItems', 'the least number of elements'],
] as const;
const atMost = [
  ['maximum', 'the greatest value'],
  ['below', 'what it has to be below'],
  ['maxLength', 'the greatest length'],
  ['maxItems', 'the greatest number of elements'],
] as const;

function nullDifference(old: TypeNode, now: TypeNode): Difference[] {
  if ((old.nullable === true) === (now.nullable === true)) return [];
  return now.nullable
    ? [{ what: 'null-allowed', way: 'wider', why: 'it may be null now' }]
    : [{ what: 'null-refused', way: 'narrower', why: 'it may not be null any more' }];
}

function enumDifferences({ enum: old }: TypeNode, { enum: now }: TypeNode): Difference[] {
  if (!old && !now) return [];
  if (!old) return [{ what: 'enum-narrowed', way: 'narrower', why: `only ${listed(now ?? [])} are left` }];
  if (!now) return [{ what: 'enum-widened', way: 'wider', why: `it is no longer only ${listed(old)}` }];
  const gone = old.filter((value) => !now.includes(value));
  const added = now.filter((value) => !old.includes(value));
  return [
    ...(gone.length > 0 ? [{ what: 'enum-narrowed', way: 'narrower', why: `without ${listed(gone)}` } as const] : []),
    ...(added.length > 0 ? [{ what: 'enum-widened', way: 'wider', why: `with ${listed(added)} beside` } as const] : []),
  ];
}

/** `more` is 1 where a greater limit allows less. */
function limitDifference(words: string, old: number | undefined, now: number | undefined, more: 1 | -1): Difference[] {
  if (old === now) return [];
  const tighter = old === undefined || (now !== undefined && (now - old) * more > 0);
  const why = `${words} is ${now ?? 'open'}, it was ${old ?? 'open'}`;
  return tighter
    ? [{ what: 'limit-tightened', way: 'narrower', why }]
    : [{ what: 'limit-loosened', way: 'wider', why }];
}

/** Whether one expression allows more than another cannot be told: another one allows others. */
function textDifference(what: string, old: string | undefined, now: string | undefined): Difference[] {
  if (old === now) return [];
  if (old === undefined) return [{ what: 'limit-tightened', way: 'narrower', why: `it has a ${what} to fit now` }];
  if (now === undefined) return [{ what: 'limit-loosened', way: 'wider', why: `it has no ${what} to fit any more` }];
  return [{ what: 'type', way: 'other', why: `its ${what} is another` }];
}

/** Formats of which the later ones hold all values of the earlier. */
const widening: readonly (readonly string[])[] = [
  ['int8', 'int16', 'int32', 'int64'],
  ['float', 'double'],
];

function formatDifference(old: string | undefined, now: string | undefined): Difference[] {
  const row = widening.find((it) => it.includes(old ?? '') && it.includes(now ?? ''));
  if (!row || old === now) return textDifference('format', old, now);
  const wider = row.indexOf(now ?? '') > row.indexOf(old ?? '');
  return [{ what: 'type', way: wider ? 'wider' : 'narrower', why: `it is ${now}, it was ${old}` }];
}

/** Never an error to anybody, so that it is told and breaks nobody. */
function defaultDifference(old: TypeNode, now: TypeNode): Difference[] {
  if (JSON.stringify(old.default) === JSON.stringify(now.default)) return [];
  return [{ what: 'default', way: 'wider', why: `left out it is ${shown(now.default)}, it was ${shown(old.default)}` }];
}

const shown = (value: unknown): string => (value === undefined ? 'open' : JSON.stringify(value).slice(0, 40));

function listed(values: readonly unknown[]): string {
  const few = values.slice(0, 5).map((value) => JSON.stringify(value).slice(0, 40));
  return values.length > few.length ? `${few.join(', ')} and ${values.length - few.length} more` : few.join(', ');
}
