import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Problem } from '#contract/problem';
import { askGolden, goldenFor } from '#core/model/golden';
import { dialTcp, reachThrough } from '#core/model/reach';
import type { Served } from '#core/release/release';
import { type Golden, goldenSchema } from '#core/service/schema';
import { body, closedPort, never, serve, serveRoutes } from './local-server.ts';

const golden = (request: object, expectation: object = {}): Golden =>
  goldenSchema.parse({ name: 'one', request: { path: '/ask', ...request }, expect: expectation });
const served: Served = {
  protocol: 'oip-v2',
  port: 8080,
  model: 'digits',
  ready: { path: '/v2/models/digits/ready', least: 200, most: 299, contains: null },
  generated: [],
};

test('an object is sent as JSON, text as it is, and headers of the request win', async () => {
  await using server = await serve(async (request, response) => {
    response.end(`${request.method} ${request.headers['content-type']} ${await body(request)}`);
  });
  const ask = async (request: object) => (await askGolden(server.reach, golden(request), false, never)).body;
  expect(await ask({ body: { a: [1, null] } })).toBe('POST application/json {"a":[1,null]}');
  expect(await ask({ body: 'plain text' })).toBe('POST text/plain; charset=utf-8 plain text');
  expect(await ask({ body: 'a,b\n1,2', headers: { 'content-type': 'text/csv' } })).toBe('POST text/csv a,b\n1,2');
  expect(await ask({ body: null })).toBe('POST application/json null');
  expect(await ask({ method: 'GET' })).toBe('GET undefined ');
});

test('a right answer is ok and a wrong one says what is wrong', async () => {
  await using server = await serveRoutes({ 'POST /ask': { outputs: [{ data: [3] }] } });
  const result = await askGolden(server.reach, golden({}, { json: { 'outputs[0].data[0]': 7 } }), false, never);
  expect(result).toMatchObject({
    name: 'one',
    ok: false,
    generated: false,
    status: 200,
    wrong: ['outputs[0].data[0] is 3, wanted 7'],
    body: '{"outputs":[{"data":[3]}]}',
  });
  expect(await askGolden(server.reach, golden({}, { status: 200 }), true, never)).toMatchObject({
    ok: true,
    generated: true,
    wrong: [],
  });
});

test('the first token of a stream is timed apart from its end', async () => {
  await using server = await serve(async (_request, response) => {
    response.write('data: 1\n\n');
    await sleep(150);
    response.end('data: 2\n\n');
  });
  const result = await askGolden(server.reach, golden({}, { firstTokenWithin: '5s' }), false, never);
  expect(result.ok).toBe(true);
  expect(result.firstTokenMs).toBeLessThan(result.ms);
  const slow = await askGolden(server.reach, golden({}, { within: '100ms' }), false, never);
  expect(slow.wrong[0]).toMatch(/^it took \d+ ms, wanted 100 ms$/);
});

test('a hanging answer is no answer within the time that it has', async () => {
  await using server = await serve(() => undefined);
  const result = await askGolden(server.reach, golden({}, { within: '50ms' }), false, never);
  expect(result).toMatchObject({
    ok: false,
    status: null,
    firstTokenMs: null,
    wrong: ['no answer within 50 ms'],
    body: '',
  });
  await expect.poll(() => server.open()).toBe(0);
});

test('a closed port, a broken answer and a body bomb are results too', async () => {
  await using nothing = reachThrough(dialTcp('127.0.0.1', await closedPort()));
  expect((await askGolden(nothing, golden({}), false, never)).wrong[0]).toContain('nothing listens there');
  await using server = await serve((request, response) => {
    if (request.url === '/broken') {
      response.writeHead(200, { 'content-length': '50' });
      response.write('x', () => response.destroy());
    } else response.end(Buffer.alloc(20 * 1024 * 1024, 'x'));
  });
  const broken = await askGolden(server.reach, golden({ path: '/broken' }), false, never);
  expect([broken.status, broken.wrong[0]]).toEqual([null, 'POST /broken: the answer 200 broke off after 1 bytes']);
  const bomb = await askGolden(server.reach, golden({}), false, never);
  expect([bomb.wrong, bomb.body.length]).toEqual([
    ['the answer is longer than 8 MiB, and only that much was read'],
    2_000,
  ]);
});

test('an abort and an unreachable host are thrown, since they say nothing of the model', async () => {
  await using server = await serve(() => undefined);
  await expect(askGolden(server.reach, golden({}), false, AbortSignal.timeout(30))).rejects.toThrow('timeout');
  await using gone = reachThrough(() => Promise.reject(new Problem('HOST_UNREACHABLE', 'gone', { hint: 'look' })));
  await expect(askGolden(gone, golden({}), false, never)).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' });
});

const metadata = {
  name: 'digits',
  versions: ['1'],
  inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 2] }],
  outputs: [],
};

test("the file's golden requests are asked; without any, those made before; else one is made from the schema", async () => {
  await using server = await serveRoutes({ 'GET /v2/models/digits': metadata });
  const own = golden({});
  expect(await goldenFor([own], served, server.reach, never)).toEqual({ golden: [own], generated: false });
  expect(await goldenFor([], { ...served, generated: [own] }, server.reach, never)).toEqual({
    golden: [own],
    generated: true,
  });
  expect(server.asked).toEqual([]);
  const made = await goldenFor([], served, server.reach, never);
  expect(made.generated).toBe(true);
  expect(made.golden[0]?.request).toEqual({
    method: 'POST',
    path: '/v2/models/digits/infer',
    headers: {},
    body: { id: 'slipway', inputs: [{ name: 'x', shape: [1, 2], datatype: 'FP32', data: [0, 0] }] },
  });
});

test('without a schema none is made', async () => {
  await using server = await serveRoutes({});
  expect((await goldenFor([], served, server.reach, never)).golden).toEqual([]);
  expect((await goldenFor([], { ...served, protocol: 'http', model: null }, server.reach, never)).golden).toEqual([]);
});
