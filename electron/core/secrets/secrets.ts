import { Problem } from '#contract/problem';
import { mostSecretBytes, type Secret } from '#contract/secret';
import { Redacted } from './redacted.ts';
import { type UsesDeps, usesOf } from './uses.ts';
import type { Listed, Vault } from './vault.ts';

export type SecretsDeps = UsesDeps & { readonly vault: Vault };

/** Names, when they were set and who uses them; a host that does not answer is answered for by the record. */
export async function listSecrets(deps: SecretsDeps): Promise<Secret[]> {
  const all = deps.vault.list();
  if (all.length === 0) return [];
  const uses = await usesOf(deps);
  return all.map((one) => shown(one, uses));
}

/** `value` is base64. BAD_COMMAND for one that is too long. */
export async function setSecret(deps: SecretsDeps, given: { name: string; value: string }): Promise<Secret> {
  const bytes = Buffer.from(given.value, 'base64');
  if (bytes.length > mostSecretBytes) {
    throw new Problem('BAD_COMMAND', `The value of ${given.name} is larger than ${mostSecretBytes / 1024} KiB`, {
      hint: 'A secret is a key, a token or a certificate; put anything larger into a volume.',
    });
  }
  const set = deps.vault.set(given.name, new Redacted(bytes));
  return shown(set, await usesOf(deps));
}

/** UNKNOWN_SECRET when there is none of that name. What runs keeps its files, and its value is still taken out of logs. */
export async function removeSecret(deps: SecretsDeps, name: string): Promise<{ removed: string }> {
  const uses = await usesOf(deps);
  if (deps.vault.remove(name, (uses.get(name)?.size ?? 0) > 0)) return { removed: name };
  throw new Problem('UNKNOWN_SECRET', `There is no secret "${name}"`, { hint: '"slipway secrets" lists them.' });
}

const shown = ({ name, setAt, opens }: Listed, uses: ReadonlyMap<string, ReadonlySet<string>>): Secret => ({
  name,
  setAt,
  usedBy: [...(uses.get(name) ?? [])].sort(),
  ...(opens ? {} : { reason: 'it cannot be opened: set it again' }),
});
