import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { localUrl } from '#core/docker/local';
import { makeImages, startEngine, type ThrowAwayEngine } from '#support/engines';
import { openOperator, succeeded } from '#support/operator';
import { digits, serviceFile } from '#support/service-file';
import { freshVolume, sampleWeights, write } from '#support/volumes';

const machine = async () => ({ url: localUrl(process.env), [Symbol.asyncDispose]: async () => {} });

async function newer(): Promise<Pick<ThrowAwayEngine, 'url' | typeof Symbol.asyncDispose>> {
  const own = await startEngine();
  await makeImages(own.url).catch(async (error) => {
    await own[Symbol.asyncDispose]();
    throw error;
  });
  return own;
}

describe.each([
  { name: "the machine's engine", open: machine, api: /^1\.\d+$/ },
  { name: "Debian 13's engine", open: newer, api: /^1\.45$/ },
])('$name', ({ open, api }) => {
  const before = process.env.DOCKER_HOST;
  let engine: Awaited<ReturnType<typeof open>> | undefined;
  beforeAll(async () => {
    engine = await open();
    process.env.DOCKER_HOST = engine.url;
  });
  afterEach(() => {
    process.env.DOCKER_HOST = engine?.url;
  });
  afterAll(async () => {
    if (before === undefined) delete process.env.DOCKER_HOST;
    else process.env.DOCKER_HOST = before;
    await engine?.[Symbol.asyncDispose]();
  });

  test('takes a first release, a second one, and the first one back', async () => {
    await using ada = await openOperator();
    const file = serviceFile();
    const { service } = file;
    try {
      const first = await ada.put(file);
      expect(ada.engine.api).toMatch(api);
      expect(first.to).toMatchObject({ release: 'r1', version: '1.0.0' });
      expect((await ada.status(service)).replicas.map(({ admitted }) => admitted)).toEqual([true, true]);
      const second = await ada.put({ ...file, model: digits('1.1.0') });
      expect(second).toMatchObject({ from: first.to, to: { release: 'r2', version: '1.1.0' } });
      const { deployment } = await ada.rollback(service);
      expect(deployment).toMatchObject({ state: 'succeeded', from: second.to, to: first.to });
      const golden = (await ada.client.model.ask({ subject: service, golden: true })).golden;
      expect(golden.map(({ ok }) => ok)).toEqual([true]);
      expect((await ada.put(file)).steps).toEqual([]);
    } finally {
      await ada.retire(service);
    }
  });

  test('hashes weights in a volume, and goes back on no others than the recorded ones', async () => {
    await using ada = await openOperator();
    const volume = await freshVolume(ada.engine);
    await write(ada.engine, volume, { 'a/weights.json': sampleWeights('v1'), 'b/weights.json': sampleWeights('v2') });
    const from = (path: string) => ({
      ...digits('1.0.0'),
      env: { WEIGHTS: `/models/${path}/weights.json` },
      weights: { volume, path },
    });
    const file = serviceFile({ model: from('a') });
    const { service } = file;
    try {
      await ada.put(file);
      const { evidence } = await ada.put({ ...file, model: from('b') });
      expect(evidence.wayBack).toMatchObject({ release: { release: 'r1' }, why: null, warmMs: expect.any(Number) });
      await write(ada.engine, volume, { 'a/weights.json': sampleWeights('v2') });
      expect((await ada.rollback(service)).problem).toMatchObject({ stop: 'not-resolvable' });
      await write(ada.engine, volume, { 'a/weights.json': sampleWeights('v1') });
      expect(succeeded(await ada.rollback(service)).to).toMatchObject({ release: 'r1' });
    } finally {
      await ada.retire(service);
      await ada.engine.removeVolume(volume);
    }
  });
});
