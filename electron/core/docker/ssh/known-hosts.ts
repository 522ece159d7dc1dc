import { createHash, createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Problem } from '#contract/problem';
import { matchesList } from './patterns.ts';

/** One line of a known_hosts file. `names` are patterns, or the one hashed name. */
export type KnownKey = {
  readonly marker: 'none' | 'revoked' | 'cert-authority';
  readonly names: readonly string[];
  readonly type: string;
  readonly key: Buffer;
  readonly file: string;
  readonly line: number;
};

/** Pure: the lines of a file that can be understood; sshd(8) says how they are written. */
export function knownKeysOf(text: string, file: string): KnownKey[] {
  return text.split('\n').flatMap((raw, index) => {
    const words = raw.trim().split(/\s+/);
    if (words[0] === undefined || words[0] === '' || words[0].startsWith('#')) return [];
    const marker = words[0].startsWith('@') ? markers[words.shift() ?? ''] : 'none';
    const [names, type, base64] = words;
    if (marker === undefined || names === undefined || type === undefined || base64 === undefined) return [];
    const key = Buffer.from(base64, 'base64');
    if (typeOf(key) !== type) return [];
    return [{ marker, names: names.split(','), type, key, file, line: index + 1 }];
  });
}

const markers: Readonly<Record<string, KnownKey['marker']>> = {
  '@revoked': 'revoked',
  '@cert-authority': 'cert-authority',
};

/** Reads them in order; a file that is not there knows nobody. HOST_UNREACHABLE for one that cannot be read. */
export async function readKnownHosts(files: readonly string[]): Promise<KnownKey[]> {
  const found = await Promise.all(
    files.map(async (file) =>
      knownKeysOf(await readFile(file, 'utf8').catch((error) => unreadable(file, error)), file),
    ),
  );
  return found.flat();
}

/** Pure: the name under which a machine is known: with its port where that is not SSH's own. */
export const knownName = (host: string, port: number): string =>
  port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;

/** Pure: whether a line is about a machine of that name. */
export function isAbout({ names }: Pick<KnownKey, 'names'>, name: string): boolean {
  const [only = ''] = names;
  return only.startsWith('|1|') ? isHashOf(only, name) : matchesList(names, name);
}

function isHashOf(hashed: string, name: string): boolean {
  const [, , salt = '', hash = ''] = hashed.split('|');
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
}

/** Pure: as OpenSSH shows it. */
export const fingerprintOf = (key: Buffer): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;

/** Pure: the kind of key that a blob says it is; empty where it is none. */
export function typeOf(key: Buffer): string {
  if (key.length < 4) return '';
  const length = key.readUInt32BE(0);
  return length > 64 || key.length < 4 + length ? '' : key.toString('latin1', 4, 4 + length);
}

function unreadable(file: string, error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return '';
  throw new Problem('HOST_UNREACHABLE', `${file} cannot be read (${error.code}), so no host can be recognised`, {
    hint: 'Make it readable for your user.',
    cause: error,
  });
}
