import { fingerprintOf, isAbout, type KnownKey, typeOf } from './known-hosts.ts';

/** What a key that a machine shows means. `line` is where the other one stands. */
export type HostKeyVerdict =
  | { readonly is: 'known' }
  | { readonly is: 'unknown' }
  | { readonly is: 'changed'; readonly line: KnownKey }
  | { readonly is: 'revoked'; readonly line: KnownKey };

/** The kinds of key that are taken, the best first; none that is signed with SHA-1. */
const algorithms: readonly { readonly algorithm: string; readonly type: string }[] = [
  { algorithm: 'ssh-ed25519', type: 'ssh-ed25519' },
  { algorithm: 'ecdsa-sha2-nistp256', type: 'ecdsa-sha2-nistp256' },
  { algorithm: 'ecdsa-sha2-nistp384', type: 'ecdsa-sha2-nistp384' },
  { algorithm: 'ecdsa-sha2-nistp521', type: 'ecdsa-sha2-nistp521' },
  { algorithm: 'rsa-sha2-512', type: 'ssh-rsa' },
  { algorithm: 'rsa-sha2-256', type: 'ssh-rsa' },
];

/** Pure: what to ask a machine for: first the kinds of which a key is known, so that it shows one that can be recognised. */
export function wantedAlgorithms(known: readonly KnownKey[], name: string): string[] {
  const types = new Set(plainLines(known, name).map(({ type }) => type));
  const [first, rest] = [
    algorithms.filter(({ type }) => types.has(type)),
    algorithms.filter(({ type }) => !types.has(type)),
  ];
  return [...first, ...rest].map(({ algorithm }) => algorithm);
}

/**
 * Pure: a key is known where a line has it; where lines have others it has changed, also where it is of another kind: the
 * machine was asked for the known kinds first, and could not show one.
 */
export function judgeHostKey(known: readonly KnownKey[], name: string, key: Buffer): HostKeyVerdict {
  const revoked = known.find((it) => it.marker === 'revoked' && isAbout(it, name) && it.key.equals(key));
  if (revoked) return { is: 'revoked', line: revoked };
  const lines = plainLines(known, name);
  if (lines.some((it) => it.key.equals(key))) return { is: 'known' };
  const other = lines.find(({ type }) => type === typeOf(key)) ?? lines[0];
  return other ? { is: 'changed', line: other } : { is: 'unknown' };
}

const plainLines = (known: readonly KnownKey[], name: string): KnownKey[] =>
  known.filter((it) => it.marker === 'none' && isAbout(it, name));

/** Pure: "ED25519 key SHA256:…", as OpenSSH calls it. */
export function describeKey(key: Buffer): string {
  return `${kindOf(typeOf(key))} key ${fingerprintOf(key)}`;
}

export function kindOf(type: string): string {
  if (type.startsWith('ecdsa-')) return 'ECDSA';
  return type.replace(/^ssh-/, '').toUpperCase();
}
