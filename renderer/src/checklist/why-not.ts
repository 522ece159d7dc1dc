import type { Inventory } from '#contract/inventory';

/** What a report is about, and why one cannot be had now; null where it can. */
export type Askable = { readonly about: string; readonly unless: string | null };

/** Pure: another release or deployment is another report; a host that is away, or a deployment that goes on, none. */
export function whyNot(
  inventory: Inventory | null,
  { host, service }: { readonly host: string; readonly service: string },
): Askable {
  const at = inventory?.hosts.find(({ name }) => name === host);
  const seen = at?.served.find((one) => one.service === service);
  const about = JSON.stringify([seen?.release?.release ?? null, seen?.last?.id ?? null]);
  if (!inventory) return { about, unless: 'Looking at the hosts…' };
  if (at?.state === 'unreachable') return { about, unless: `${host} does not answer` };
  if (inventory.underway.some((one) => one.host === host && one.service === service))
    return { about, unless: 'Again once its deployment is over' };
  if (seen?.state === 'retired') return { about, unless: 'It is retired' };
  return { about, unless: null };
}
