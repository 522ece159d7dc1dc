import type { ModelSchema, Operation, TypeNode } from '#contract/schema';
import { type Budget, bounded, budget } from './budget.ts';
import { nodeOf, type Reading } from './json-schema.ts';
import { isObject, type Json, resolve } from './pointer.ts';

const methods = ['get', 'put', 'post', 'delete', 'patch', 'options', 'head'] as const;
const mostOperations = 200;

/**
 * Pure: an OpenAPI 3 or Swagger 2 document as a ModelSchema; null where it is neither. `from` says where it was read.
 * Nothing is fetched: what the document refers to elsewhere is named in `unread`.
 */
export function schemaOfOpenApi(document: unknown, from: string): ModelSchema | null {
  if (!isObject(document) || !(typeof document.openapi === 'string' || document.swagger === '2.0')) return null;
  const reading = { document, budget: budget() };
  const found = Object.entries(isObject(document.paths) ? document.paths : {}).flatMap(([path, item]) =>
    operationsAt(path, followed(item, reading), reading),
  );
  const operations = found.slice(0, mostOperations).map((read) => read());
  if (found.length > mostOperations)
    reading.budget.note(`Of ${found.length} operations the first ${mostOperations} are read.`);
  return { kind: 'openapi', from, predict: predictOf(operations), operations, unread: reading.budget.unread() };
}

/** The operation that runs the model, where the paths show it; one that merely takes a POST may do anything. */
export function predictOf(operations: readonly Operation[]): string | null {
  const named = operations.filter(({ method, path, request }) => method === 'POST' && request && runsModel.test(path));
  const [only] = named;
  return only && named.length === 1 ? only.id : null;
}

const runsModel =
  /(^|[/:_-])(predict(ions?)?|infer(ence)?|invocations|score|classify|generate|embed(dings)?|completions?|detect|transcribe|translate|rerank)\/?$/i;

function operationsAt(path: string, item: unknown, reading: Reading): (() => Operation)[] {
  if (!isObject(item)) return [];
  const shared = listed(item.parameters);
  return methods.flatMap((method) => {
    const operation = item[method];
    return isObject(operation) ? [() => operationOf(method.toUpperCase(), path, operation, shared, reading)] : [];
  });
}

function operationOf(
  method: string,
  path: string,
  operation: Json,
  shared: readonly unknown[],
  reading: Reading,
): Operation {
  const parameters = [...shared, ...listed(operation.parameters)].map((it) => followed(it, reading)).filter(isObject);
  const body = bodyOf(operation, parameters, reading);
  const answer = answerOf(operation, reading);
  const stream = body.request?.properties?.stream?.node;
  return {
    id: `${method} ${bounded(path)}`,
    method,
    path: bounded(path),
    ...body,
    parameters: parametersOf(parameters, reading),
    response: answer.node,
    streaming: answer.streaming || stream?.kind === 'boolean',
    deprecated: operation.deprecated === true,
  };
}

type Body = Pick<Operation, 'encoding' | 'request' | 'requestRequired'>;
const noBody: Body = { encoding: 'json', request: null, requestRequired: false };

function bodyOf(operation: Json, parameters: readonly Json[], reading: Reading): Body {
  const body = followed(operation.requestBody, reading);
  if (isObject(body)) {
    const [type, schema] = chosen(body.content);
    return { encoding: encodingOf(type), request: nodeOf(schema, reading), requestRequired: body.required === true };
  }
  // Swagger 2 has the body, or the fields of a form, among the parameters.
  const whole = parameters.find((it) => it.in === 'body');
  if (whole)
    return { encoding: 'json', request: nodeOf(whole.schema, reading), requestRequired: whole.required === true };
  const fields = parameters.filter((it) => it.in === 'formData');
  if (fields.length === 0) return noBody;
  const members = fields.map((it) => [String(it.name), { node: nodeOf(it, reading), required: it.required === true }]);
  return {
    encoding: 'form',
    request: { kind: 'object', properties: Object.fromEntries(members) },
    requestRequired: true,
  };
}

/** JSON where it is offered, else the first that is. */
function chosen(content: unknown): [string, unknown] {
  const offered = Object.entries(isObject(content) ? content : {});
  const [type, media] = offered.find(([name]) => isJson(name)) ?? offered[0] ?? ['application/json', {}];
  return [type, isObject(media) ? media.schema : undefined];
}

const isJson = (type: string) => /^application\/([\w.+-]+\+)?json\b/.test(type);
function encodingOf(type: string): Operation['encoding'] {
  if (isJson(type)) return 'json';
  return /^(multipart\/form-data|application\/x-www-form-urlencoded)\b/.test(type) ? 'form' : 'bytes';
}

function answerOf(operation: Json, reading: Reading): { node: TypeNode | null; streaming: boolean } {
  const responses = isObject(operation.responses) ? operation.responses : {};
  const code = ['200', '201', '202', '2XX', 'default'].find((each) => each in responses);
  const response = followed(code === undefined ? undefined : responses[code], reading);
  if (!isObject(response)) return { node: { kind: 'any' }, streaming: false };
  const streaming = isObject(response.content) && 'text/event-stream' in response.content;
  // Swagger 2 has the schema beside the description.
  const schema = 'schema' in response ? response.schema : chosen(response.content)[1];
  return { node: schema === undefined ? { kind: 'any' } : nodeOf(schema, reading), streaming };
}

const places = ['path', 'query', 'header', 'cookie'] as const;

function parametersOf(parameters: readonly Json[], reading: Reading): Operation['parameters'] {
  const found = parameters.flatMap((it) => {
    const place = places.find((each) => each === it.in);
    if (!place || typeof it.name !== 'string') return [];
    const node = nodeOf(isObject(it.schema) ? it.schema : it, reading);
    return [{ name: bounded(it.name), in: place, required: it.required === true, node }];
  });
  // What an operation says of a parameter goes before what its path says.
  return [...new Map(found.map((it) => [`${it.in} ${it.name}`, it])).values()];
}

function followed(value: unknown, { document, budget }: { document: Json; budget: Budget }): unknown {
  let here = value;
  for (let steps = 0; isObject(here) && typeof here.$ref === 'string'; steps += 1) {
    const target = steps < 8 ? resolve(document, here.$ref) : undefined;
    if (target === undefined) budget.note(`${bounded(here.$ref)} cannot be followed.`);
    here = target;
  }
  return here;
}

const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value.slice(0, 100) : []);
