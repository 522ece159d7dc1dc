import { createServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { labelsOf, names } from '#core/docker/labels';
import type { Ended, OnEvent } from '#support/carry-out';
import { leftovers } from '#support/left';
import { ask } from '#support/load';
import { type Operator, openOperator, succeeded } from '#support/operator';
import { digits, serviceFile, seven } from '#support/service-file';

let operator: Operator;
const file = serviceFile();
const { service } = file;
const gateway = names.gateway(service);
const answers = async () => (await ask(await operator.address(service))).wrong;
beforeAll(async () => {
  operator = await openOperator();
  await operator.put(file);
});
beforeEach(async () => {
  await operator.put(file);
  expect(await answers()).toBeNull();
});
afterAll(async () => {
  await operator.retire(service);
  await operator[Symbol.asyncDispose]();
});

test('a gateway that somebody stopped is started, with no gap to allow and the same replicas', async () => {
  const before = await operator.ids(service);
  await operator.engine.stopContainer(gateway, 1);
  const { steps } = await operator.put(file);
  expect(steps.map((step) => step.do)).toContain('start-gateway');
  expect(await operator.ids(service)).toEqual(before);
  expect(await answers()).toBeNull();
});

test('a gateway that somebody removed is made again from its volume, at the same address, with the same replicas', async () => {
  const before = { ids: await operator.ids(service), address: await operator.address(service) };
  await operator.engine.removeContainer(gateway);
  succeeded(await operator.act({ kind: 'restart', service }));
  expect(await operator.address(service)).toBe(before.address);
  expect(await answers()).toBeNull();
  expect((await operator.status(service)).release?.release).toBe('r1');
});

test('a gateway that somebody took off its network is connected again', async () => {
  await operator.engine.disconnectNetwork(names.network(service), gateway);
  const { steps } = await operator.put(file);
  expect(steps.map((step) => step.do)).toContain('connect');
  await expect.poll(answers, { timeout: 20_000 }).toBeNull();
});

test('replicas that somebody removed are made again', async () => {
  for (const { name } of (await operator.status(service)).replicas) await operator.engine.removeContainer(name);
  await operator.put(file);
  expect(await operator.ids(service)).toHaveLength(2);
  expect(await answers()).toBeNull();
});

test('golden requests that are new are asked of what runs, and a wrong answer keeps them out', async () => {
  const before = await operator.ids(service);
  const wrong = { ...file, golden: seven({ json: { 'outputs[0].data[0]': 8 } }) };
  const { deployment, problem } = await operator.deploy(wrong);
  expect(problem?.code).toBe('WRONG_ANSWER');
  expect(deployment).toMatchObject({ kind: 'policy', state: 'taken-back' });
  expect(await operator.ids(service)).toEqual(before);
  expect(await operator.put(file)).toMatchObject({ steps: [] });
});

test('a crash loop does not pass the watch, though it is brought back each time', async () => {
  const before = await operator.ids(service);
  const looping = { ...file, model: digits('1.1.0', 'crash-after-ms:4000'), strategy: { drain: '1s', watch: '8s' } };
  const { deployment, problem } = await operator.deploy(looping);
  expect(problem).toMatchObject({ code: 'NOT_READY', message: expect.stringContaining('while it was watched') });
  expect(deployment.state).toBe('taken-back');
  expect(await operator.ids(service)).toEqual(before);
});

/** A release that is verified until something is done to the host. */
async function whileVerified(act: (verified: string) => Promise<unknown>): Promise<Ended> {
  let acted: Promise<unknown> | undefined;
  const onEvent: OnEvent = (event) => {
    if (event.type === 'step' && event.step.do === 'verify' && event.step.state === 'started')
      acted ??= act(event.step.target);
  };
  const ended = await operator.deploy({ ...file, model: digits('1.1.0', 'not-ready') }, { onEvent });
  await acted;
  return ended;
}

test.each([
  ['removed', 'made', () => operator.engine.removeContainer(gateway)],
  ['stopped', 'started', () => operator.engine.stopContainer(gateway, 1)],
])(
  'a gateway that somebody %s while a release is verified is %s again, and that is what is told',
  async (how, again, act) => {
    const before = { ids: await operator.ids(service), address: await operator.address(service) };
    const { deployment, problem } = await whileVerified(act);
    expect(problem).toMatchObject({
      code: 'GATEWAY_FAILED',
      message: expect.stringMatching(
        new RegExp(`^The gateway of ${service} was ${how} by somebody while r\\d+ was verified$`),
      ),
    });
    expect(deployment.state).toBe('taken-back');
    expect(deployment.evidence.findings).toContainEqual(
      expect.stringContaining(`was ${how} by somebody meanwhile and was ${again}`),
    );
    expect(await answers()).toBeNull();
    expect({ ids: await operator.ids(service), address: await operator.address(service) }).toEqual(before);
  },
);

test('where the gateway cannot be made again it is said what is missing, and a person is asked', async () => {
  const [host = '', port = ''] = (await operator.address(service)).split(':');
  const taking = createServer();
  const { deployment, problem } = await whileVerified(async () => {
    await operator.engine.removeContainer(gateway);
    await new Promise<void>((resolve) => taking.listen(Number(port), host, resolve));
  });
  taking.close();
  expect(deployment.state).toBe('failed');
  expect(problem).toMatchObject({
    code: 'NEEDS_PERSON',
    message: expect.stringMatching(
      /was removed by somebody while r\d+ was verified\. Not done: gateway \S+: .*cannot take/,
    ),
  });
  expect((await leftovers(service)).filter((it) => it.startsWith('container'))).toHaveLength(2);
});

test('a replica that somebody removed while it was verified is told as that, not as a crash', async () => {
  const { deployment, problem } = await whileVerified((verified) => operator.engine.removeContainer(verified));
  expect(problem).toMatchObject({
    code: 'NOT_READY',
    message: expect.stringMatching(/^1\.1\.0 \(r\d+\) was removed by somebody while it was verified: slipway-.*-\d$/),
    hint: expect.not.stringContaining('137'),
  });
  expect(deployment.state).toBe('taken-back');
});

test('throw-away containers that a killed console left go with the next deployment', async () => {
  const left = `slipway-${service}-weigh`;
  await operator.engine.createContainer({ name: left, Image: file.model.image, Labels: labelsOf(service, 'probe') });
  await operator.put(file);
  expect(await leftovers(service)).not.toContain(`container ${left}`);
});

test('cancelled while replicas are created, nothing of them stays', async () => {
  const { deployment } = await operator.deploy(
    { ...file, model: digits('1.1.0') },
    {
      onEvent: (event, cancel) => {
        if (event.type === 'step' && event.step.do === 'create') cancel();
      },
    },
  );
  expect(deployment.state).toBe('interrupted');
  const left = await leftovers(service);
  expect(left.filter((it) => it.startsWith('container'))).toHaveLength(3);
});

test('without a number, a rollback does not go back to the same release under another', async () => {
  const second = { ...file, model: digits('1.1.0') };
  await operator.put(second);
  succeeded(await operator.rollback(service, 'r1'));
  await operator.put(second);
  expect(succeeded(await operator.rollback(service)).to).toMatchObject({ release: 'r1', version: '1.0.0' });
});

test('a service whose gateway is gone is retired all the same, and to retire it again is nothing to do', async () => {
  const other = serviceFile();
  await operator.put(other);
  await operator.engine.removeContainer(names.gateway(other.service));
  await operator.retire(other.service);
  const left = await leftovers(other.service);
  expect(left.filter((it) => !/^(volume|image) /.test(it))).toEqual([]);
  expect(succeeded(await operator.act({ kind: 'retire', service: other.service })).steps).toEqual([]);
});
