import type { ApiChange } from '#contract/compatibility';
import type { Front } from '../service/parts.ts';

/** A front and where it answers. */
export type Entrance = { readonly front: Front; readonly port: number };

/**
 * Pure: what callers meet at another front of the same service: limits of the gateway, keys, TLS, where it can be reached.
 * Milliseconds and bytes.
 */
export function compareFronts(old: Entrance, now: Entrance): ApiChange[] {
  const [was, is] = [old.front, now.front];
  return [
    ...limit('front.limit.body', 'bytes of a body', was.limit.body, is.limit.body),
    ...limit('front.limit.timeout', 'milliseconds until an answer', was.limit.timeout, is.limit.timeout),
    ...limit(
      'front.limit.requestsPerSecond',
      'requests a second',
      was.limit.requestsPerSecond,
      is.limit.requestsPerSecond,
    ),
    ...limit('front.limit.burst', 'requests at once', was.limit.burst, is.limit.burst),
    ...keys(was.keys, is.keys),
    ...(Boolean(was.tls) === Boolean(is.tls)
      ? []
      : [breaking('front.tls', is.tls ? 'it is asked over https now' : 'it is not asked over https any more')]),
    ...(old.port === now.port ? [] : [breaking('front.port', `it answers at port ${now.port}, it was ${old.port}`)]),
    ...reach(was.callers, is.callers),
    ...networks(was, is),
  ];
}

const breaking = (path: string, why: string): ApiChange => ({ path, what: 'front', verdict: 'breaking', why });
const safe = (path: string, why: string): ApiChange => ({ path, what: 'front', verdict: 'safe', why });

function limit(path: string, unit: string, was: number | undefined, is: number | undefined): ApiChange[] {
  if (was === is) return [];
  const tighter = is !== undefined && (was === undefined || is < was);
  const why = `${is ?? 'any number of'} ${unit}, it was ${was ?? 'any number'}`;
  return [{ path, what: tighter ? 'limit-tightened' : 'limit-loosened', verdict: tighter ? 'breaking' : 'safe', why }];
}

function keys(was: readonly string[], is: readonly string[]): ApiChange[] {
  if (was.length === 0 && is.length > 0) return [breaking('front.keys', 'a key is wanted now')];
  if (is.length === 0) return was.length > 0 ? [safe('front.keys', 'no key is wanted any more')] : [];
  const gone = was.filter((name) => !is.includes(name));
  const more = is.filter((name) => !was.includes(name));
  return [
    ...gone.map((name) => breaking('front.keys', `the key ${name} opens nothing any more`)),
    ...more.map((name) => safe('front.keys', `there is a key ${name} too`)),
  ];
}

/** From how far it can be asked; `network` is asked from its networks and not from further. */
const reaches = { machine: 0, network: 0, others: 1, internet: 2 } as const;

function reach(was: Front['callers'], is: Front['callers']): ApiChange[] {
  const [before, after] = [reaches[was], reaches[is]];
  if (before === after) return [];
  const why = `callers are ${is}, they were ${was}`;
  return [after < before ? breaking('front.callers', why) : safe('front.callers', why)];
}

function networks({ networks: was }: Front, { networks: is }: Front): ApiChange[] {
  const named = (all: Front['networks']) => new Map(all.map(({ name, alias }) => [name, alias]));
  const [before, after] = [named(was), named(is)];
  return [
    ...was.flatMap(({ name, alias }) => {
      if (!after.has(name)) return [breaking('front.networks', `it is not on the network ${name} any more`)];
      return after.get(name) === alias
        ? []
        : [breaking('front.networks', `its name on the network ${name} is another`)];
    }),
    ...is.flatMap(({ name }) => (before.has(name) ? [] : [safe('front.networks', `it is on the network ${name} too`)])),
  ];
}
