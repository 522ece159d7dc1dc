import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { names } from '#core/docker/labels';
import { localUrl } from '#core/docker/local';
import type { Engine } from '#core/docker/types';
import { dialPublic } from '#core/gateway/places';
import { reachThrough } from '#core/model/reach';
import { makeImages, startEngine, type ThrowAwayEngine } from '#support/engines';
import { leftovers } from '#support/left';
import { type Operator, openOperator } from '#support/operator';
import { digits, golden, serviceFile } from '#support/service-file';
import { until } from '#support/until';

/** What is shown on an engine of its own alone: the machine's is not ours to freeze. */
type Opened = Pick<ThrowAwayEngine, 'url' | typeof Symbol.asyncDispose> & Partial<Pick<ThrowAwayEngine, 'tell'>>;
const machine = async (): Promise<Opened> => ({ url: localUrl(process.env), [Symbol.asyncDispose]: async () => {} });

async function newer(): Promise<Opened> {
  const own = await startEngine();
  await makeImages(own.url).catch(async (error) => {
    await own[Symbol.asyncDispose]();
    throw error;
  });
  return own;
}

describe.each([
  { name: "the machine's engine", open: machine },
  { name: "Debian 13's engine", open: newer },
])('$name', ({ open }) => {
  const before = process.env.DOCKER_HOST;
  const file = serviceFile({ strategy: { drain: '1s', watch: '30s' } });
  const { service } = file;
  let engine: Opened;
  let ada: Operator;
  beforeAll(async () => {
    engine = await open();
    process.env.DOCKER_HOST = engine.url;
    ada = await openOperator();
    await ada.put({ ...file, strategy: { drain: '1s', watch: '0s' } });
  });
  afterAll(async () => {
    await ada?.retire(service);
    await ada?.[Symbol.asyncDispose]();
    if (before === undefined) delete process.env.DOCKER_HOST;
    else process.env.DOCKER_HOST = before;
    await engine?.[Symbol.asyncDispose]();
  });
  const asItWas = async () => ({ ids: await ada.ids(service), left: await leftovers(service) });

  test('names a child that was killed for memory, and takes the release back', async () => {
    const was = await asItWas();
    const model = { ...digits('1.1.0', 'memory-child:256'), ready: { path: '/v2/health/ready', within: '5s' } };
    const { problem } = await ada.deploy({ ...file, model, scale: { replicas: 1, memory: '160m' } });
    expect(problem?.message).toMatch(
      /^1\.1\.0 \(r2\) was killed for memory \(limit 160m; a child of it\): No model was/,
    );
    expect(await asItWas()).toEqual(was);
  });

  test('takes back a release that answers real requests with errors', async () => {
    const was = await asItWas();
    await using callers = callersOn(ada.engine, service);
    await until('the old release is asked', () => (callers.releases.r1 ?? 0) > 50);
    const { deployment, problem } = await ada.deploy({ ...file, model: digits('1.1.0', 'after:10,error-rate:0.3') });
    const asked = callers.releases.r1 ?? 0;
    await until('the old release is asked again', () => (callers.releases.r1 ?? 0) > asked + 20);
    expect(problem).toMatchObject({
      code: 'WRONG_ANSWER',
      message: expect.stringMatching(/^1\.1\.0 \(r3\) answers \d+\.\d % with errors .*; 1\.0\.0 \(r1\) had 0\.0 %$/),
    });
    expect(deployment).toMatchObject({ state: 'taken-back', servingAt: expect.any(String) });
    expect(await asItWas()).toEqual(was);
  });

  test('keeps a release that does well, also where its engine is frozen for a moment', async () => {
    const { tell } = engine;
    const { evidence } = await ada.put(
      { ...file, model: digits('1.1.0'), strategy: { drain: '1s', watch: '6s' } },
      {
        onEvent: (event) => {
          if (event.type !== 'state' || event.state !== 'watching' || !tell) return;
          setTimeout(tell, 1_500, 'freeze');
          setTimeout(tell, 5_000, 'thaw');
        },
      },
    );
    expect(evidence.watch).toMatchObject({ reason: null });
    expect((evidence.watch?.blindMs ?? 0) > 0).toBe(tell !== undefined);
    expect(evidence.findings.some((finding) => finding.includes('the engine was away'))).toBe(tell !== undefined);
  });
});

/** Callers who reach the gateway's public port on any engine: inside of it. `releases` counts answers by who gave them. */
function callersOn(engine: Engine, service: string) {
  const reach = reachThrough((signal) => engine.dial(names.gateway(service), dialPublic, signal));
  const ending = new AbortController();
  const releases: Record<string, number> = {};
  const [asked] = golden;
  const request = {
    method: 'POST',
    path: '/v2/models/digits/infer',
    headers: { 'content-type': 'application/json', host: 'gateway' },
    body: JSON.stringify(asked?.request.body),
    deadline: 10_000,
    repeatable: true,
  };
  const caller = async () => {
    while (!ending.signal.aborted) {
      const answer = await reach(request, ending.signal).catch(() => null);
      const release = answer?.headers['x-slipway-release'] ?? '';
      releases[release] = (releases[release] ?? 0) + 1;
    }
  };
  const going = Array.from({ length: 4 }, caller);
  return {
    releases,
    async [Symbol.asyncDispose]() {
      ending.abort();
      await Promise.all(going);
      await reach[Symbol.asyncDispose]();
    },
  };
}
