import { expect, test } from 'vitest';
import { modelSchema } from '#contract/schema';
import { schemaOfOpenApi } from '#core/model/schema/openapi';

const read = (document: unknown) => {
  const schema = schemaOfOpenApi(document, 'GET /openapi.json');
  if (!schema) throw new Error('it was not read');
  expect(modelSchema.parse(schema)).toEqual(schema);
  return schema;
};

/** As FastAPI writes it for a pydantic model. */
const fastapi = {
  openapi: '3.1.0',
  info: { title: 'iris', version: '2.0' },
  paths: {
    '/predict': {
      post: {
        parameters: [
          { name: 'top', in: 'query', required: false, schema: { type: 'integer', default: 1, maximum: 3 } },
        ],
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Row' } } },
        },
        responses: {
          '200': { content: { 'application/json': { schema: { type: 'array', items: { type: 'string' } } } } },
          '422': { content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } },
        },
      },
    },
    '/health': { get: { responses: { '200': { description: 'fine' } } } },
  },
  components: {
    schemas: {
      Row: {
        type: 'object',
        required: ['sepal', 'kind'],
        additionalProperties: false,
        properties: {
          sepal: { type: 'number', exclusiveMinimum: 0, maximum: 10 },
          kind: { enum: ['a', 'b'], type: 'string' },
          note: { anyOf: [{ type: 'string', maxLength: 20 }, { type: 'null' }], default: null },
          many: { anyOf: [{ type: 'integer' }, { type: 'array', items: { type: 'integer' }, maxItems: 4 }] },
        },
      },
    },
  },
};

test('a FastAPI server’s document gives its fields with their limits', () => {
  const { operations, predict, unread } = read(fastapi);
  expect(predict).toBe('POST /predict');
  expect(unread).toEqual([]);
  expect(operations.map(({ id }) => id)).toEqual(['POST /predict', 'GET /health']);
  expect(operations[0]).toMatchObject({
    encoding: 'json',
    requestRequired: true,
    streaming: false,
    parameters: [{ name: 'top', in: 'query', required: false, node: { kind: 'integer', maximum: 3, default: 1 } }],
    response: { kind: 'array', items: { kind: 'string' } },
    request: {
      kind: 'object',
      additional: false,
      properties: {
        sepal: { required: true, node: { kind: 'number', above: 0, maximum: 10 } },
        kind: { required: true, node: { kind: 'string', enum: ['a', 'b'] } },
        note: { required: false, node: { kind: 'string', nullable: true, maxLength: 20, default: null } },
        many: {
          required: false,
          node: {
            kind: 'union',
            anyOf: [{ kind: 'integer' }, { kind: 'array', items: { kind: 'integer' }, maxItems: 4 }],
          },
        },
      },
    },
  });
  expect(operations[1]).toMatchObject({ request: null, response: { kind: 'any' } });
});

const asking = (schema: unknown, more: object = {}) => ({
  openapi: '3.0.3',
  paths: { '/infer': { post: { requestBody: { content: { 'application/json': { schema } } } } } },
  ...more,
});
const node = (schema: unknown, more: object = {}) => read(asking(schema, more)).operations[0]?.request;

test.each<[string, unknown, unknown]>([
  ['null beside a type', { type: ['string', 'null'] }, { kind: 'string', nullable: true }],
  ['null as OpenAPI 3.0 says it', { type: 'string', nullable: true }, { kind: 'string', nullable: true }],
  [
    'several types',
    { type: ['string', 'integer'] },
    { kind: 'union', anyOf: [{ kind: 'string' }, { kind: 'integer' }] },
  ],
  [
    'a limit that is exclusive with true',
    { type: 'number', minimum: 1, exclusiveMinimum: true },
    { kind: 'number', above: 1 },
  ],
  ['one value', { const: 'x' }, { kind: 'any', enum: ['x'] }],
  [
    'members without a type',
    { properties: { a: {} } },
    { kind: 'object', properties: { a: { node: { kind: 'any' }, required: false } } },
  ],
  [
    'members of any name',
    { type: 'object', additionalProperties: { type: 'number' } },
    { kind: 'object', properties: {}, additional: { kind: 'number' } },
  ],
  [
    'parts that all hold',
    {
      allOf: [
        { type: 'object', required: ['a'], properties: { a: { type: 'number', minimum: 1 } } },
        { properties: { a: { minimum: 3 } } },
      ],
    },
    { kind: 'object', properties: { a: { required: true, node: { kind: 'number', minimum: 3 } } } },
  ],
  [
    'an allowed null around a part',
    { allOf: [{ type: 'string' }], nullable: true },
    { kind: 'string', nullable: true },
  ],
  ['everything', true, { kind: 'any' }],
  ['nothing', false, { kind: 'union', anyOf: [] }],
])('%s', (_what, schema, expected) => {
  expect(node(schema)).toEqual(expected);
});

test('a description elsewhere is not fetched, and said', () => {
  const { operations, unread } = read(asking({ $ref: 'https://example.org/row.json' }));
  expect(operations[0]?.request?.kind).toBe('any');
  expect(unread).toEqual(['https://example.org/row.json is described elsewhere, which is not fetched.']);
});

test('one that refers to itself ends, and is said', () => {
  const Tree = { type: 'object', properties: { left: { $ref: '#/components/schemas/Tree' } } };
  const { operations, unread } = read(
    asking({ $ref: '#/components/schemas/Tree' }, { components: { schemas: { Tree } } }),
  );
  expect(operations[0]?.request?.properties?.left?.node).toMatchObject({
    kind: 'any',
    unread: expect.stringContaining('itself'),
  });
  expect(unread).toHaveLength(1);
});

test('one that branches at each of forty levels ends, and is said', () => {
  const level = (n: number) => ({ allOf: new Array(8).fill({ $ref: `#/s/${n + 1}` }) });
  const s = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [n, level(n)]));
  const { unread } = read(asking({ $ref: '#/s/0' }, { s }));
  expect(unread.join(' ')).toContain('more than 20000 parts');
});

test('what narrows a value further than is read is named', () => {
  expect(read(asking({ type: 'integer', multipleOf: 5 })).unread).toEqual(['"multipleOf" is not looked at.']);
});

test('a path that runs the model is known by its name only, and only where it is the one', () => {
  const paths = (...names: string[]) =>
    Object.fromEntries(names.map((name) => [name, { post: { requestBody: { content: { 'application/json': {} } } } }]));
  const predict = (...names: string[]) => read({ openapi: '3.1.0', paths: paths(...names) }).predict;
  expect(predict('/orders')).toBe(null);
  expect(predict('/orders', '/v1/classify')).toBe('POST /v1/classify');
  expect(predict('/predict', '/generate')).toBe(null);
});

test('Swagger 2 has its body among the parameters', () => {
  const { operations } = read({
    swagger: '2.0',
    definitions: { Row: { type: 'object', properties: { n: { type: 'integer', format: 'int64' } } } },
    paths: {
      '/score': {
        post: {
          parameters: [
            { in: 'body', name: 'row', required: true, schema: { $ref: '#/definitions/Row' } },
            { in: 'query', name: 'v', type: 'string' },
          ],
          responses: { 200: { schema: { type: 'number' } } },
        },
      },
      '/files': {
        post: { parameters: [{ in: 'formData', name: 'image', type: 'file', required: true }], responses: {} },
      },
    },
  });
  expect(operations[0]).toMatchObject({
    request: { kind: 'object', properties: { n: { node: { kind: 'integer', format: 'int64' } } } },
    parameters: [{ name: 'v', in: 'query', node: { kind: 'string' } }],
    response: { kind: 'number' },
  });
  expect(operations[1]).toMatchObject({
    encoding: 'form',
    request: { properties: { image: { required: true, node: { kind: 'string', format: 'binary' } } } },
  });
});

test('an answer in pieces is told by its media type or by a member named stream', () => {
  const streams = (operation: object) =>
    read({ openapi: '3.0.0', paths: { '/generate': { post: operation } } }).operations[0]?.streaming;
  const body = (properties: object) => ({
    requestBody: { content: { 'application/json': { schema: { properties } } } },
  });
  expect(streams({ responses: { 200: { content: { 'application/json': {}, 'text/event-stream': {} } } } })).toBe(true);
  expect(streams(body({ stream: { type: 'boolean' } }))).toBe(true);
  expect(streams(body({ text: { type: 'string' } }))).toBe(false);
});

test.each<[string, unknown]>([
  ['a number', 3],
  ['a list', []],
  ['an object without a version', { paths: {} }],
  ['null', null],
])('%s is no description', (_what, document) => {
  expect(schemaOfOpenApi(document, 'x')).toBe(null);
});

test.each<[string, unknown]>([
  ['paths that are text', { openapi: '3.0.0', paths: 'x' }],
  ['operations that are lists', { openapi: '3.0.0', paths: { '/a': { post: [] }, '/b': 3 } }],
  [
    'a body that is a number',
    { openapi: '3.0.0', paths: { '/a': { post: { requestBody: 4, responses: 'no', parameters: {} } } } },
  ],
  ['references of references', { openapi: '3.0.0', paths: { '/a': { $ref: '#/paths/~1a' } } }],
  ['a member that no record can hold', asking(JSON.parse('{"properties":{"__proto__":{"type":"string"}}}'))],
])('%s are read as far as they make sense', (_what, document) => {
  read(document);
});
