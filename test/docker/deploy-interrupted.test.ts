import { afterAll, beforeAll, expect, test } from 'vitest';
import { carryOut, type OnEvent } from '#support/carry-out';
import { leftovers } from '#support/left';
import { load } from '#support/load';
import { type Operator, openOperator } from '#support/operator';
import { digits, serviceFile } from '#support/service-file';
import { until } from '#support/until';

let operator: Operator;
const file = serviceFile();
const { service } = file;
beforeAll(async () => {
  operator = await openOperator();
  await operator.put(file);
});
afterAll(async () => {
  await operator.retire(service);
  await operator[Symbol.asyncDispose]();
});

const never = { ...file, model: digits('1.1.0', 'not-ready') };
const watched = { ...file, model: digits('1.1.0'), strategy: { drain: '3s', watch: '60s' } };
const cancelAt =
  (step: string): OnEvent =>
  (event, cancel) => {
    if (event.type === 'step' && event.step.do === step && event.step.state === 'started') void cancel();
  };
const asItWas = async () => ({
  ids: await operator.ids(service),
  left: await leftovers(service),
  config: (await operator.status(service)).release,
});

test('cancelled before the switch, it is taken back and the old release never stopped answering', async () => {
  const before = await asItWas();
  const callers = load(await operator.address(service), { keeping: 2, fresh: 1 });
  const { deployment, problem } = await operator.deploy(never, { onEvent: cancelAt('verify') });
  const seen = await callers.stop();
  expect(problem?.code).toBe('INTERRUPTED');
  expect(deployment).toMatchObject({ state: 'interrupted', servingAt: null });
  expect(seen.failed).toEqual([]);
  expect(Object.keys(seen.releases)).toEqual(['r1']);
  expect(await asItWas()).toEqual(before);
});

test('cancelled while it is watched, requests go back to the old release and none fails', async () => {
  const before = await asItWas();
  const callers = load(await operator.address(service));
  const { deployment, problem } = await operator.deploy(watched, {
    onEvent: (event, cancel) => {
      if (event.type !== 'state' || event.state !== 'watching') return;
      void until('the new release is asked', () => (callers.releases.r3 ?? 0) > 50).then(cancel);
    },
  });
  const then = callers.releases.r1 ?? 0;
  await until('the old release is asked', () => (callers.releases.r1 ?? 0) > then + 50);
  const seen = await callers.stop();
  expect(problem?.code).toBe('INTERRUPTED');
  expect(deployment.state).toBe('interrupted');
  expect(seen.failed).toEqual([]);
  expect(seen.releases.r3).toBeGreaterThan(50);
  expect(await asItWas()).toEqual(before);
});

test('a release that dies while it is watched is taken back', async () => {
  const before = await asItWas();
  const dying = { ...watched, model: digits('1.1.0', 'crash-after-ms:6000'), reliability: { restart: 'no' as const } };
  const { deployment, problem } = await operator.deploy(dying);
  expect(problem).toMatchObject({ code: 'NOT_READY', message: expect.stringContaining('while it was watched') });
  expect(deployment).toMatchObject({ state: 'taken-back', servingAt: expect.any(String) });
  expect(await asItWas()).toEqual(before);
});

test('while it is being deployed another deployment is refused, and told by whom', async () => {
  await using colleague = await openOperator('grace');
  const first = new Promise<Awaited<ReturnType<typeof carryOut>>>((resolve, reject) => {
    const began: OnEvent = (event, cancel) => {
      if (event.type !== 'step' || event.step.do !== 'verify' || event.step.state !== 'started') return;
      refused().then(cancel, reject);
    };
    carryOut(operator.client, deployOf(never), { onEvent: began }).then(resolve, reject);
  });
  let said = 0;
  async function refused() {
    if (said++ > 0) return;
    for (const someone of [operator, colleague]) {
      await expect(someone.deploy(file)).rejects.toMatchObject({
        code: 'BUSY',
        message: expect.stringContaining('by ada since 20'),
      });
    }
    expect((await colleague.status(service)).state).toBe('deploying');
  }
  expect((await first).deployment.state).toBe('interrupted');
  expect(said).toBeGreaterThan(0);
  expect((await colleague.client.history.list({})).deployments).toEqual([]);
});

test('closing the console in the middle takes back what it was doing', async () => {
  const before = await asItWas();
  {
    await using leaving = await openOperator('grace');
    const { id } = await leaving.client.deployment.start({ act: deployOf(never), options: {} });
    await until('the new replicas are there', async () => (await operator.status(service)).replicas.length > 2);
    expect(id).not.toBe('');
  }
  expect(await asItWas()).toEqual(before);
});

test('the record of all of it is whole', async () => {
  expect(await operator.client.history.verify()).toMatchObject({ ok: true, broken: [] });
});

const deployOf = (written: typeof file) =>
  ({ kind: 'deploy', file: { name: 'slipway.yaml', text: JSON.stringify(written) } }) as const;
