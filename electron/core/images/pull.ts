import type { PullNote } from '../docker/types.ts';

type Layer = { readonly current: number; readonly total: number };

/**
 * Pure but for what it remembers: the bytes of all layers together, from what an engine says of one at a time. Layers that
 * are unpacked are through; those that were there already count for nothing. Null until a size is told.
 */
export function layersOf() {
  const layers = new Map<string, Layer>();
  return ({ layer, status, current, total }: PullNote): { done: number; total: number } | null => {
    if (layer !== null) {
      const before = layers.get(layer);
      if (/^Downloading/.test(status) && current !== null && total !== null) layers.set(layer, { current, total });
      else if (before && !/^(Waiting|Pulling fs layer)/.test(status))
        layers.set(layer, { ...before, current: before.total });
    }
    if (layers.size === 0) return null;
    const sum = (of: keyof Layer) => [...layers.values()].reduce((all, it) => all + it[of], 0);
    return { done: sum('current'), total: sum('total') };
  };
}
