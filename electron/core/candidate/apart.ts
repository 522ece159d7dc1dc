import { type Apart, mostApart } from '#contract/candidate';
import { shown, step } from '../model/json-path.ts';
import type { ReachAnswer } from '../model/reach.ts';
import { lasting, parsed } from './compare.ts';

type Said = Pick<ReachAnswer, 'status' | 'body'>;
type Place = Apart['at'][number];

/**
 * Pure: where two answers say something else, and by how much where both say a number: in all of the JSON, whatever the
 * request asks of it. Texts that are no JSON are not taken apart, and what nobody answered is apart from nothing.
 */
export function apartOf(before: Said | null, now: Said | null): Apart {
  if (!before || !now) return { places: 0, furthest: null, at: [] };
  const [old, fresh] = [parsed(before.body), parsed(now.body)];
  const status = before.status === now.status ? [] : [said('status', before.status, now.status)];
  const places: Place[] = [...status];
  if (old !== undefined && fresh !== undefined) collect('', lasting(old), lasting(fresh), places);
  const distances = places.flatMap(({ by }) => (by === null ? [] : [Math.abs(by)]));
  const furthest = distances.reduce((most, by) => Math.max(most, by), 0);
  return {
    places: places.length,
    furthest: distances.length === 0 ? null : furthest,
    at: places.toSorted(byDistance).slice(0, mostApart),
  };
}

/** What is no number first, then the numbers that are furthest apart. */
const byDistance = (one: Place, other: Place): number => distanceOf(other) - distanceOf(one);
const distanceOf = ({ by }: Place): number => (by === null ? Number.POSITIVE_INFINITY : Math.abs(by));

const whole = 'the body';
const elements = ({ length }: readonly unknown[]): string => `${length} elements`;
/** What is no number is told as a line shows it. */
const said = (path: string, old: unknown, fresh: unknown): Place => ({
  path: path || whole,
  old: shown(old),
  new: shown(fresh),
  by: null,
});

function collect(path: string, old: unknown, fresh: unknown, places: Place[]): void {
  if (old === fresh) return;
  // JSON has numbers that are too large to be told apart, such as 1e999.
  if (typeof old === 'number' && typeof fresh === 'number' && Number.isFinite(fresh - old)) {
    places.push({ path: path || whole, old, new: fresh, by: fresh - old });
  } else if (Array.isArray(old) && Array.isArray(fresh)) {
    if (old.length !== fresh.length)
      places.push({ path: path || whole, old: elements(old), new: elements(fresh), by: null });
    else for (const [at, each] of old.entries()) collect(`${path}[${at}]`, each, fresh[at], places);
  } else if (isObject(old) && isObject(fresh)) {
    for (const name of new Set([...Object.keys(old), ...Object.keys(fresh)]))
      collect(step(path, name), own(old, name), own(fresh, name), places);
  } else {
    places.push(said(path, old, fresh));
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const own = (value: Record<string, unknown>, name: string) => (Object.hasOwn(value, name) ? value[name] : undefined);
