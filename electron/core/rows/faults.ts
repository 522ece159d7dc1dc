import type { FaultKind } from '#contract/rows';
import type { TypeNode } from '#contract/schema';
import { nearest } from '../service/nearest.ts';
import { type Fault, type Faults, first, isOfKind, outside, shown } from './fault.ts';
import { tensorFaults } from './tensors.ts';

/** Elements of a list that are looked at one by one. */
const mostElements = 10_000;

/** Pure: the faults of a value beside what the model takes; what nobody described has none. */
export const faultsOf = (value: unknown, node: TypeNode, field = ''): Fault[] => first(look(value, node, field));

function* look(value: unknown, node: TypeNode, field: string): Faults {
  const fault = (kind: FaultKind, why: string): Fault => ({ field: field || 'the row', kind, why });
  if (node.kind === 'any') return;
  if (value === null || value === undefined) {
    const mayBeNull = node.nullable || node.kind === 'null' || node.enum?.includes(null);
    if (!mayBeNull) yield fault('null', 'it is null, and may not be');
  } else if (node.kind === 'union') yield* lookAtForms(value, node, field);
  else if (!isOfKind(value, node)) yield fault('type', `it is ${shown(value)}, and the model takes ${wanted(node)}`);
  else if (node.enum && !node.enum.includes(value as string))
    yield fault('category', unknownCategory(value, node.enum));
  else yield* lookWithin(value, node, field);
}

function* lookWithin(value: unknown, node: TypeNode, field: string): Faults {
  const whys = (kind: FaultKind, all: readonly (string | null)[]): Fault[] =>
    all.flatMap((why) => (why === null ? [] : [{ field: field || 'the row', kind, why }]));
  switch (node.kind) {
    case 'object':
      return yield* lookInside(value as Readonly<Record<string, unknown>>, node, field);
    case 'array': {
      const list = value as readonly unknown[];
      yield* whys('shape', lengthFaults(list.length, 'elements', node.minItems, node.maxItems));
      if (node.items) for (const each of list.slice(0, mostElements)) yield* look(each, node.items, `${field}[]`);
      return;
    }
    case 'tensor':
      return yield* tensorFaults(value, node, field);
    case 'string':
      return yield* whys('range', lengthFaults((value as string).length, 'characters', node.minLength, node.maxLength));
    case 'number':
    case 'integer':
      return yield* whys('range', [outside(value as number, node)]);
    case 'boolean':
    case 'null':
    case 'union':
    case 'any':
      return;
  }
}

function* lookAtForms(value: unknown, { anyOf = [] }: TypeNode, field: string): Faults {
  const tries = anyOf.map((form) => ({ form, faults: faultsOf(value, form, field) }));
  if (tries.some(({ faults }) => faults.every(({ kind }) => kind === 'unnamed'))) return;
  const fitting = tries.filter(({ form }) => isOfKind(value, form));
  const near = fitting.toSorted((a, b) => a.faults.length - b.faults.length)[0];
  if (near) yield* near.faults;
  else yield { field: field || 'the row', kind: 'type', why: `it is ${shown(value)}, and fits none of its forms` };
}

function* lookInside(row: Readonly<Record<string, unknown>>, node: TypeNode, field: string): Faults {
  const members = node.properties ?? {};
  const at = (name: string) => (field === '' ? name : `${field}.${name}`);
  const unnamed = Object.keys(row).filter((name) => !Object.hasOwn(members, name));
  for (const [name, { node: inner, required }] of Object.entries(members)) {
    const isUsual = row[name] === null && !required && inner.default !== undefined;
    if (Object.hasOwn(row, name)) {
      if (!isUsual) yield* look(row[name], inner, at(name));
    } else if (required) {
      const near = nearest(name, unnamed);
      yield { field: at(name), kind: 'missing', why: near ? `it is not there; is it ${near}?` : 'it is not there' };
    }
  }
  for (const name of unnamed) {
    if (typeof node.additional === 'object') yield* look(row[name], node.additional, at(name));
    else if (node.additional === false) yield { field: at(name), kind: 'extra', why: 'the model takes no such field' };
    else if (node.properties) yield { field: at(name), kind: 'unnamed', why: 'the model does not name it' };
  }
}

const lengthFaults = (length: number, of: string, least = 0, most = Number.POSITIVE_INFINITY): (string | null)[] => [
  length < least ? `it has ${length} ${of}, and ${least} are the least` : null,
  length > most ? `it has ${length} ${of}, and ${most} are the most` : null,
];

function wanted({ kind, datatype }: TypeNode): string {
  const words: Partial<Record<TypeNode['kind'], string>> = {
    integer: 'a whole number',
    number: 'a number',
    string: 'text',
    boolean: 'true or false',
    object: 'an object',
    array: 'a list',
    tensor: `numbers (${datatype})`,
  };
  return words[kind] ?? kind;
}

function unknownCategory(value: unknown, known: NonNullable<TypeNode['enum']>): string {
  const near =
    typeof value === 'string'
      ? nearest(
          value,
          known.filter((it) => typeof it === 'string'),
        )
      : null;
  const few = known.slice(0, 5).map((it) => JSON.stringify(it));
  const list = known.length > few.length ? `${few.join(', ')} …` : few.join(', ');
  return `${shown(value)} is none of ${list}${near ? `; is it "${near}"?` : ''}`;
}
