import type { NodeKind, TypeNode } from '#contract/schema';
import { type Budget, bounded } from './budget.ts';
import { mergeAll } from './merge.ts';
import { isObject, type Json, resolve } from './pointer.ts';

/** Where a description is read: the document that its references point into, and what may still be read of it. */
export type Reading = { readonly document: Json; readonly budget: Budget };

type Place = { readonly depth: number; readonly within: readonly string[] };

const top: Place = { depth: 0, within: [] };

/**
 * Pure: a JSON Schema (draft 4 to 2020-12, OpenAPI 3.0's and Swagger's) as a TypeNode. References into the document are
 * followed, others never fetched; what is not understood is `any` with the reason, and noted in the budget.
 */
export function nodeOf(schema: unknown, reading: Reading, place: Place = top): TypeNode {
  const over = reading.budget.spend(place.depth);
  if (over) return unread(over, reading);
  if (schema === false) return { kind: 'union', anyOf: [] };
  if (!isObject(schema)) return { kind: 'any' };
  if (typeof schema.$ref === 'string') return referred(schema, schema.$ref, reading, place);
  for (const keyword of ignored) if (keyword in schema) reading.budget.note(`"${keyword}" is not looked at.`);

  const deeper = { ...place, depth: place.depth + 1 };
  const parts = listed(schema.allOf).map((part) => nodeOf(part, reading, deeper));
  const forms = [...listed(schema.anyOf), ...listed(schema.oneOf)].map((part) => nodeOf(part, reading, deeper));
  const own = ownNode(schema, reading, deeper);
  const whole = parts.length > 0 ? mergeAll([...parts, own]) : own;
  return forms.length > 0 ? mergeAll([unionOf(forms), whole]) : whole;
}

/** Keywords that narrow a value further than a TypeNode says. */
const ignored = ['not', 'if', 'patternProperties', 'multipleOf', 'dependentRequired', 'contains', 'propertyNames'];
const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value.slice(0, 64) : []);

function referred(schema: Json, ref: string, reading: Reading, place: Place): TypeNode {
  if (place.within.includes(ref)) return unread(`${bounded(ref)} refers to itself`, reading);
  const target = resolve(reading.document, ref);
  if (target === undefined) {
    const where = ref.startsWith('#') ? 'is not in the document' : 'is described elsewhere, which is not fetched';
    return unread(`${bounded(ref)} ${where}`, reading);
  }
  const inside = { depth: place.depth + 1, within: [...place.within, ref] };
  const { $ref: _followed, ...beside } = schema;
  const node = nodeOf(target, reading, inside);
  return Object.keys(beside).length === 0 ? node : mergeAll([node, nodeOf(beside, reading, inside)]);
}

function unread(why: string, { budget }: Reading): TypeNode {
  budget.note(`${why}.`);
  return { kind: 'any', unread: why };
}

/** Several forms as one node: null among them only makes the others nullable. */
export function unionOf(forms: readonly TypeNode[]): TypeNode {
  const others = forms.filter(({ kind }) => kind !== 'null');
  const nullable = others.length < forms.length ? { nullable: true } : {};
  const [only] = others;
  if (!only) return { kind: 'null' };
  return others.length === 1 ? { ...only, ...nullable } : { kind: 'union', anyOf: others, ...nullable };
}

function ownNode(schema: Json, reading: Reading, place: Place): TypeNode {
  const types = [schema.type ?? implied(schema)].flat().filter((type) => typeof type === 'string');
  const forms = types.map((type) => ({ ...formOf(type, schema, reading, place), ...valuesOf(schema) }));
  const node = forms.length > 0 ? unionOf(forms) : { kind: 'any' as const, ...valuesOf(schema) };
  const accepted = schema.nullable === true || node.enum?.includes(null) ? { nullable: true } : {};
  return { ...node, ...accepted, ...told(schema) };
}

function implied(schema: Json): NodeKind[] {
  if ('properties' in schema || 'additionalProperties' in schema || 'required' in schema) return ['object'];
  if ('items' in schema || 'prefixItems' in schema) return ['array'];
  if ('minLength' in schema || 'maxLength' in schema || 'pattern' in schema) return ['string'];
  return 'minimum' in schema || 'maximum' in schema ? ['number'] : [];
}

function formOf(type: string, schema: Json, reading: Reading, place: Place): TypeNode {
  switch (type) {
    case 'object':
      return objectOf(schema, reading, place);
    case 'array':
      return arrayOf(schema, reading, place);
    case 'string':
      return {
        kind: 'string',
        ...given({
          minLength: count(schema.minLength),
          maxLength: count(schema.maxLength),
          pattern: text(schema.pattern),
          format: text(schema.format),
        }),
      };
    case 'number':
    case 'integer':
      return { kind: type, ...limits(schema), ...given({ format: text(schema.format) }) };
    case 'boolean':
    case 'null':
      return { kind: type };
    case 'file':
      return { kind: 'string', format: 'binary' };
    default:
      return unread(`a type named ${bounded(type)} is not known`, reading);
  }
}

const mostMembers = 500;

function objectOf(schema: Json, reading: Reading, place: Place): TypeNode {
  const required = new Set(listed(schema.required));
  const members = Object.entries(isObject(schema.properties) ? schema.properties : {});
  if (members.length > mostMembers)
    reading.budget.note(`Of an object with ${members.length} members, ${mostMembers} are read.`);
  const properties = members
    .slice(0, mostMembers)
    // A record cannot hold it, and no model has such a member.
    .filter(([name]) => name !== '__proto__')
    .map(([name, value]) => [name, { node: nodeOf(value, reading, place), required: required.has(name) }] as const);
  const more = schema.additionalProperties;
  const additional = typeof more === 'boolean' ? more : isObject(more) ? nodeOf(more, reading, place) : undefined;
  return { kind: 'object', properties: Object.fromEntries(properties), ...given({ additional }) };
}

function arrayOf(schema: Json, reading: Reading, place: Place): TypeNode {
  const tuple = listed(schema.prefixItems ?? schema.items);
  const each = tuple.map((item) => nodeOf(item, reading, place));
  if (each.length > 0) reading.budget.note('Of a list with a form for each place, the places are not told apart.');
  const items =
    each.length > 0 ? unionOf(each) : isObject(schema.items) ? nodeOf(schema.items, reading, place) : undefined;
  return { kind: 'array', ...given({ items, minItems: count(schema.minItems), maxItems: count(schema.maxItems) }) };
}

/** Draft 4 and OpenAPI 3.0 say with true that a limit is exclusive; later drafts have a number of its own. */
function limits(schema: Json): Partial<TypeNode> {
  const [least, most] = [number(schema.minimum), number(schema.maximum)];
  const above = schema.exclusiveMinimum === true ? least : number(schema.exclusiveMinimum);
  const below = schema.exclusiveMaximum === true ? most : number(schema.exclusiveMaximum);
  const minimum = schema.exclusiveMinimum === true ? undefined : least;
  const maximum = schema.exclusiveMaximum === true ? undefined : most;
  return given({ minimum, maximum, above, below });
}

function valuesOf(schema: Json): Partial<TypeNode> {
  const values = 'const' in schema ? [schema.const] : Array.isArray(schema.enum) ? schema.enum : null;
  if (!values) return {};
  const plain = values.filter((value) => value === null || ['string', 'number', 'boolean'].includes(typeof value));
  return plain.length === values.length ? { enum: plain.slice(0, mostMembers) } : {};
}

function told(schema: Json): Partial<TypeNode> {
  const description = typeof schema.description === 'string' ? bounded(schema.description) : undefined;
  return given({ description, ...('default' in schema ? { default: schema.default } : {}) });
}

const number = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);
const count = (value: unknown) =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
const text = (value: unknown) => (typeof value === 'string' ? bounded(value) : undefined);

/** Only the members that are there. */
function given<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
