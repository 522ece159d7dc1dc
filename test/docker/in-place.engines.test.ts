import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeImages, startEngine, type ThrowAwayEngine } from '#support/engines';
import { openOperator } from '#support/operator';
import { digits, serviceFile } from '#support/service-file';

const before = process.env.DOCKER_HOST;
let engine: ThrowAwayEngine | undefined;
beforeAll(async () => {
  engine = await startEngine();
  await makeImages(engine.url);
  process.env.DOCKER_HOST = engine.url;
});
afterAll(async () => {
  if (before === undefined) delete process.env.DOCKER_HOST;
  else process.env.DOCKER_HOST = before;
  await engine?.[Symbol.asyncDispose]();
});

test("Debian 13's engine changes a service in place, takes a bad release back and goes back in place", async () => {
  await using ada = await openOperator();
  expect(ada.engine.api).toBe('1.45');
  const file = serviceFile({ strategy: { kind: 'in-place', drain: '2s', watch: '0s' }, scale: { replicas: 1 } });
  const { service } = file;
  const policies = async () => (await ada.containers(service)).map(({ HostConfig }) => HostConfig.RestartPolicy?.Name);
  const first = await ada.put(file);
  const second = await ada.put({ ...file, model: digits('1.1.0') });
  expect(second).toMatchObject({ from: first.to, evidence: { gapMs: expect.any(Number) } });
  const serving = await ada.ids(service);
  const bad = await ada.deploy({ ...file, model: digits('1.1.0', 'wrong-answer') });
  expect(bad).toMatchObject({ deployment: { state: 'taken-back' }, problem: { code: 'WRONG_ANSWER' } });
  expect(await ada.ids(service)).toEqual(serving);
  expect(await policies()).toEqual(['always']);
  const { deployment } = await ada.rollback(service, 'r1');
  expect(deployment).toMatchObject({ state: 'succeeded', evidence: { gapMs: expect.any(Number) } });
  expect((await ada.client.model.ask({ subject: service, golden: true })).golden.map(({ ok }) => ok)).toEqual([true]);
  await ada.retire(service);
});
