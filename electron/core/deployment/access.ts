import { createHash } from 'node:crypto';
import { Problem } from '#contract/problem';
import { type Access, accessEntries, type Caller, callerOf, callersText, noAccess } from '../gateway/access.ts';
import { mountPoint, user } from '../gateway/places.ts';
import { dropFile, readState } from '../gateway/switch.ts';
import type { Vault } from '../secrets/vault.ts';
import type { Front } from '../service/parts.ts';
import type { Observed } from './observed.ts';
import { gatewayOf, type Site } from './site.ts';

/** Of the hexadecimal digits in a file's name. */
const digits = 12;

type There = Pick<Observed, 'service' | 'serving' | 'callers'>;

/**
 * The keys of a front with the values that this console has now; a front that `returns` may also have one that the host
 * has under that name: the present value of a key, wherever it was set, and never one from before. UNKNOWN_SECRET where
 * there is neither, BAD_FILE for a value that no request could carry.
 */
export function wantAccess(front: Front, there: There, vault: Vault, returns = false): Access {
  const names = [...new Set(front.keys)].sort();
  if (names.length === 0) return noAccess;
  const found = names.map((name) => ({ name, caller: callerHere(name, there, vault, returns) }));
  const missing = found.flatMap(({ name, caller }) => (caller ? [] : [name]));
  if (missing.length > 0) throw withoutValue(missing, there.service);
  return {
    ...noAccess,
    keys: fileFor(
      found.flatMap(({ caller }) => caller ?? []),
      there,
      vault,
    ),
  };
}

function callerHere(name: string, { callers }: There, vault: Vault, returns: boolean): Caller | null {
  const value = vault.open(name);
  if (value === null) return (returns && callers.find((it) => it.name === name)) || null;
  const caller = callerOf(name, value);
  if (caller) return caller;
  throw new Problem('BAD_FILE', `The value of the key ${name} cannot be sent in a header`, {
    hint: `Set one of visible ASCII signs on one line: openssl rand -hex 32 | slipway secrets set ${name}`,
  });
}

/** The same keys keep their file, whichever console has set it; another file's name tells nothing of what is in it. */
function fileFor(callers: readonly Caller[], { service, serving, callers: now }: There, vault: Vault): string {
  const text = callersText(callers);
  const present = serving?.access?.keys;
  if (present && text === callersText(now)) return present;
  const named = `${service}\n${text}`;
  const print = vault.fingerprint(named) ?? createHash('sha256').update(named).digest('hex');
  return `keys-${print.slice(0, digits)}.map`;
}

/** Puts into the volume what the new front lets callers in by; nothing that serves reads it before the switch. */
export async function giveAccess(site: Site, signal: AbortSignal): Promise<void> {
  const { wanted, engine, vault, observed } = site;
  const state = await readState(engine, gatewayOf(site), signal);
  const { keys } = wanted.access;
  if (keys === null || state?.accessFiles.includes(keys)) return;
  const callers = [...new Set(wanted.front.keys)].flatMap((name) => callerHere(name, observed, vault, true) ?? []);
  if (callers.length !== new Set(wanted.front.keys).size || fileFor(callers, observed, vault) !== keys) throw changed();
  await engine.putFiles(
    gatewayOf(site),
    mountPoint,
    accessEntries(keys, Buffer.from(callersText(callers))),
    user,
    signal,
  );
}

/** Removes what neither serves nor is `kept`: a key that is taken away is nowhere any more. */
export async function forgetAccess(kept: Access, site: Site, signal: AbortSignal): Promise<void> {
  const { engine, found } = site;
  const state = await readState(engine, gatewayOf(site), signal);
  const used = [kept, state?.serving?.access ?? noAccess].flatMap(({ keys, tls }) => [keys, tls]);
  for (const file of state?.accessFiles ?? [])
    if (!used.includes(file))
      await dropFile(engine, gatewayOf(site), { epoch: found.epoch, name: `access/${file}` }, signal);
}

function withoutValue(missing: readonly string[], service: string): Problem {
  const [first = ''] = missing;
  const [keys, have] = missing.length === 1 ? ['key', 'has'] : ['keys', 'have'];
  return new Problem(
    'UNKNOWN_SECRET',
    `front.keys of ${service}: the ${keys} ${missing.join(', ')} ${have} no value on this console`,
    {
      hint: `Give one: openssl rand -hex 32 | slipway secrets set ${first} (or its present value on standard input).`,
    },
  );
}

const changed = (): Problem =>
  new Problem('NOT_READY', 'A key was set again or removed while this was under way', {
    hint: 'Run the command again: it then takes the present values.',
  });
