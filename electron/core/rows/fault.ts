import type { FaultKind } from '#contract/rows';
import type { TypeNode } from '#contract/schema';

/** What is wrong with a value, by its path within the row. */
export type Fault = { readonly field: string; readonly kind: FaultKind; readonly why: string };

export type Faults = Generator<Fault, void, undefined>;

/** Faults that are told of one row. */
const mostInRow = 50;

/** The first of them; the rest is not looked for. */
export function first(faults: Faults): Fault[] {
  const found: Fault[] = [];
  for (const fault of faults) if (found.push(fault) >= mostInRow) break;
  return found;
}

export function isOfKind(value: unknown, { kind, datatype }: TypeNode): boolean {
  switch (kind) {
    case 'object':
      return typeof value === 'object' && !Array.isArray(value);
    case 'array':
      return Array.isArray(value);
    case 'tensor':
      return Array.isArray(value) || (typeof value !== 'object' && datatype !== undefined);
    case 'integer':
      return Number.isInteger(value);
    case 'null':
      return value === null;
    case 'union':
    case 'any':
      return true;
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === kind;
  }
}

/** Null where the number is within what the model takes. */
export function outside(value: number, { kind, minimum, maximum, above, below, format }: TypeNode): string | null {
  if (kind === 'integer' && !Number.isSafeInteger(value)) return `${value} is not exact in JSON`;
  if (minimum !== undefined && value < minimum) return `${value} is less than ${minimum}`;
  if (maximum !== undefined && value > maximum) return `${value} is more than ${maximum}`;
  if (above !== undefined && value <= above) return `${value} is not more than ${above}`;
  if (below !== undefined && value >= below) return `${value} is not less than ${below}`;
  if (format === 'int32' && Math.abs(value) > 2 ** 31) return `${value} is too large for int32`;
  return null;
}

export function shown(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  const text = JSON.stringify(value) ?? String(value);
  return typeof value === 'string' ? `the text ${text.slice(0, 40)}` : text.slice(0, 40);
}
