import { Problem } from '#contract/problem';
import { mostSecretBytes, type Secret } from '#contract/secret';
import { isVisibleIn, withoutValues } from '../draft/visible.ts';
import type { Store } from '../store/store.ts';
import { hiding } from './hiding.ts';
import { Redacted } from './redacted.ts';
import { type Uses, type UsesDeps, usesOf } from './uses.ts';
import type { Listed, Vault } from './vault.ts';

export type SecretsDeps = UsesDeps & { readonly store: Pick<Store, 'drafts'>; readonly vault: Vault };

/** Names, when they were set and who uses them; a host that does not answer is answered for by the record. */
export async function listSecrets(deps: SecretsDeps): Promise<Secret[]> {
  const all = deps.vault.list();
  if (all.length === 0) return [];
  const uses = await usesOf(deps);
  return all.map((one) => shown(one, uses));
}

/**
 * `value` is base64. BAD_COMMAND for one that is too long. A draft may have been kept with the value in it before anybody
 * knew that it is one: it is taken out there, and said.
 */
export async function setSecret(deps: SecretsDeps, given: { name: string; value: string }): Promise<Secret> {
  const bytes = Buffer.from(given.value, 'base64');
  if (bytes.length > mostSecretBytes) {
    throw new Problem('BAD_COMMAND', `The value of ${given.name} is larger than ${mostSecretBytes / 1024} KiB`, {
      hint: 'A secret is a key, a token or a certificate; put anything larger into a volume.',
    });
  }
  const value = new Redacted(bytes);
  const set = deps.vault.set(given.name, value);
  const from = takenFrom(deps.store.drafts, value);
  return { ...shown(set, await usesOf(deps)), ...(from.length > 0 ? { takenFrom: from } : {}) };
}

/** UNKNOWN_SECRET when there is none of that name. What runs keeps its files, and its value is still taken out of logs. */
export async function removeSecret(deps: SecretsDeps, name: string): Promise<{ removed: string }> {
  const uses = await usesOf(deps);
  if (deps.vault.remove(name, (uses.models.get(name)?.size ?? 0) > 0)) return { removed: name };
  throw new Problem('UNKNOWN_SECRET', `There is no secret "${name}"`, { hint: '"slipway secrets" lists them.' });
}

/** What each draft in which it stood is called. */
function takenFrom(drafts: Store['drafts'], value: Redacted): string[] {
  const hides = hiding([value]);
  const found = drafts.list().filter(({ text }) => isVisibleIn(text, hides));
  for (const draft of found) drafts.save({ ...draft, text: withoutValues(draft.text, hides) });
  if (found.length > 0) drafts.forget();
  return found.map(({ of, text }) => (of === 'new' ? (/^service: *(\S+)/m.exec(text)?.[1] ?? 'a new service') : of));
}

const shown = ({ name, setAt, opens }: Listed, { models, fronts }: Uses): Secret => ({
  name,
  setAt,
  usedBy: [...new Set([...(models.get(name) ?? []), ...(fronts.get(name) ?? [])])].sort(),
  ...(fronts.has(name) ? { keyOf: [...(fronts.get(name) ?? [])].sort() } : {}),
  ...(opens ? {} : { reason: 'it cannot be opened: set it again' }),
});
