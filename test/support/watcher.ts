import type { Inventory, ListedHost, ListedService } from '#contract/inventory';
import type { Client } from '#core/core';

/** Somebody who looks at the overview, as a screen does. */
export type Watcher = {
  readonly now: () => Inventory;
  /** Waits until what is seen fits, and fails the test when it never does. */
  until(fits: (seen: Inventory) => boolean, within?: number): Promise<Inventory>;
  host(name: string): ListedHost | undefined;
  service(name: string): ListedService | undefined;
};

export function watcherOf(client: Client): Watcher {
  let seen: Inventory = { n: 0, hosts: [], underway: [] };
  return {
    now: () => seen,
    async until(fits, within = 30_000) {
      const late = performance.now() + within;
      while (!fits(seen)) {
        if (performance.now() > late) throw new Error(`Not seen within ${within} ms: ${fits}\n${JSON.stringify(seen)}`);
        seen = await client.inventory.next({ after: seen.n, within: 2_000 });
      }
      return seen;
    },
    host: (name) => seen.hosts.find((host) => host.name === name),
    service: (name) => seen.hosts.flatMap(({ served }) => served).find(({ service }) => service === name),
  };
}
