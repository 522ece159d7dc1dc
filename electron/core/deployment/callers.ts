import type { ApiChange } from '#contract/compatibility';
import { Problem } from '#contract/problem';
import { compareFronts } from '../compatibility/fronts.ts';
import { releaseTitle } from '../release/release.ts';
import type { Policy } from '../service/parts.ts';
import { isOfCallers } from './acceptance.ts';
import type { Observed } from './observed.ts';
import type { Wanted } from './wanted.ts';

/** Pure: what callers meet at the front that is wanted; nothing where nothing serves, and for whoever goes back. */
export function frontChanges({ present, serving }: Observed, wanted: Wanted): ApiChange[] {
  if (!present || !serving || wanted.kind !== 'deploy') return [];
  return compareFronts(
    { front: present.front, port: present.address.port },
    { front: wanted.front, port: wanted.address.port },
  );
}

/** The names of who calls it, as the file gives them: text, or a mapping with a `name`. */
export const consumersOf = ({ integration }: Pick<Policy, 'integration'>): string[] =>
  integration.consumers.map((it) => {
    if (typeof it === 'string') return it;
    return typeof it.name === 'string' ? it.name : (Object.keys(it)[0] ?? 'a consumer');
  });

/** `what` would have stopped it; `cost` is for who reads the plan and the record. */
export type Broken = { readonly what: string; readonly cost: string };

/**
 * Pure: what breaks callers, where it is lived with; null where nothing does. Nobody is asked where no consumer is named.
 * STOPPED `breaking-change` where one is, and nobody has said that they agreed.
 */
export function refuseBreaking(
  changes: readonly ApiChange[],
  { release, policy, accepted = [] }: Pick<Wanted, 'release' | 'policy' | 'accepted'>,
  count = changes.filter(isBreaking).length,
): Broken | null {
  if (count === 0) return null;
  const what = changesText(changes, count);
  const consumers = consumersOf(policy);
  if (consumers.length === 0)
    return { what, cost: `Callers would be broken, and none is named in integration.consumers: ${what}.` };
  const by = accepted.find(isOfCallers);
  if (by) return { what, cost: `${broken(consumers)}: ${what}. Agreed until ${by.until.slice(0, 10)}: ${by.reason}` };
  throw new Problem('STOPPED', `${releaseTitle(release)} would break ${consumers.join(', ')}: ${what}`, {
    stop: 'breaking-change',
    hint: `Ask them first. Where they agree: --accept breaking-change="who agreed" --until DATE. Or serve it as another service beside this one.`,
  });
}

const broken = (consumers: readonly string[]): string =>
  `${consumers.join(', ')} ${consumers.length === 1 ? 'has' : 'have'} to change`;

const isBreaking = ({ verdict }: ApiChange): boolean => verdict === 'breaking';

const mostNamed = 3;

/** "POST /predict request.age: it is string, it was number; …, and 2 more". */
export function changesText(changes: readonly ApiChange[], count: number): string {
  const named = changes.filter(isBreaking).slice(0, mostNamed);
  const more = count - named.length;
  const text = named.map(({ path, why }) => `${path}: ${why}`).join('; ');
  return more > 0 ? `${text}; and ${more} more` : text;
}
