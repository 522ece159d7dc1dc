import { valueAt } from '../fields.ts';

/** A Docker network and the name that the service has on it. */
type Network = { readonly name: string; readonly alias?: string };

/** Pure: the networks of a file as far as they can be read. */
export function networksIn(fields: unknown): readonly Network[] {
  const all = valueAt(fields, ['front', 'networks']);
  if (!Array.isArray(all)) return [];
  return all.flatMap((one) => {
    const [name, alias] = [valueAt(one, ['name']), valueAt(one, ['alias'])];
    if (typeof name !== 'string') return [];
    return [typeof alias === 'string' ? { name, alias } : { name }];
  });
}

/** "shop_default as digits, reports". */
export const networksText = (networks: readonly Network[]): string =>
  networks.map(({ name, alias }) => (alias === undefined ? name : `${name} as ${alias}`)).join(', ');

/** What was typed, read back: what is no name stays as it is, and the file says so. */
export const networksOf = (typed: string): readonly Network[] =>
  typed
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [, name = part, alias] = /^(\S+)\s+as\s+(\S+)$/.exec(part) ?? [];
      return alias === undefined ? { name } : { name, alias };
    });
