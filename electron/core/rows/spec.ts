import type { RowFormat } from '#contract/rows';
import type { ModelSchema, Operation, TypeNode } from '#contract/schema';
import type { ServiceFile } from '../service/schema.ts';
import type { Cell, Spec } from './adapt.ts';

/** How rows become requests of one operation, and what each row is compared with. */
export type Target = { readonly operation: Operation; readonly spec: Spec; readonly node: TypeNode };

/** The operation that runs the model, where rows can be made into its requests; in words why not. */
export function targetOf(
  schema: ModelSchema,
  { mapping, format }: { mapping: ServiceFile['integration']['mapping']; format: RowFormat },
  first: unknown,
): Target | string {
  const operation = schema.operations.find(({ id }) => id === schema.predict);
  if (!operation) return 'Its description does not show which of its routes runs the model.';
  const { encoding, request } = operation;
  if (encoding === 'form' || encoding === 'bytes')
    return `It takes a body as ${encoding}, which rows are not made into.`;
  if (!request) return 'Its route takes no body.';
  if (operation.path.includes('{')) return `Its route has something to fill in: ${operation.path}.`;
  const { wrap, node } = wrapping(encoding === 'json' ? request : { kind: 'any' }, first);
  // Tensors are picked by name: what else a row has is not sent.
  const picked = encoding === 'oip-v2' ? { ...request, additional: undefined } : request;
  const row = encoding === 'json' ? node : picked;
  const spec: Spec = {
    mapping: mapping ?? {},
    cells: format === 'csv' ? cellsOf(row) : null,
    encoding,
    wrap,
    tensors: (schema.inputs ?? []).map(({ name, datatype, shape }) => ({ name, datatype, shape })),
  };
  return { operation, spec, node: row };
}

/** A body that is, or has as its one list, a list of objects takes rows in that list; unless rows are whole bodies. */
function wrapping(request: TypeNode, first: unknown): { wrap: string | null; node: TypeNode } {
  if (request.kind === 'array' && request.items?.kind === 'object') return { wrap: '', node: request.items };
  const lists = Object.entries(request.properties ?? {}).filter(
    ([, { node }]) => node.kind === 'array' && node.items?.kind === 'object',
  );
  const [only] = lists;
  const others = Object.values(request.properties ?? {}).filter(({ required }) => required).length;
  const items = only?.[1].node.items;
  if (!only || !items || lists.length > 1 || others > Number(only[1].required)) return { wrap: null, node: request };
  const isWhole = typeof first === 'object' && first !== null && only[0] in first;
  return isWhole ? { wrap: null, node: request } : { wrap: only[0], node: items };
}

/** What the cells of a table of text become, by the fields of a row. */
function cellsOf({ properties = {} }: TypeNode): Record<string, Cell> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, { node }]) => {
      const cell = cellOf(node);
      return cell ? [[name, cell]] : [];
    }),
  );
}

function cellOf(node: TypeNode): Cell | null {
  switch (node.kind) {
    case 'number':
    case 'integer':
    case 'string':
    case 'boolean':
      return node.kind;
    case 'array':
      return 'list';
    case 'tensor': {
      const isScalar = (node.shape ?? []).every((size) => size < 0 || size === 1);
      const kind = node.items?.kind;
      if (!isScalar) return 'list';
      return kind === 'number' || kind === 'integer' || kind === 'string' || kind === 'boolean' ? kind : null;
    }
    case 'union':
      return (node.anyOf ?? []).map(cellOf).find((it) => it !== null) ?? null;
    case 'object':
    case 'null':
    case 'any':
      return null;
  }
}
