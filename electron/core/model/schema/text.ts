import type { ModelSchema, Operation, TypeNode } from '#contract/schema';

type Member = readonly [name: string, node: TypeNode, required?: 'required'];

/** An object of these members; what else is given is the server's affair. */
export function objectOf(...members: readonly Member[]): TypeNode {
  const entries = members.map(([name, node, required]) => [name, { node, required: required === 'required' }] as const);
  return { kind: 'object', properties: Object.fromEntries(entries) };
}

export const text: TypeNode = { kind: 'string' };
export const listOf = (items: TypeNode): TypeNode => ({ kind: 'array', items });
export const anyOf = (...forms: TypeNode[]): TypeNode => ({ kind: 'union', anyOf: forms });

/** A POST with a JSON body, as a protocol's documentation has it. */
export function posted(path: string, request: TypeNode, response: TypeNode): Operation {
  return {
    id: `POST ${path}`,
    method: 'POST',
    path,
    encoding: 'json',
    request,
    requestRequired: true,
    parameters: [],
    response,
    streaming: request.properties?.stream !== undefined,
    deprecated: false,
  };
}

type TextModel = {
  readonly from: string;
  readonly operations: readonly Operation[];
  readonly maxTokens?: number | null;
};

/** A model of text: the first operation is what it is asked by. */
export function textSchema({ from, operations, maxTokens = null }: TextModel): ModelSchema {
  return { kind: 'text', from, predict: operations[0]?.id ?? null, operations: [...operations], maxTokens, unread: [] };
}
