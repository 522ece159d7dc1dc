import type { TypeNode } from '#contract/schema';
import { type Comparing, changed } from './finding.ts';

type Compare = (old: TypeNode, now: TypeNode, comparing: Comparing) => void;
type Member = { readonly node: TypeNode; readonly required: boolean };

/**
 * Pure: the members of two objects. A member that is gone breaks on both sides: who reads it finds nothing, and what is
 * sent there is refused, or changes nothing any more without a word.
 */
export function objectChanges(old: TypeNode, now: TypeNode, comparing: Comparing, compare: Compare): void {
  const { path, as, into } = comparing;
  const [was, is] = [membersOf(old), membersOf(now)];
  const at = (name: string) => `${path}${/^[\w$-]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`}`;
  for (const [name, member] of was) {
    const next = is.get(name);
    if (next) memberChanges(at(name), member, next, comparing, compare);
    else {
      const sent = now.additional === false ? 'it is refused now' : 'what is sent there is not read any more';
      const why = as === 'input' ? sent : 'it is not in the answer any more';
      into.add({ path: at(name), what: 'removed', verdict: 'breaking', why });
    }
  }
  for (const [name, { required, node }] of is) if (!was.has(name)) into.add(added(at(name), required, node, comparing));
  // Who reads an answer passes over what it does not know.
  if (as === 'input' && old.additional !== false && now.additional === false)
    into.add(
      changed(path, 'limit-tightened', 'members that it does not name are refused now', { way: 'narrower', as }),
    );
  if (as === 'input' && old.additional === false && now.additional !== false)
    into.add(changed(path, 'limit-loosened', 'members that it does not name are let through', { way: 'wider', as }));
  if (isNode(old.additional) && isNode(now.additional))
    compare(old.additional, now.additional, { ...comparing, path: `${path}.*` });
}

const membersOf = ({ properties = {} }: TypeNode): ReadonlyMap<string, Member> => new Map(Object.entries(properties));
const isNode = (value: TypeNode['additional']): value is TypeNode => typeof value === 'object';

function memberChanges(path: string, old: Member, now: Member, comparing: Comparing, compare: Compare): void {
  const { as, into } = comparing;
  if (!old.required && now.required)
    into.add(changed(path, 'now-required', words[as].required, { way: 'narrower', as }));
  if (old.required && !now.required) into.add(changed(path, 'now-optional', words[as].optional, { way: 'wider', as }));
  compare(old.node, now.node, { ...comparing, path });
}

const words = {
  input: { required: 'it has to be sent now', optional: 'it may be left out now' },
  output: { required: 'it is always there now', optional: 'it may be missing from the answer now' },
} as const;

function added(path: string, required: boolean, node: TypeNode, { as }: Comparing) {
  if (as === 'output') return { path, what: 'new-optional', verdict: 'safe', why: 'it is new in the answer' } as const;
  if (!required)
    return { path, what: 'new-optional', verdict: 'safe', why: 'it may be sent, and need not be' } as const;
  const usual = node.default === undefined ? '' : ', although it has a default';
  return {
    path,
    what: 'new-required',
    verdict: 'breaking',
    why: `it has to be sent, and nobody does yet${usual}`,
  } as const;
}
