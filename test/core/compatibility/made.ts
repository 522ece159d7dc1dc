import type { ModelSchema, Operation, TypeNode } from '#contract/schema';
import { budget } from '#core/model/schema/budget';
import { nodeOf } from '#core/model/schema/json-schema';

/** A JSON Schema as the node that it is read as. */
export const node = (schema: unknown): TypeNode => nodeOf(schema, { document: {}, budget: budget() });

export const operation = (given: Partial<Operation> = {}): Operation => ({
  id: 'POST /predict',
  method: 'POST',
  path: '/predict',
  encoding: 'json',
  request: null,
  requestRequired: true,
  parameters: [],
  response: null,
  streaming: false,
  deprecated: false,
  ...given,
});

export const schema = (operations: readonly Operation[], more: Partial<ModelSchema> = {}): ModelSchema => ({
  kind: 'openapi',
  from: 'GET /openapi.json',
  predict: operations[0]?.id ?? null,
  operations: [...operations],
  unread: [],
  ...more,
});
