import { describe, expect, test } from 'vitest';
import { protocolName } from '#contract/model';
import type { Tensor } from '#contract/schema';
import { judge } from '#core/model/judge';
import { http } from '#core/model/protocols/http';
import { knownProtocols, protocolNamed } from '#core/model/protocols/known';
import { oipV2 } from '#core/model/protocols/oip-v2';
import { openai } from '#core/model/protocols/openai';
import { tensorSchema } from '#core/model/schema/tensors';
import { goldenSchema } from '#core/service/schema';
import { never, serveRoutes } from '../local-server.ts';

test('every protocol of the contract is spoken', () => {
  expect(protocolName.options.map((name) => protocolNamed(name).name)).toEqual(protocolName.options);
  expect(knownProtocols).toHaveLength(protocolName.options.length);
});

const tensors = (inputs: Tensor[]) =>
  tensorSchema({ inputs, outputs: [], path: '/v2/models/m/infer', encoding: 'oip-v2', from: 'here' });

describe('oip-v2', () => {
  test('readiness is the model’s where its name is known', () => {
    expect(oipV2.ready('a/b').path).toBe('/v2/models/a%2Fb/ready');
    expect(oipV2.ready(null).path).toBe('/v2/health/ready');
  });

  test.each([
    ['a list', { 'GET /v2/models': { models: ['a', 'b', 'a'] } }, ['a', 'b']],
    ['a list of objects', { 'GET /v2/models': { models: [{ name: 'a' }] } }, ['a']],
    [
      'the index',
      { 'POST /v2/repository/index': [{ name: 'a', version: '1' }, { name: 'a', version: '2' }, { name: 'b' }] },
      ['a', 'b'],
    ],
    ['neither', {}, []],
    ['nonsense', { 'GET /v2/models': 'x', 'POST /v2/repository/index': { name: 3 } }, []],
  ])('models from %s', async (_from, routes, names) => {
    await using server = await serveRoutes(routes);
    expect(await oipV2.models(server.reach, never)).toEqual(names);
  });

  test('the schema, the version and a sample come from the metadata', async () => {
    const inputs = [
      { name: 'x', datatype: 'FP32', shape: [-1, 2, 2] },
      { name: 'text', datatype: 'BYTES', shape: ['-1'] },
      { name: 'on', datatype: 'BOOL', shape: [] },
    ];
    await using server = await serveRoutes({ 'GET /v2/models/m': { name: 'm', versions: ['1', '2'], inputs } });
    const schema = await oipV2.schema(server.reach, 'm', never);
    expect(await oipV2.version(server.reach, 'm', never)).toEqual({ of: 'model', version: '2' });
    const sample = oipV2.sample('m', schema);
    expect(sample?.request.body).toEqual({
      id: 'slipway',
      inputs: [
        { name: 'x', shape: [1, 2, 2], datatype: 'FP32', data: [0, 0, 0, 0] },
        { name: 'text', shape: [1], datatype: 'BYTES', data: ['a'] },
        { name: 'on', shape: [], datatype: 'BOOL', data: [false] },
      ],
    });
    expect(goldenSchema.parse(sample)).toEqual(sample);
  });

  test.each([
    ['an unknown datatype', [{ name: 'x', datatype: 'CUSTOM', shape: [1] }]],
    ['a tensor that is too large', [{ name: 'x', datatype: 'FP32', shape: [4096, 4096] }]],
    ['no inputs', []],
  ])('no sample from %s', (_what, inputs) => {
    expect(oipV2.sample('m', tensors(inputs))).toBe(null);
  });

  test('what a sample wants is an answer of the right form, no more', async () => {
    const inputs = [{ name: 'x', datatype: 'INT64', shape: [1] }];
    const sample = oipV2.sample('m', tensors(inputs));
    const answer = (status: number, body: object) => ({
      status,
      headers: {},
      body: JSON.stringify(body),
      ms: 1,
      firstByteMs: 1,
      cut: false,
    });
    const wrong = async (status: number, body: object) => (await judge(sample!.expect, answer(status, body))).length;
    expect([
      await wrong(200, { outputs: [{ data: [1] }] }),
      await wrong(200, { error: 'no' }),
      await wrong(200, { outputs: [] }),
      await wrong(500, {}),
    ]).toEqual([0, 1, 1, 2]);
  });
});

describe('openai', () => {
  const models = { object: 'list', data: [{ id: 'org/m', object: 'model', max_model_len: 4096 }] };

  test('ready is the served id in the list', () => {
    expect(openai.ready('org/m')).toEqual({ path: '/v1/models', least: 200, most: 299, contains: '"org/m"' });
  });

  test('the endpoint comes from the OpenAPI document', async () => {
    const openapi = { paths: { '/v1/chat/completions': {} } };
    await using server = await serveRoutes({
      'GET /v1/models': models,
      'GET /openapi.json': openapi,
      'GET /version': { version: '0.9' },
    });
    expect(await openai.models(server.reach, never)).toEqual(['org/m']);
    expect(await openai.version(server.reach, 'org/m', never)).toEqual({ of: 'server', version: '0.9' });
    const schema = await openai.schema(server.reach, 'org/m', never);
    expect(schema).toMatchObject({ kind: 'text', predict: 'POST /v1/chat/completions', maxTokens: 4096 });
    const sample = openai.sample('org/m', schema);
    expect(sample?.request).toMatchObject({
      path: '/v1/chat/completions',
      body: { model: 'org/m', messages: [{ role: 'user', content: 'hi' }], max_tokens: 8, temperature: 0 },
    });
    expect(goldenSchema.parse(sample)).toEqual(sample);
  });

  test.each([
    ['/v1/completions', { 'POST /v1/completions': 400 }],
    ['/v1/chat/completions', { 'POST /v1/completions': 405, 'POST /v1/chat/completions': 422 }],
    ['/v1/embeddings', { 'POST /v1/embeddings': 400 }],
    [null, {}],
  ])('without one it is %s as the server answers empty requests', async (endpoint, routes) => {
    await using server = await serveRoutes({ 'GET /v1/models': models, ...routes });
    const schema = await openai.schema(server.reach, 'org/m', never);
    expect(schema).toMatchObject({ kind: 'text', predict: endpoint && `POST ${endpoint}`, maxTokens: 4096 });
    expect(openai.sample('org/m', schema)?.request.path ?? null).toBe(endpoint);
  });
});

test('plain http takes its schema from its OpenAPI document, and a sample where a path says that it predicts', async () => {
  const row = { type: 'object', required: ['x'], properties: { x: { type: 'number', minimum: 2 } } };
  const post = { requestBody: { content: { 'application/json': { schema: row } } } };
  const openapi = { openapi: '3.1.0', info: { version: '2.0' }, paths: { '/predict': { post } } };
  await using server = await serveRoutes({ 'GET /openapi.json': openapi });
  const schema = await http.schema(server.reach, null, never);
  expect(schema).toMatchObject({ kind: 'openapi', predict: 'POST /predict' });
  expect(await http.version(server.reach, null, never)).toEqual({ of: 'server', version: '2.0' });
  expect(http.sample(null, schema)?.request).toMatchObject({ path: '/predict', body: { x: 2 } });
  expect(http.sample(null, schema && { ...schema, predict: null })).toBe(null);
  expect(http.ready(null)).toEqual({ path: '/', least: 100, most: 499, contains: null });
});
