import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Inspection } from '#contract/model';
import { serverNamed } from '#core/model/servers/known';
import { tagged } from '#support/images';
import { type ModelServer, startLlama, startPython } from '#support/model-servers';
import { freshName } from '#support/names';
import { llamaImage, pythonImage } from '#support/server-images';
import { type TemporaryCore, temporaryCore } from '#support/temporary-core';

let core: TemporaryCore;
const servers: ModelServer[] = [];
const named: Record<string, string> = {};

beforeAll(async () => {
  core = await temporaryCore();
  const [python, llama] = await Promise.all([pythonImage(), llamaImage()]);
  // Names that say nothing, and one that lies.
  const plain = await tagged(python, `slipway-test/${freshName()}:1`);
  const lying = await tagged(python, `slipway-test/${freshName()}/ollama:1`);
  const started = {
    llama: startLlama(8080, llama),
    moved: startLlama(7123, await tagged(llama, `slipway-test/${freshName()}:1`)),
    onnx: startPython('onnx_oip', 6001, plain),
    fastapi: startPython('sklearn_fastapi', 6002, lying),
    mlflow: startPython('mlflow_style', 6003, plain),
    nothing: startPython('nothing_known', 6004, plain),
  };
  for (const [name, starting] of Object.entries(started)) {
    const server = await starting;
    servers.push(server);
    named[name] = server.name;
  }
}, 300_000);

afterAll(async () => {
  await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
  await core?.[Symbol.asyncDispose]();
});

/** What it is once it answers: the larger ones load for seconds. */
async function inspected(name: string): Promise<Inspection> {
  const look = () => core.client.model.inspect({ subject: named[name] ?? '' });
  for (const end = Date.now() + 120_000; Date.now() < end; ) {
    const found = await look();
    const answers = found.reasons.some((reason) => reason.startsWith('it answers on port'));
    if (answers && !found.reasons.some((reason) => reason.includes('may still be starting'))) return found;
  }
  throw new Error(`${name} did not answer within 120 s: ${(await look()).reasons.join('; ')}`);
}

test('llama.cpp’s own server is recognised, and what its profile says of it is so', async () => {
  const found = await inspected('llama');
  expect(found).toMatchObject({ protocol: 'openai', confidence: 'certain', port: 8080, models: ['/tmp/tiny.gguf'] });
  expect(found.server?.id).toBe('llama-cpp');
  expect(found.schema).toMatchObject({ kind: 'text', predict: 'POST /v1/completions', maxTokens: 256 });
  expect(found.request).toMatchObject({ path: '/v1/completions', body: { model: '/tmp/tiny.gguf' } });
  expect(found.paths.metrics).toBe('/metrics');
});

test('it is recognised on another port and under another name, by its answers', async () => {
  const found = await inspected('moved');
  expect(found).toMatchObject({ confidence: 'certain', port: 7123, server: { id: 'llama-cpp' } });
});

test('a server of the Open Inference Protocol on onnxruntime tells its tensors', async () => {
  const found = await inspected('onnx');
  expect(found).toMatchObject({
    protocol: 'oip-v2',
    confidence: 'certain',
    server: null,
    port: 6001,
    models: ['iris'],
    version: '3',
    schema: {
      kind: 'tensors',
      inputs: [{ name: 'measurements', datatype: 'FP32', shape: [-1, 4] }],
      outputs: [{ name: 'label' }, { name: 'scores' }],
    },
    request: { path: '/v2/models/iris/infer', from: 'the schema' },
  });
});

test('scikit-learn behind FastAPI is described field by field, whatever its image is called', async () => {
  const found = await inspected('fastapi');
  expect(found).toMatchObject({ protocol: 'http', confidence: 'certain', server: { id: 'fastapi' }, port: 6002 });
  expect(found.paths.predict).toBe('/predict');
  const [predict] = found.schema?.operations.filter(({ id }) => id === 'POST /predict') ?? [];
  expect(predict?.request?.properties).toMatchObject({
    age: { required: true, node: { kind: 'number', minimum: 0, maximum: 150 } },
    region: { required: true, node: { kind: 'string', enum: ['north', 'south'] } },
    note: { required: false, node: { kind: 'string', nullable: true, maxLength: 20 } },
  });
  expect(found.request?.body).toEqual({ age: 0, region: 'north' });
});

test('a scoring server in MLflow’s way is recognised', async () => {
  const found = await inspected('mlflow');
  expect(found).toMatchObject({ protocol: 'mlflow', confidence: 'certain', server: { id: 'mlflow', told: '3.4.0' } });
  expect(found.paths).toMatchObject({ ready: '/ping', predict: '/invocations' });
});

test('one that speaks nothing known is unknown, with everything that was tried', async () => {
  const found = await inspected('nothing');
  expect(found).toMatchObject({ protocol: 'unknown', confidence: 'none', server: null, port: 6004, schema: null });
  expect(found.paths).toEqual({ ready: null, predict: null, metadata: null, metrics: null });
  expect(found.tried).toContainEqual({ port: 6004, path: '/v1/models', came: '404' });
  expect(found.tried.length).toBeGreaterThan(30);
});

test.each(['llama', 'onnx', 'fastapi'])('the first request of %s is answered', async (name) => {
  const { request } = await inspected(name);
  const body = JSON.stringify(request?.body);
  const asked = await core.client.model.ask({ subject: named[name] ?? '', path: request?.path, body, golden: false });
  expect(asked.status).toBe(200);
});

test('the side doors of llama.cpp that tell are open on the real one, as its profile says', async () => {
  const doors = (serverNamed('llama-cpp')?.sideDoors ?? []).filter(
    ({ method, kind }) => method === 'GET' && kind === 'tells',
  );
  expect(doors.map(({ path }) => path)).toEqual(['/slots', '/props']);
  for (const { path } of doors) {
    const asked = await core.client.model.ask({ subject: named.llama ?? '', path, golden: false });
    expect(asked.status).toBe(200);
  }
});
