import type { TypeNode } from '#contract/schema';

/** One field of what a model takes or gives: what it may be, in words. */
export type FieldRow = {
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  readonly limits: string;
};

const mostRows = 200;
const longestPath = 200;

/** Pure: the fields of a value, its leaves in order, bounded. */
export function fieldRows(node: TypeNode): FieldRow[] {
  const rows: FieldRow[] = [];
  collect('', node, true, rows);
  return rows;
}

function collect(path: string, node: TypeNode, required: boolean, rows: FieldRow[]): void {
  if (rows.length >= mostRows) return;
  const members = Object.entries(node.properties ?? {});
  if (node.kind === 'object' && members.length > 0)
    for (const [name, member] of members)
      collect(path === '' ? name : `${path}.${name}`, member.node, required && member.required, rows);
  else if (node.kind === 'array' && node.items?.kind === 'object') collect(`${path}[]`, node.items, required, rows);
  else
    rows.push({
      path: (path || 'the body').slice(0, longestPath),
      type: typeOf(node),
      required,
      limits: [limitsOf(node), node.description ?? ''].filter(Boolean).join('. '),
    });
}

function typeOf(node: TypeNode): string {
  const nullable = node.nullable ? ' or null' : '';
  if (node.kind === 'tensor') return `${node.datatype ?? 'tensor'} [${(node.shape ?? []).join(', ')}]${nullable}`;
  if (node.kind === 'array') return `list of ${node.items ? typeOf(node.items) : 'anything'}${nullable}`;
  if (node.kind === 'union') return `${(node.anyOf ?? []).map(typeOf).join(' or ')}${nullable}`;
  return `${node.kind === 'any' ? 'not described' : node.kind}${nullable}`;
}

function limitsOf({
  enum: values,
  minimum,
  maximum,
  above,
  below,
  minLength,
  maxLength,
  format,
  unread,
}: TypeNode): string {
  return [
    values &&
      `one of ${values
        .slice(0, 20)
        .map((value) => JSON.stringify(value))
        .join(', ')}`,
    minimum !== undefined && `${minimum} or more`,
    above !== undefined && `more than ${above}`,
    maximum !== undefined && `${maximum} or less`,
    below !== undefined && `less than ${below}`,
    minLength !== undefined && `${minLength} characters or more`,
    maxLength !== undefined && `${maxLength} characters or fewer`,
    format,
    unread && `not known: ${unread}`,
  ]
    .filter(Boolean)
    .join(', ');
}
