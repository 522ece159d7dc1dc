import { createHash } from 'node:crypto';
import type { TarEntry } from '../docker/types.ts';
import type { Redacted } from '../secrets/redacted.ts';
import { stateFolder } from './places.ts';

/**
 * The files of the volume by which callers are let in: the hashes of their keys, and the certificate with its key. They
 * are named after what is in them, so that a configuration always finds just those that it was made for.
 */
export type Access = { readonly keys: string | null; readonly tls: string | null };
export const noAccess: Access = { keys: null, tls: null };

/** A key as the gateway knows it: its name, and the SHA-256 of its value in capital hexadecimal digits. */
export type Caller = { readonly name: string; readonly hash: string };

export const accessFolder = 'access';
export const accessPath = (file: string): string => `${stateFolder}/${accessFolder}/${file}`;

/** A value as it can be sent in a header: visible ASCII on one line, as long as the gateway's own limit of headers allows. */
const sendable = /^[\x21-\x7e]{1,4096}$/;

/**
 * Bits that a key holds at least, if nobody chose it: OWASP ASVS 5.0, 7.2.3, wants 128 of a token that lets somebody in. Of
 * a value only its length and its signs can be seen, so this keeps out what is too short whatever made it: less than 32
 * hexadecimal digits, or 22 signs of base64.
 */
const leastBits = 128;
const alphabets = [
  { of: /^[0-9]+$/, size: 10 },
  { of: /^([0-9a-f]+|[0-9A-F]+)$/, size: 16 },
  { of: /^([a-z]+|[A-Z]+)$/, size: 26 },
  { of: /^([0-9a-z]+|[0-9A-Z]+)$/, size: 36 },
] as const;
/** Of everything else: of base64, since words with signs between them hold less than their signs could. */
const widest = 64;
/** Different signs that a value has which nobody chose; of 39 random digits less than these once in a thousand million. */
const leastSigns = 6;

/** In words why a value is too easily guessed; null where it is long enough. */
export function tooShort(value: Redacted): string | null {
  const key = keyIn(value);
  if (new Set(key).size < leastSigns) return 'repeats a few signs';
  const { size } = alphabets.find(({ of }) => of.test(key)) ?? { size: widest };
  const least = Math.ceil(leastBits / Math.log2(size));
  return key.length < least ? `has ${key.length} signs, and ${least} of this kind are ${leastBits} bits` : null;
}

/** Null where no header can carry the value. A line break at its end is an editor's, and no part of it. */
export function callerOf(name: string, value: Redacted): Caller | null {
  const key = keyIn(value);
  if (!sendable.test(key)) return null;
  return { name, hash: createHash('sha256').update(key, 'latin1').digest('hex').toUpperCase() };
}

const keyIn = (value: Redacted): string =>
  value
    .reveal()
    .toString('latin1')
    .replace(/\r?\n$/, '');

/** As HAProxy reads a map: the hash, and the name that stands for it. */
export const callersText = (callers: readonly Caller[]): string =>
  callers
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, hash }) => `${hash} ${name}\n`)
    .join('');

export function callersIn(text: string): Caller[] {
  return text.split('\n').flatMap((line) => {
    const [, hash, name] = /^([0-9A-F]{64}) (\S+)$/.exec(line) ?? [];
    return hash && name ? [{ name, hash }] : [];
  });
}

/** A file of the access folder, for nobody but HAProxy's own user, relative to the volume's mount. */
export const accessEntries = (file: string, content: Buffer): TarEntry[] => [
  { path: `state/${accessFolder}`, content: Buffer.alloc(0), mode: 0o700, directory: true },
  { path: `state/${accessFolder}/${file}`, content, mode: 0o600 },
];
