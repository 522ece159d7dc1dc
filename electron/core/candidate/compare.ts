import { at, differences, parsePath } from '../model/json-path.ts';
import type { ReachAnswer } from '../model/reach.ts';
import { canonicalJson } from '../service/hash.ts';
import type { Golden } from '../service/schema.ts';

/** A request to ask of both, and whether Slipway made it. */
export type Question = { readonly golden: Golden; readonly generated: boolean };

/** Pure: the new release's requests, then those of the old one that are others. */
export function questionsOf(
  now: { readonly golden: readonly Golden[]; readonly generated: boolean },
  before: readonly Golden[],
): Question[] {
  const asked = new Set(now.golden.map(({ request }) => canonicalJson(request)));
  return [
    ...now.golden.map((golden) => ({ golden, generated: now.generated })),
    ...before
      .filter(({ request }) => !asked.has(canonicalJson(request)))
      .map((golden) => ({ golden, generated: false })),
  ];
}

type Said = Pick<ReachAnswer, 'status' | 'body'>;

/**
 * Pure: whether both say the same. Where the request says at which places of the JSON to look, only those count; numbers
 * may differ by its tolerance. How long they took makes no difference.
 */
export function saysTheSame({ expect }: Golden, before: Said | null, now: Said | null): boolean {
  if (!before || !now || before.status !== now.status) return false;
  const [old, fresh] = [parsed(before.body), parsed(now.body)];
  if (old === undefined || fresh === undefined) return before.body === now.body;
  const places = Object.keys(expect.json ?? {}).map((path) => parsePath(path) ?? []);
  const differ = (path: readonly (string | number)[]) =>
    differences('', at(fresh, path), at(old, path), expect.tolerance).length > 0;
  if (places.length > 0) return !places.some(differ);
  return differences('', lasting(fresh), lasting(old), expect.tolerance).length === 0;
}

/** What servers put into each answer anew says nothing of the model. */
const passing: ReadonlySet<string> = new Set(['id', 'created', 'model_version', 'system_fingerprint']);

export function lasting(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !passing.has(key)));
}

/** Undefined for what is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
