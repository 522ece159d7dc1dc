import { keyFile } from '#core/secrets/key-file';
import { Redacted } from '#core/secrets/redacted';
import { openVault, type Vault } from '#core/secrets/vault';
import { scratchStore } from '../store/scratch.ts';

/** A vault of its own that has these secrets. */
export function vaultWith(values: Readonly<Record<string, string>> = {}): Vault {
  const store = scratchStore();
  const vault = openVault(store.secrets, keyFile(`${store.file}.key`));
  for (const [name, value] of Object.entries(values)) vault.set(name, new Redacted(Buffer.from(value)));
  return vault;
}
