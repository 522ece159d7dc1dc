import type { ModelSchema, Operation, TypeNode } from '#contract/schema';
import type { GoldenBody } from '../protocols/generated.ts';
import { type Zeros, zeroOf } from '../protocols/zeros.ts';

/** Longer texts and lists are not made up. */
const longest = 1_000;

/** Pure: the smallest value that fits a node; undefined where none can be told from it. */
export function sampleOf(node: TypeNode): unknown {
  if (node.default !== undefined && node.default !== null) return node.default;
  if (node.enum) return node.enum.find((value) => value !== null) ?? node.enum[0];
  switch (node.kind) {
    case 'object':
      return objectFor(node);
    case 'array':
      return listFor(node);
    case 'string':
      return textFor(node);
    case 'integer':
    case 'number':
      return numberFor(node);
    case 'boolean':
      return false;
    case 'null':
      return null;
    case 'tensor':
      return tensorFor(node);
    case 'union':
      return (node.anyOf ?? []).map(sampleOf).find((value) => value !== undefined);
    case 'any':
      return undefined;
  }
}

/** The operation that runs the model with a body made up for it; null where it is not known or none can be made. */
export function requestFor(schema: ModelSchema | null): { operation: Operation; body: GoldenBody } | null {
  const operation = schema?.operations.find(({ id }) => id === schema.predict);
  if (!operation?.request || operation.encoding !== 'json') return null;
  if (operation.path.includes('{') || operation.parameters.some((it) => it.required)) return null;
  const body = sampleOf(operation.request);
  return body === undefined || body === null ? null : { operation, body: body as GoldenBody };
}

function objectFor({ properties = {} }: TypeNode): unknown {
  const needed = Object.entries(properties).filter(([, { required }]) => required);
  const members = needed.map(([name, { node }]) => [name, sampleOf(node)] as const);
  return members.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(members);
}

function listFor({ items, minItems = 1 }: TypeNode): unknown {
  const each = items ? sampleOf(items) : undefined;
  if (minItems === 0 || each === undefined) return items && each === undefined ? undefined : [];
  return minItems > longest ? undefined : new Array(Math.max(1, minItems)).fill(each);
}

const byFormat: Readonly<Record<string, string>> = {
  'date-time': '2000-01-01T00:00:00Z',
  date: '2000-01-01',
  time: '00:00:00Z',
  email: 'a@example.org',
  uri: 'https://example.org/',
  uuid: '00000000-0000-4000-8000-000000000000',
  byte: 'YQ==',
};

function textFor({ minLength = 0, maxLength, pattern, format }: TypeNode): unknown {
  if (pattern !== undefined || format === 'binary' || minLength > longest) return undefined;
  const known = format === undefined ? undefined : byFormat[format];
  return known ?? (maxLength === 0 ? '' : 'a'.repeat(Math.max(1, minLength)));
}

function numberFor({ kind, minimum, maximum, above, below }: TypeNode): unknown {
  const step = kind === 'integer' ? 1 : 0.5;
  const least = above !== undefined ? Math.max(above + step, minimum ?? above + step) : minimum;
  const most = below !== undefined ? Math.min(below - step, maximum ?? below - step) : maximum;
  const value = least !== undefined && least > 0 ? least : most !== undefined && most < 0 ? most : 0;
  const whole = kind === 'integer' ? Math.ceil(value) : value;
  return (least !== undefined && whole < least) || (most !== undefined && whole > most) ? undefined : whole;
}

function tensorFor({ datatype = '', shape }: TypeNode): Zeros | undefined {
  return (shape && zeroOf(datatype, shape)) ?? undefined;
}
