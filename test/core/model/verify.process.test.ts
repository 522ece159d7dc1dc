import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Problem } from '#contract/problem';
import type { Alive } from '#core/model/alive';
import { dialTcp, reachThrough } from '#core/model/reach';
import { type VerifyCause, type VerifyOptions, verifyReplica } from '#core/model/verify';
import { type Golden, goldenSchema, serviceFileSchema } from '#core/service/schema';
import { never, serve, serveRoutes } from './local-server.ts';

const sample = fileURLToPath(new URL('../../../resources/sample/digits/', import.meta.url));

/** The sample model's own server as a process of this machine. */
async function digits(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [`${sample}server.mjs`], {
    env: { PATH: process.env.PATH, PORT: '0', MODEL: 'v2', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let logs = '';
  const port = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    createInterface(child.stdout).on('line', (line) => {
      logs += `${line}\n`;
      const entry = JSON.parse(line);
      if (entry.message === 'listening') resolve(entry.port);
    });
  });
  const alive = async (): Promise<Alive> => ({
    running: child.exitCode === null && child.signalCode === null,
    exitCode: child.exitCode,
    restarts: 0,
    logs,
  });
  return {
    port,
    alive,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function verify(
  server: { port: number; alive?: () => Promise<Alive> },
  more: Partial<Omit<VerifyOptions, 'model'>> & { model?: object } = {},
) {
  await using reach = reachThrough(dialTcp('127.0.0.1', server.port));
  const file = serviceFileSchema.parse({
    service: 'digits',
    model: { image: 'x', ready: { within: '5s', every: '20ms' }, ...more.model },
  });
  const alive = server.alive ?? (async () => ({ running: true, exitCode: null, restarts: 0, logs: '' }));
  return await verifyReplica({
    reachPort: () => reach,
    ports: [server.port],
    alive,
    golden: [],
    signal: never,
    ...more,
    model: file.model,
  });
}
const failure = (...args: Parameters<typeof verify>) =>
  verify(...args).then(
    () => expect.fail('it was verified'),
    (error: unknown) => error as Problem & { cause: VerifyCause },
  );

const heldOut = JSON.parse(await readFile(`${sample}weights/heldout.json`, 'utf8')) as {
  rows: number[][];
  labels: number[];
};
const golden = (row: number, expectation: object = {}): Golden =>
  goldenSchema.parse({
    name: `row ${row}`,
    request: {
      path: '/v2/models/digits/infer',
      body: { inputs: [{ name: 'pixels', shape: [1, 64], datatype: 'FP32', data: heldOut.rows[row] }] },
    },
    expect: { json: { 'outputs[0].data[0]': heldOut.labels[row] }, within: '2s', ...expectation },
  });

describe("the sample model's server", () => {
  const named = { name: 'digits' };

  test('is found, waited for and answers its golden requests', async () => {
    await using server = await digits({ DELAY_READY_MS: '200' });
    const verified = await verify(server, { model: named, golden: [golden(0), golden(1), golden(2)] });
    expect(verified.served).toMatchObject({ protocol: 'oip-v2', model: 'digits', port: server.port, generated: [] });
    expect(verified.golden.map((result) => [result.ok, result.generated, result.status])).toEqual(
      Array.from({ length: 3 }, () => [true, false, 200]),
    );
  });

  test('is asked a request made from its schema where the file has none', async () => {
    await using server = await digits();
    const verified = await verify(server, { model: named });
    expect(verified.golden).toMatchObject([{ ok: true, generated: true, name: 'made from the schema' }]);
    expect(verified.served.generated.length).toBe(1);
    const again = await verify(server, { known: verified.served });
    expect(again.served).toEqual(verified.served);
    expect(again.golden).toMatchObject([{ ok: true, generated: true }]);
  });

  test('with wrong answers is found out, and the results say how', async () => {
    await using server = await digits({ FAULT: 'wrong-answer' });
    const problem = await failure(server, { model: named, golden: [golden(0), golden(1)] });
    const [label = 0] = heldOut.labels;
    expect(problem.code).toBe('WRONG_ANSWER');
    expect(problem.message).toContain(`"row 0": outputs[0].data[0] is ${(label + 1) % 10}, wanted ${label}`);
    expect(problem.cause.golden.map((result) => [result.ok, result.status])).toEqual([
      [false, 200],
      [false, 200],
    ]);
  });

  test('healthy but hung is no answer, and is not asked the rest', async () => {
    await using server = await digits({ FAULT: 'hang-on-infer' });
    const problem = await failure(server, { model: named, golden: [golden(0, { within: '100ms' }), golden(1)] });
    expect(problem.code).toBe('NO_ANSWER');
    expect(problem.message).toBe('1 of 2 golden requests got no answer. "row 0": no answer within 100 ms.');
    expect(problem.cause.golden.length).toBe(1);
    expect(problem.cause.served.protocol).toBe('oip-v2');
  });

  test('that answers errors is a wrong answer, also to a request that was made for it', async () => {
    await using server = await digits({ FAULT: 'error-rate:1' });
    const problem = await failure(server, { model: named });
    expect(problem.code).toBe('WRONG_ANSWER');
    expect(problem.message).toContain('the status is 500, wanted 200 to 299');
  });

  test('that never gets ready is not asked at all', async () => {
    await using server = await digits({ FAULT: 'not-ready' });
    const problem = await failure(server, {
      model: { ...named, ready: { within: '2s', every: '20ms' } },
      golden: [golden(0)],
    });
    expect(problem.code).toBe('NOT_READY');
    expect(problem.message).toContain('/v2/models/digits/ready');
    expect(problem.message).toContain('answered 503');
  });

  test('that crashes is noticed before its time is over', async () => {
    await using server = await digits({ FAULT: 'not-ready,crash-after-ms:300' });
    const problem = await failure(server, { model: { ...named, ready: { within: '60s', every: '20ms' } } });
    expect(problem.message).toMatch(/^The container exited with code 1 .*listening/s);
  });
});

describe('any server', () => {
  const routes = {
    'GET /v2': { name: 's', version: '1', extensions: [] },
    'GET /v2/health/live': 200,
    'GET /v2/models': { models: ['m'] },
    'GET /v2/models/m/ready': 200,
    'GET /v2/health/ready': 200,
    'GET /v2/models/m': { name: 'm', inputs: [{ name: 'x', datatype: 'FP32', shape: [1] }], outputs: [] },
  };

  test('that refuses the request made for it still serves: it was made badly', async () => {
    await using server = await serveRoutes({ ...routes, 'POST /v2/models/m/infer': 422 });
    const verified = await verify(server);
    expect([verified.golden, verified.served.generated]).toEqual([[], []]);
  });

  test("that refuses the file's own request does not", async () => {
    await using server = await serveRoutes({ ...routes, 'POST /v2/models/m/infer': 422 });
    const own = goldenSchema.parse({ name: 'own', request: { path: '/v2/models/m/infer', body: {} } });
    expect((await failure(server, { golden: [own] })).code).toBe('WRONG_ANSWER');
  });

  test('may be slow once, at its first request', async () => {
    let asked = 0;
    await using server = await serve((request, response) => {
      if (request.method === 'GET') return void response.end();
      asked += 1;
      setTimeout(() => response.end('ok'), asked === 1 ? 500 : 0);
    });
    const own = goldenSchema.parse({ name: 'own', request: { path: '/ask' }, expect: { within: '250ms' } });
    const verified = await verify(server, { model: { protocol: 'http' }, golden: [own] });
    expect([asked, verified.golden[0]?.ok]).toEqual([2, true]);
  });

  test('of which nothing is known is verified by what it answers to GET /', async () => {
    await using server = await serveRoutes({});
    expect(await verify(server)).toMatchObject({ served: { protocol: 'http', model: null }, golden: [] });
  });
});
