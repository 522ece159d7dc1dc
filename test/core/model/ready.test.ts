import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Problem } from '#contract/problem';
import type { Guess } from '#core/model/fingerprint-image';
import { closedPort, listenTcp, serve, serveRoutes } from './local-server.ts';
import { failure, oipServer, openaiRoutes, ready, short, wait } from './waiting.ts';

describe('what is found', () => {
  test('the protocol, and the only model by its own readiness', async () => {
    await using server = await oipServer(['digits']);
    expect(await wait({ ports: [server.port] })).toEqual({
      protocol: 'oip-v2',
      port: server.port,
      model: 'digits',
      ready: ready('/v2/models/digits/ready'),
      generated: [],
    });
  });

  test('a server that lists no models is ready as a whole', async () => {
    await using server = await oipServer(['digits'], () => true, false);
    expect(await wait({ ports: [server.port] })).toMatchObject({ model: null, ready: ready('/v2/health/ready') });
  });

  test('an OpenAI server is ready when its list has the model', async () => {
    await using server = await serveRoutes(openaiRoutes(['org/m']));
    expect(await wait({ ports: [server.port] })).toMatchObject({
      protocol: 'openai',
      model: 'org/m',
      ready: ready('/v1/models', '"org/m"'),
    });
  });

  test("a stranger's server is plain HTTP, ready below 500", async () => {
    await using server = await serveRoutes({});
    const served = await wait({ ports: [server.port] });
    expect(served).toMatchObject({ protocol: 'http', model: null, ready: { path: '/', least: 100, most: 499 } });
  });

  test('the port that speaks for a model goes before one that merely answers', async () => {
    await using metrics = await serveRoutes({ 'GET /': 'metrics' });
    await using late = await serveRoutes({});
    await using server = await oipServer(['digits']);
    const served = await wait({ ports: [metrics.port, await closedPort(), late.port, server.port] });
    expect(served).toMatchObject({ protocol: 'oip-v2', port: server.port });
  });

  test('a port that takes connections and answers none does not keep the others waiting', async () => {
    await using silent = await listenTcp(() => undefined);
    await using server = await oipServer(['digits']);
    const looked = await failure({ ports: [silent.port], model: { ready: short } });
    expect(looked.code).toBe('NOT_READY');
    const served = await wait({ ports: [server.port, await closedPort()] });
    expect(served.port).toBe(server.port);
  });

  test("of several plain ports the likeliest is taken, and the file's own before all", async () => {
    await using one = await serveRoutes({ 'GET /': 'one' });
    await using two = await serveRoutes({ 'GET /': 'two' });
    expect((await wait({ ports: [two.port, one.port] })).port).toBe(two.port);
    expect((await wait({ ports: [two.port], model: { port: one.port } })).port).toBe(one.port);
  });

  test('the only plain port that answers is taken after a while', async () => {
    await using server = await serveRoutes({ 'GET /': 'one' });
    const served = await wait({
      ports: [await closedPort(), server.port],
      model: { ready: { within: '2s', every: '20ms' } },
    });
    expect(served).toMatchObject({ protocol: 'http', port: server.port });
  });
});

describe('what is waited for', () => {
  test('a port that opens late, and then a model that loads', async () => {
    const port = await closedPort();
    const waiting = wait({ ports: [port] });
    await sleep(60);
    let loaded = false;
    await using server = await oipServer(['digits'], () => loaded, true, port);
    await expect.poll(() => server.asked.length).toBeGreaterThan(5);
    loaded = true;
    expect(await waiting).toMatchObject({ port, model: 'digits' });
  });

  test('the model of the service, whatever the process and the other models say', async () => {
    await using server = await oipServer(['one', 'two'], (name) => name === 'two');
    const model = { protocol: 'oip-v2', name: 'two', ready: short };
    expect(await wait({ ports: [server.port], model })).toMatchObject({ model: 'two' });
    const problem = await failure({ ports: [server.port], model: { ...model, name: 'one' } });
    expect(problem.message).toContain('/v2/models/one/ready');
    expect(problem.message).toContain('answered 503 {"error":"loading"}');
  });

  test('an OpenAI list that stays empty until the model is loaded', async () => {
    let ids: string[] = [];
    await using server = await serve((request, response) => {
      if (request.url === '/v1/models') response.end(JSON.stringify({ data: ids.map((id) => ({ id })) }));
      else response.writeHead(request.method === 'POST' ? 400 : 404).end();
    });
    const waiting = wait({ ports: [server.port], model: { protocol: 'openai' } });
    await expect.poll(() => server.asked.length).toBeGreaterThan(3);
    ids = ['m'];
    expect((await waiting).model).toBe('m');
  });

  test('a server that answers 503 to everything while it loads is not taken for plain HTTP', async () => {
    let loading = true;
    await using server = await serve((request, response) => {
      if (loading && request.url !== '/') response.writeHead(503).end('{"error":"Loading model"}');
      else if (request.url === '/v1/models') response.end('{"data":[{"id":"m"}]}');
      else response.writeHead(request.method === 'POST' ? 400 : 404).end();
    });
    const waiting = wait({ ports: [server.port], model: { ready: { within: '20s', every: '20ms' } } });
    await expect.poll(() => server.asked.length).toBeGreaterThan(10);
    loading = false;
    expect((await waiting).protocol).toBe('openai');
  });

  test('what the image says, while the server does not yet say it', async () => {
    let routes = false;
    await using server = await serve((request, response) => {
      if (routes && request.url === '/v1/models') response.end('{"data":[{"id":"m"}]}');
      else response.writeHead(404).end();
    });
    const reasons = ['its name', 'its command'];
    const image: Guess = { protocol: 'openai', server: 'vllm', confidence: 'likely', reasons };
    const waiting = wait({ ports: [server.port], image, model: { ready: { within: '20s', every: '20ms' } } });
    await expect.poll(() => server.asked.length).toBeGreaterThan(10);
    routes = true;
    expect((await waiting).protocol).toBe('openai');
  });

  test('a route of its own, which wants a 2xx', async () => {
    let status = 302;
    await using server = await serve((request, response) => {
      response.writeHead(request.url === '/loaded' ? status : 404, { location: '/' }).end();
    });
    const waiting = wait({ ports: [server.port], model: { ready: { path: '/loaded', within: '5s', every: '20ms' } } });
    await expect.poll(() => server.asked.length).toBeGreaterThan(3);
    status = 204;
    expect(await waiting).toMatchObject({ protocol: 'http', ready: ready('/loaded') });
  });
});

test('many looks leave one connection', async () => {
  await using server = await oipServer(['digits'], () => server.asked.length > 150);
  const served = await wait({
    ports: [server.port],
    model: { ready: { within: '30s', every: '10ms' }, name: 'digits', protocol: 'oip-v2' },
  }).catch((error: unknown) => error);
  expect([served instanceof Problem, server.accepted()]).toEqual([false, 1]);
});
