import type { Inventory } from '#contract/inventory';
import type { Client } from '../connect.ts';

/** `inventory` is null until it came for the first time; `failure` says why nothing newer comes. */
export type Seen = { readonly inventory: Inventory | null; readonly failure: unknown };

export type InventoryStore = {
  seen(): Seen;
  subscribe(listener: () => void): () => void;
};

/** Milliseconds until a call that failed is made again. */
const pause = 1000;

/** Follows the inventory while anything on the page shows it and the page is seen. */
export function inventoryStore(client: Client): InventoryStore {
  const listeners = new Set<() => void>();
  let seen: Seen = { inventory: null, failure: null };
  let stop: AbortController | undefined;
  const become = (next: Seen) => {
    seen = next;
    for (const listener of [...listeners]) listener();
  };
  const follow = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      try {
        const inventory = await client.inventory.next({ after: seen.inventory?.n ?? 0 }, { signal });
        become({ inventory, failure: null });
      } catch (failure) {
        if (signal.aborted) return;
        become({ ...seen, failure });
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  };
  const look = () => {
    const wanted = listeners.size > 0 && !document.hidden;
    if (wanted && !stop) {
      stop = new AbortController();
      void follow(stop.signal);
    }
    if (!wanted) {
      stop?.abort();
      stop = undefined;
    }
  };
  document.addEventListener('visibilitychange', look);
  return {
    seen: () => seen,
    subscribe(listener) {
      listeners.add(listener);
      look();
      return () => {
        listeners.delete(listener);
        look();
      };
    },
  };
}
