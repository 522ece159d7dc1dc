import { keyFile } from '#core/secrets/key-file';
import { openVault, type Vault } from '#core/secrets/vault';

const refuse = (): never => {
  throw new Error('this test sets no secret');
};

/** The vault of a console that has no secret and no key. */
export const noSecrets = (): Vault =>
  openVault(
    { set: refuse, remove: () => false, get: () => null, list: () => [], everything: () => [] },
    keyFile('/nowhere/key'),
  );
