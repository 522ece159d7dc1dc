import type * as z from 'zod';
import type { change } from '#contract/history';

export type Change = z.infer<typeof change>;

/**
 * What differs between two files, leaf by leaf: `model.image`, `golden[0].name`, `model.env["a.b"]`. An empty list or
 * object is a leaf; null stands for absent. In the order of `a`, then what only `b` has.
 */
export const diffFiles = (a: unknown, b: unknown): Change[] => {
  const before = leavesOf(a);
  const after = leavesOf(b);
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((path) => ({ path, from: before.get(path) ?? null, to: after.get(path) ?? null }))
    .filter(({ from, to }) => JSON.stringify(from) !== JSON.stringify(to));
};

const leavesOf = (value: unknown, path = '', leaves = new Map<string, unknown>()): Map<string, unknown> => {
  const entries = childrenOf(value, path);
  if (entries.length === 0) return leaves.set(path, value);
  for (const [child, inner] of entries) leavesOf(inner, child, leaves);
  return leaves;
};

const childrenOf = (value: unknown, path: string): [string, unknown][] => {
  if (Array.isArray(value)) return value.map((inner, i) => [`${path}[${i}]`, inner]);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([key, inner]) => [`${path}${keyIn(key, path)}`, inner]);
};

const keyIn = (key: string, path: string): string => {
  if (!/^[\w-]+$/.test(key)) return `[${JSON.stringify(key)}]`;
  return path === '' ? key : `.${key}`;
};
