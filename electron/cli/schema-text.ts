import type { ModelSchema, TypeNode } from '#contract/schema';
import { escaped, table, wrapped } from './text.ts';

const mostOperations = 12;
const mostRows = 40;

/** What a model takes and gives back, a line a field; of several operations the one that runs the model. */
export function schemaText(schema: ModelSchema, width: number): string {
  const predict = schema.operations.find(({ id }) => id === schema.predict);
  const shown = predict ? [predict] : schema.operations.slice(0, mostOperations);
  const others = predict ? schema.operations.filter((it) => it !== predict) : schema.operations.slice(mostOperations);
  const parts = shown.map(({ id, request, response }) => {
    const takes = request ? fieldsOf('', request).slice(0, mostRows) : [];
    const gives = response && response.kind !== 'any' ? fieldsOf('', response).slice(0, mostRows) : [];
    return `${escaped(id)}\n${table(takes, '  takes  ')}${table(gives, '  gives  ')}`;
  });
  const more = others.length > 0 ? wrapped(`also ${others.map(({ id }) => id).join(', ')}`, width, '  ') : '';
  const unread = schema.unread.map((sentence) => wrapped(escaped(`not read: ${sentence}`), width, '  ')).join('');
  return `schema, from ${escaped(schema.from)}\n${parts.join('')}${escaped(more)}${unread}`;
}

/** One row a leaf: name, type, whether it is needed, limits. */
function fieldsOf(name: string, node: TypeNode, required = true): string[][] {
  const members = Object.entries(node.properties ?? {});
  if (node.kind === 'object' && members.length > 0)
    return members.flatMap(([key, member]) =>
      fieldsOf(name === '' ? key : `${name}.${key}`, member.node, required && member.required),
    );
  if (node.kind === 'array' && node.items?.kind === 'object') return fieldsOf(`${name}[]`, node.items, required);
  return [[name || 'the body', typeOf(node), required ? 'required' : '', limitsOf(node)]];
}

function typeOf(node: TypeNode): string {
  const nullable = node.nullable ? ' or null' : '';
  if (node.kind === 'tensor') return `${node.datatype ?? 'tensor'}[${(node.shape ?? []).join(',')}]${nullable}`;
  if (node.kind === 'array') return `list of ${node.items ? typeOf(node.items) : 'anything'}${nullable}`;
  if (node.kind === 'union') return `${(node.anyOf ?? []).map(typeOf).join(' or ')}${nullable}`;
  return `${node.kind === 'any' ? 'anything' : node.kind}${nullable}`;
}

function limitsOf({ enum: values, minimum, maximum, above, below, maxLength, unread }: TypeNode): string {
  const limits = [
    values && `one of ${values.map((value) => JSON.stringify(value)).join(', ')}`,
    minimum !== undefined && `≥ ${minimum}`,
    above !== undefined && `> ${above}`,
    maximum !== undefined && `≤ ${maximum}`,
    below !== undefined && `< ${below}`,
    maxLength !== undefined && `at most ${maxLength} characters`,
    unread && `not read: ${unread}`,
  ];
  return limits.filter(Boolean).join(', ');
}
