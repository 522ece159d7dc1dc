import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { Problem } from '#contract/problem';
import type { Sealed, Secrets } from '../store/secrets.ts';
import { type Hiding, hiding } from './hiding.ts';
import { type KeyKeeper, keyBytes } from './key-file.ts';
import { Redacted } from './redacted.ts';

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** `opens` is false for a value that was sealed with a key which is gone: it has to be set again. */
export type Listed = { readonly name: string; readonly setAt: string; readonly opens: boolean };

/** The secrets of this console, by name. */
export type Vault = {
  /** What they are sealed with, for an operator. */
  readonly keeper: Pick<KeyKeeper, 'place' | 'described' | 'weakness' | 'read'>;
  set(name: string, value: Redacted): Listed;
  /** False when there was none of that name. */
  remove(name: string, keep?: boolean): boolean;
  /** By name; needs no key to answer. */
  list(): Listed[];
  /** Null where there is no such secret, or its key is gone. */
  open(name: string): Redacted | null;
  /** 64 hexadecimal digits that nobody without this console's key can guess values from. Null where there is no key. */
  fingerprint(text: string): string | null;
  /** Takes every value known here, and those they had before, out of texts; `also` are others, read from a host. */
  hiding(also?: readonly Redacted[]): Hiding;
};

/** The same vault, whose hiding also knows other values. */
export const alsoHiding = (vault: Vault, values: () => readonly Redacted[]): Vault => ({
  ...vault,
  hiding: (also = []) => vault.hiding([...also, ...values()]),
});

/** Seals with AES-256-GCM, a fresh nonce each and the name as additional data: a row under another name does not open. */
export function openVault(rows: Secrets, keeper: KeyKeeper): Vault {
  /** A key that is damaged must not hide which secrets there are. */
  const keyOrNull = (): Buffer | null => {
    try {
      return keeper.read();
    } catch (error) {
      if (error instanceof Problem) return null;
      throw error;
    }
  };
  const unseal = (row: Sealed, key: Buffer | null) => (row.sealedWith === keeper.kind ? opened(row, key) : null);
  const listed = (row: Sealed, key: Buffer | null): Listed => ({
    name: row.name,
    setAt: row.setAt,
    opens: unseal(row, key) !== null,
  });

  return {
    keeper,
    set(name, value) {
      const key = keeper.make();
      return listed(rows.set(name, sealed(name, value, key), keeper.kind), key);
    },
    remove: rows.remove,
    list: () => {
      const key = keyOrNull();
      return rows.list().map((row) => listed(row, key));
    },
    open: (name) => {
      const row = rows.get(name);
      return row ? unseal(row, keyOrNull()) : null;
    },
    fingerprint: (text) => {
      const key = keyOrNull();
      return key ? createHmac('sha256', subkey(key)).update(text).digest('hex') : null;
    },
    hiding: (also = []) => {
      const key = keyOrNull();
      return hiding([...rows.everything().flatMap((row) => unseal(row, key) ?? []), ...also]);
    },
  };
}

/** Never the sealing key itself: what is derived from it stands in names of volumes. */
const subkey = (key: Buffer): Buffer => createHmac('sha256', key).update('slipway fingerprint').digest();

function sealed(name: string, value: Redacted, key: Buffer): string {
  const nonce = randomBytes(nonceBytes);
  const encrypt = createCipheriv(cipher, key, nonce).setAAD(Buffer.from(name));
  const body = Buffer.concat([encrypt.update(value.reveal()), encrypt.final()]);
  return Buffer.concat([nonce, encrypt.getAuthTag(), body]).toString('base64');
}

function opened({ name, sealed: text }: Sealed, key: Buffer | null): Redacted | null {
  const bytes = Buffer.from(text, 'base64');
  if (key?.length !== keyBytes || bytes.length < nonceBytes + tagBytes) return null;
  const decrypt = createDecipheriv(cipher, key, bytes.subarray(0, nonceBytes))
    .setAAD(Buffer.from(name))
    .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  const body = decrypt.update(bytes.subarray(nonceBytes + tagBytes));
  try {
    return new Redacted(Buffer.concat([body, decrypt.final()]));
  } catch {
    // The one thing that GCM says: not with this key, not under this name, or altered.
    return null;
  }
}
