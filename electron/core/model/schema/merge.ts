import type { TypeNode } from '#contract/schema';

/** Pure: the node that accepts what all of them accept, as far as a node can say it: kinds and limits of the narrower one. */
export function mergeAll(nodes: readonly TypeNode[]): TypeNode {
  return nodes.reduce(merge, { kind: 'any' });
}

function merge(a: TypeNode, b: TypeNode): TypeNode {
  const kind = a.kind === 'any' ? b.kind : b.kind === 'any' || a.kind === b.kind ? a.kind : narrower(a.kind, b.kind);
  const merged: Record<string, unknown> = { ...a, ...b, kind };
  const set = (name: keyof TypeNode, value: unknown) => {
    if (value !== undefined) merged[name] = value;
  };
  for (const name of ['minimum', 'above', 'minLength', 'minItems'] as const)
    set(name, either(Math.max, a[name], b[name]));
  for (const name of ['maximum', 'below', 'maxLength', 'maxItems'] as const)
    set(name, either(Math.min, a[name], b[name]));
  set('properties', propertiesOf(a, b));
  set('enum', a.enum && b.enum ? a.enum.filter((value) => b.enum?.includes(value)) : (a.enum ?? b.enum));
  set('items', a.items && b.items ? merge(a.items, b.items) : (a.items ?? b.items));
  set('additional', a.additional === false || b.additional === false ? false : (b.additional ?? a.additional));
  // A part without a kind says nothing against null, and may be there only to allow it.
  const [kinded, open] = [[a, b].filter((node) => node.kind !== 'any'), [a, b].filter((node) => node.kind === 'any')];
  const nullable = (kinded.length > 0 && kinded.every((node) => node.nullable)) || open.some((node) => node.nullable);
  if (nullable) merged.nullable = true;
  else delete merged.nullable;
  return merged as TypeNode;
}

const narrower = (a: TypeNode['kind'], b: TypeNode['kind']) =>
  [a, b].includes('integer') && [a, b].includes('number') ? 'integer' : a === 'union' ? b : a;

function either(choose: (a: number, b: number) => number, a?: number, b?: number): number | undefined {
  return a === undefined ? b : b === undefined ? a : choose(a, b);
}

function propertiesOf(a: TypeNode, b: TypeNode): TypeNode['properties'] {
  if (!a.properties || !b.properties) return a.properties ?? b.properties;
  const merged = new Map(Object.entries(a.properties));
  for (const [name, right] of Object.entries(b.properties)) {
    const left = merged.get(name);
    merged.set(name, left ? { node: merge(left.node, right.node), required: left.required || right.required } : right);
  }
  return Object.fromEntries(merged);
}
