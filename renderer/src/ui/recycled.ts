/**
 * Pure: which of the rows that are held each wanted one is shown in, by its place among them: its own where that is still
 * there, else one that is not wanted any more, from the first on; null where a new one has to be made.
 */
export function recycled(held: readonly string[], wanted: readonly string[]): readonly (number | null)[] {
  const places = new Map(held.map((key, place) => [key, place]));
  const kept = wanted.map((key) => places.get(key) ?? null);
  const own = new Set(kept);
  const spare = held.map((_, place) => place).filter((place) => !own.has(place));
  let next = 0;
  return kept.map((place) => place ?? spare[next++] ?? null);
}
