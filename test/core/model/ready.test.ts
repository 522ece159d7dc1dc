import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Problem } from '#contract/problem';
import type { Alive } from '#core/model/alive';
import type { Guess } from '#core/model/fingerprint';
import { dialTcp, type Reach, reachThrough } from '#core/model/reach';
import { awaitServed } from '#core/model/ready';
import { serviceFileSchema } from '#core/service/schema';
import { closedPort, listenTcp, never, serve, serveRoutes } from './local-server.ts';

const fine: Alive = { running: true, exitCode: null, restarts: 0, logs: '' };

type Waiting = { ports: number[]; model?: object; alive?: () => Promise<Alive>; image?: Guess; signal?: AbortSignal };

/** Waits over TCP connections that are closed at the end, and tells how many were still open just before. */
async function wait({ ports, model = {}, alive = async () => fine, image, signal = never }: Waiting) {
  const reaches: (Reach & AsyncDisposable)[] = [];
  const reachPort = (port: number) => {
    const reach = reachThrough(dialTcp('127.0.0.1', port));
    reaches.push(reach);
    return reach;
  };
  const ready = { within: '5s', every: '20ms' };
  const file = serviceFileSchema.parse({ service: 'digits', model: { image: 'x', ready, ...model } });
  try {
    return await awaitServed({ reachPort, model: file.model, ports, alive, image: image ?? null, signal });
  } finally {
    for (const reach of reaches) await reach[Symbol.asyncDispose]();
  }
}
const failure = (waiting: Waiting) =>
  wait(waiting).then(
    (served) => expect.fail(`it serves ${JSON.stringify(served)}`),
    (error: unknown) => error as Problem,
  );
const short = { within: '300ms', every: '20ms' };

/** An inference server of which the process is up at once and each model when `loaded` says so. */
const oipServer = (models: readonly string[], loaded: (name: string) => boolean = () => true, listed = true) =>
  serve((request, response) => {
    const answer = (status: number, body: object = {}) => response.writeHead(status).end(JSON.stringify(body));
    const url = request.url ?? '';
    const name = /^\/v2\/models\/([^/]+)\/ready$/.exec(url)?.[1];
    if (url === '/v2') return void answer(200, { name: 'test', version: '1', extensions: [] });
    if (url === '/v2/health/live') return void answer(200);
    if (url === '/v2/health/ready') return void answer(models.every(loaded) ? 200 : 503);
    if (url === '/v2/models' && listed) return void answer(200, { models });
    if (name && models.includes(name)) return void answer(loaded(name) ? 200 : 503, loaded(name) ? {} : { error: 'loading' });
    answer(404, { error: 'not found' });
  });
const openaiRoutes = (ids: readonly string[]) => ({
  'GET /v1/models': { object: 'list', data: ids.map((id) => ({ id })) },
  'POST /v1/completions': 400,
});
const ready = (path: string, contains: string | null = null) => ({ path, least: 200, most: 299, contains });

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
    const served = await wait({ ports: [await closedPort(), server.port], model: { ready: { within: '2s', every: '20ms' } } });
    expect(served).toMatchObject({ protocol: 'http', port: server.port });
  });
});

describe('what is waited for', () => {
  test('a slow start', async () => {
    const port = await closedPort();
    const waiting = wait({ ports: [port] });
    await sleep(150);
    let loaded = false;
    await using server = await oipServer(['digits'], () => loaded);
    await using relay = await listenTcp(() => undefined);
    expect(relay.port).not.toBe(server.port);
    setTimeout(() => {
      loaded = true;
    }, 150);
    const served = await wait({ ports: [port, server.port] });
    expect(served.model).toBe('digits');
    await waiting.catch(() => undefined);
  });
});
