import { createHash } from 'node:crypto';
import { Problem } from '#contract/problem';
import {
  type Access,
  accessEntries,
  type Caller,
  callerOf,
  callersText,
  noAccess,
  tooShort,
} from '../gateway/access.ts';
import { mountPoint, user } from '../gateway/places.ts';
import { dropFile, readState } from '../gateway/switch.ts';
import type { Vault } from '../secrets/vault.ts';
import { type Certificate, certificateFile, certificateName } from '../service/certificate.ts';
import { hashOf } from '../service/hash.ts';
import type { Front } from '../service/parts.ts';
import type { Observed } from './observed.ts';
import { gatewayOf, type Site } from './site.ts';

/** Of the hexadecimal digits in a file's name. */
const digits = 12;

type There = Pick<Observed, 'service' | 'serving' | 'present' | 'callers'>;

/** What there is to let callers in by: this console's secrets, and the certificate that the file names, where it was read. */
export type Letting = {
  readonly vault: Vault;
  readonly certificate: Certificate | null;
  /** True for a front of before that comes back. */
  readonly returns?: boolean;
};

/**
 * The keys of a front with the values that this console has now, and its certificate. A front that `returns` may also have
 * what the host has: the present values, wherever they were set, and never one from before. UNKNOWN_SECRET where there is
 * neither, BAD_FILE for a value that no request could carry, and for a certificate that was not read.
 */
export function wantAccess(front: Front, there: There, letting: Letting): Access {
  const names = [...new Set(front.keys)].sort();
  const found = names.map((name) => ({ name, caller: callerHere(name, there, letting) }));
  const missing = found.flatMap(({ name, caller }) => (caller ? [] : [name]));
  if (missing.length > 0) throw withoutValue(missing, there.service);
  const callers = found.flatMap(({ caller }) => caller ?? []);
  return {
    keys: callers.length > 0 ? fileFor(callers, there, letting.vault) : null,
    tls: tlsFor(front, there, letting),
  };
}

function callerHere(name: string, { callers }: There, { vault, returns }: Letting): Caller | null {
  const value = vault.open(name);
  if (value === null) return (returns && callers.find((it) => it.name === name)) || null;
  const caller = callerOf(name, value);
  if (caller) return caller;
  throw new Problem('BAD_FILE', `The value of the key ${name} cannot be sent in a header`, {
    hint: `Set one of visible ASCII signs on one line: openssl rand -hex 32 | slipway secrets set ${name}`,
  });
}

/** What is said with the plan of keys that could be guessed, where they do not let callers in already. */
export function guessableKeys({ keys }: Front, { callers }: Pick<There, 'callers'>, vault: Vault): string[] {
  return [...new Set(keys)].flatMap((name) => {
    const value = vault.open(name);
    const caller = value && callerOf(name, value);
    const why = caller && !isAmong(callers, caller) ? tooShort(value) : null;
    if (why === null) return [];
    return `The value of the key ${name} ${why}: it could be guessed. Draw another: openssl rand -hex 32 | slipway secrets set ${name}`;
  });
}

const isAmong = (callers: readonly Caller[], { name, hash }: Caller): boolean =>
  callers.some((it) => it.name === name && it.hash === hash);

function tlsFor({ tls }: Front, { service, serving, present }: There, { vault, certificate, returns }: Letting) {
  if (!tls) return null;
  if (certificate) return certificate.file;
  const onHost = serving?.access?.tls ?? null;
  if (onHost && hashOf(tls) === hashOf(present?.front.tls)) return onHost;
  const kept = returns ? vault.open(certificateName(service)) : null;
  if (kept) return certificateFile(kept.reveal());
  if (returns) {
    throw new Problem('UNKNOWN_SECRET', `This console does not have the certificate of ${service} any more`, {
      hint: 'Deploy its file, which names one, or roll back without --exact.',
    });
  }
  throw new Problem('BAD_FILE', 'front.tls is not read: a draft has no folder', {
    hint: 'Deploy it as a file from the command line; what serves keeps its certificate from then on.',
  });
}

/** Keeps a certificate that was read, sealed, for the steps to come and for a front that returns. */
export function keepCertificate(service: string, certificate: Certificate | null, vault: Vault): void {
  const name = certificateName(service);
  if (certificate && !vault.open(name)?.reveal().equals(certificate.pem.reveal())) vault.set(name, certificate.pem);
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
  const { wanted, engine, vault } = site;
  const { keys, tls } = wanted.access;
  const there = (await readState(engine, gatewayOf(site), signal))?.accessFiles ?? [];
  const put = (file: string, content: Buffer) =>
    engine.putFiles(gatewayOf(site), mountPoint, accessEntries(file, content), user, signal);
  if (keys !== null && !there.includes(keys)) await put(keys, keysFor(keys, site));
  if (tls === null || there.includes(tls)) return;
  const pem = vault.open(certificateName(wanted.service))?.reveal();
  if (!pem || certificateFile(pem) !== tls) throw changed('The certificate');
  await put(tls, pem);
}

function keysFor(file: string, { wanted, observed, vault }: Site): Buffer {
  const names = [...new Set(wanted.front.keys)];
  const letting = { vault, certificate: null, returns: true };
  const callers = names.flatMap((name) => callerHere(name, observed, letting) ?? []);
  if (callers.length !== names.length || fileFor(callers, observed, vault) !== file) throw changed('A key');
  return Buffer.from(callersText(callers));
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

const changed = (what: string): Problem =>
  new Problem('NOT_READY', `${what} was set again or removed while this was under way`, {
    hint: 'Run the command again: it then takes the present values.',
  });
