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

/** Null where no header can carry the value. A line break at its end is an editor's, and no part of it. */
export function callerOf(name: string, value: Redacted): Caller | null {
  const key = value
    .reveal()
    .toString('latin1')
    .replace(/\r?\n$/, '');
  if (!sendable.test(key)) return null;
  return { name, hash: createHash('sha256').update(key, 'latin1').digest('hex').toUpperCase() };
}

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
