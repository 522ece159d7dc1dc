import { readFile } from 'node:fs/promises';
import { Problem } from '#contract/problem';
import { type ParsedKey, parseKey } from './driver.ts';
import { noWay } from './failure.ts';

/** Key files that were unlocked in this process. Neither they nor their passphrases are written anywhere. */
export type Keyring = {
  unlocked(file: string): ParsedKey | undefined;
  /** This file wants a passphrase: only such a one can be unlocked. */
  want(file: string): void;
  /** BAD_COMMAND for a file that nothing asked for, HOST_UNREACHABLE for a passphrase that is wrong. */
  unlock(file: string, passphrase: string): Promise<void>;
};

export function openKeyring(): Keyring {
  const keys = new Map<string, ParsedKey>();
  const wanted = new Set<string>();
  return {
    unlocked: (file) => keys.get(file),
    want: (file) => void wanted.add(file),
    async unlock(file, passphrase) {
      if (!wanted.has(file)) {
        throw new Problem('BAD_COMMAND', `No connection has asked for the passphrase of ${file}`, {
          hint: 'Try the host first: it says which key it wants.',
        });
      }
      const key = parseKey(await readFile(file, 'utf8'), passphrase);
      if (!(key instanceof Error)) return void keys.set(file, key);
      throw noWay(
        `The passphrase does not open ${file}`,
        `Try it again, or hand the key to the agent: ssh-add ${file}`,
        {
          cause: key,
        },
      );
    },
  };
}
