import { noAccess } from '../gateway/access.ts';
import { publicPort } from '../gateway/places.ts';
import { drainTime } from '../gateway/timing.ts';
import type { Observed } from './observed.ts';
import type { Step } from './steps.ts';
import type { Wanted } from './wanted.ts';

// What a change of who may call adds to a plan. Pure.

export const isGuarded = ({ access }: Pick<Wanted, 'access'>): boolean => access.keys !== null || access.tls !== null;

/** What lets callers in is another than what serves has. */
export function otherAccess({ serving }: Observed, { access }: Wanted): boolean {
  const now = serving?.access ?? noAccess;
  return now.keys !== access.keys || now.tls !== access.tls;
}

/** What serves asks for a key, and what is wanted does not: it is narrowed first, and lets everybody in who is left then. */
export const dropsKeys = ({ serving }: Observed, { access }: Wanted): boolean =>
  (serving?.access?.keys ?? null) !== null && access.keys === null;

/** It is guarded otherwise than now, and by no less: that comes before more may call. */
export const isGuardedFirst = (observed: Observed, wanted: Wanted): boolean =>
  isGuarded(wanted) && otherAccess(observed, wanted) && !dropsKeys(observed, wanted);

/** Milliseconds after which who has a connection to an old worker has made their last request there. */
export const lettingGo = ({ present }: Observed, { drain }: Wanted): number =>
  drainTime(0, present?.policy.strategy.drain ?? drain);

export function accessSteps(observed: Observed, wanted: Wanted): Step[] {
  if (!isGuarded(wanted) || !otherAccess(observed, wanted)) return [];
  const files = [wanted.access.keys, wanted.access.tls].filter((file) => file !== null);
  const keys = [...new Set(wanted.front.keys)].sort();
  return [{ do: 'access', target: [...keys, ...(wanted.front.tls ? ['certificate'] : [])].join(', '), files }];
}

type Gate = { readonly joining: readonly Step[]; readonly anew: boolean };

/** The name of the engine's own network, which every container is on that names none. */
export const elsewhere = 'bridge';

/** A call from each network that is new or guarded otherwise, and one from another address where other machines may call. */
export function callSteps(observed: Observed, wanted: Wanted, { joining, anew }: Gate): Step[] {
  const { networks, callers } = wanted.front;
  const other = anew || otherAccess(observed, wanted);
  const called = networks.filter(({ name }) => other || joining.some(({ target }) => target === name));
  const wide = (callers === 'others' || callers === 'internet') && other;
  return [
    ...called.map(
      ({ name, alias }): Step => ({
        do: 'call',
        target: name,
        to: `${alias ?? wanted.service}:${publicPort}`,
      }),
    ),
    ...(wide ? [{ do: 'call', target: elsewhere, to: `:${wanted.address.port}` } as const] : []),
  ];
}
