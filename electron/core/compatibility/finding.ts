import type { ApiChange, ChangeKind, Comparison } from '#contract/compatibility';
import { mostChanges } from '#contract/compatibility';

/** Whether callers send it, or read it: what is narrower breaks who sends, what is wider breaks who reads. */
export type Direction = 'input' | 'output';

/** How the values that are allowed changed: fewer, more, or others. */
export type Way = 'narrower' | 'wider' | 'other';

/** One place that is compared: whether callers send or read it, and where what is found goes. */
export type Comparing = { readonly path: string; readonly as: Direction; readonly into: Finding };

/** Parts that are compared at most: forms within forms multiply. */
const mostParts = 50_000;
const mostUnknown = 20;

/** Where changes are collected, with what may still be compared. */
export type Finding = {
  add(change: ApiChange): void;
  /** Says once that a part could not be compared. */
  unknown(sentence: string): void;
  /** Takes one part; false once there are too many: then what was found since says nothing. */
  spend(): boolean;
  isSpent(): boolean;
  /** Another list within the same bound: what is found there is only asked about. */
  aside(): Finding;
  readonly found: readonly ApiChange[];
  readonly untold: ReadonlySet<string>;
};

export function finding(left = { parts: mostParts }): Finding {
  const found: ApiChange[] = [];
  const untold = new Set<string>();
  return {
    add: (change) => void found.push(change),
    unknown: (sentence) => void untold.add(sentence),
    spend() {
      left.parts -= 1;
      return left.parts > 0;
    },
    isSpent: () => left.parts <= 0,
    aside: () => finding(left),
    found,
    untold,
  };
}

/** A change of what is allowed at a place, judged for who sends or reads there. */
export function changed(
  path: string,
  what: ChangeKind,
  why: string,
  { way, as }: { way: Way; as: Direction },
): ApiChange {
  return { path, what, verdict: isBreaking(way, as) ? 'breaking' : 'safe', why };
}

const isBreaking = (way: Way, as: Direction): boolean =>
  way === 'other' || way === (as === 'input' ? 'narrower' : 'wider');

/** What was found, the breaking changes first, bounded. */
export function comparisonOf({ found, untold, isSpent }: Finding): Comparison {
  const breaking = found.filter(({ verdict }) => verdict === 'breaking');
  const safe = found.filter(({ verdict }) => verdict === 'safe');
  return {
    changes: [...breaking, ...safe].slice(0, mostChanges),
    breaking: breaking.length,
    safe: safe.length,
    unknown: [
      ...(isSpent() ? [`Only the first ${mostParts} parts of the descriptions were compared.`] : []),
      ...[...untold].slice(0, mostUnknown),
    ],
  };
}
