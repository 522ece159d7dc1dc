import { createServer } from 'node:net';
import Docker from 'dockerode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StopId } from '#contract/problem';
import { imageFor, importedImage } from '#support/images';
import { leftovers } from '#support/left';
import { freshImage, freshName } from '#support/names';
import { type Operator, openOperator } from '#support/operator';
import { digits, serviceFile, type Written } from '#support/service-file';

let operator: Operator;
const docker = new Docker();
beforeAll(async () => {
  operator = await openOperator();
});
afterAll(() => operator?.[Symbol.asyncDispose]());

/** Deploys what must not go ahead: it is recorded as stopped, and nothing of the service is there. */
async function stopped(file: Written, stop: StopId): Promise<string> {
  const { deployment, problem } = await operator.deploy(file);
  expect(problem).toMatchObject({ code: 'STOPPED', stop });
  expect(deployment).toMatchObject({ state: 'stopped', reason: expect.stringContaining(problem?.message ?? '?') });
  expect(problem?.hint).not.toBe('');
  expect(await leftovers(file.service)).toEqual([]);
  return problem?.message ?? '';
}

test('an image that is nowhere to be found stops it', async () => {
  const image = freshImage();
  const file = serviceFile({ model: { ...digits('1.0.0'), image } });
  expect(await stopped(file, 'not-resolvable')).toContain(image);
});

test('an image that is nowhere to be found leaves what serves as it is', async () => {
  const file = serviceFile();
  await operator.put(file);
  const before = await operator.ids(file.service);
  const { deployment, problem } = await operator.deploy({
    ...file,
    model: { ...digits('1.1.0'), image: freshImage() },
  });
  expect(problem).toMatchObject({ code: 'STOPPED', stop: 'not-resolvable' });
  expect(deployment).toMatchObject({ state: 'stopped', steps: [] });
  expect(await operator.ids(file.service)).toEqual(before);
  await operator.retire(file.service);
});

test('an image for another architecture stops it', async () => {
  const image = await importedImage(freshImage(), 's390x');
  const message = await stopped(serviceFile({ model: { image } }), 'wrong-architecture');
  expect(message).toContain('s390x');
});

test('more memory than the host has stops it', async () => {
  const { memory } = await operator.engine.info();
  const file = serviceFile({ scale: { replicas: 2, memory: `${Math.ceil(memory / 1024 / 1024 / 2) + 64}m` } });
  expect(await stopped(file, 'does-not-fit')).toMatch(/memory.*GiB/);
});

test('more processors than the host has stop it', async () => {
  await stopped(serviceFile({ scale: { cpus: 1000 } }), 'does-not-fit');
});

test('a GPU that the host has not stops it', async () => {
  await stopped(serviceFile({ model: { ...digits('1.0.0'), gpus: 1 } }), 'gpu-absent');
});

test('a front open to other machines without a key stops it', async () => {
  await stopped(serviceFile({ front: { callers: 'others' } }), 'open-without-key');
});

test('a port that another container publishes stops it', async () => {
  await using stranger = await container(freshName(), { port: 0 });
  const port = await stranger.port();
  expect(await stopped(serviceFile({ front: { port } }), 'taken-by-another')).toContain(`${port}`);
});

test('a port that a process on the host holds stops it', async () => {
  const holder = createServer();
  const port = await new Promise<number>((resolve) => {
    holder.listen(0, '127.0.0.1', () => resolve((holder.address() as { port: number }).port));
  });
  try {
    expect(await stopped(serviceFile({ front: { port } }), 'taken-by-another')).toContain(`${port}`);
  } finally {
    holder.close();
  }
});

test.each([
  ['replica', 'r1-1'],
  ['gateway', 'gateway'],
])("a stranger's container with the name of our %s stops it and is not touched", async (_role, ending) => {
  const file = serviceFile();
  await using stranger = await container(`slipway-${file.service}-${ending}`, {});
  const before = await stranger.details();
  const { deployment, problem } = await operator.deploy(file);
  expect(problem).toMatchObject({ code: 'STOPPED', stop: 'taken-by-another' });
  expect(problem?.message).toContain(`slipway-${file.service}-${ending}`);
  expect(deployment.state).toBe('stopped');
  expect(await stranger.details()).toEqual(before);
  expect(await leftovers(file.service)).toEqual([`container slipway-${file.service}-${ending}`]);
});

test("a stranger's network with our name stops it and is not touched", async () => {
  const file = serviceFile();
  const network = await docker.createNetwork({ Name: `slipway-${file.service}` });
  try {
    const { problem } = await operator.deploy(file);
    expect(problem).toMatchObject({ code: 'STOPPED', stop: 'taken-by-another' });
    expect((await network.inspect()).Id).toBe(network.id);
  } finally {
    await network.remove();
  }
  expect(await leftovers(file.service)).toEqual([]);
});

test("a stranger's volume with our name stops it and is not touched", async () => {
  const file = serviceFile();
  const volume = `slipway-${file.service}`;
  await docker.createVolume({ Name: volume, Labels: { whose: 'a stranger' } });
  const { problem } = await operator.deploy(file);
  expect(problem).toMatchObject({ code: 'STOPPED', stop: 'taken-by-another' });
  expect(await leftovers(file.service)).toEqual([`volume ${volume}`]);
});

test('a stop is in the history, with its reason', async () => {
  const { deployments } = await operator.client.history.list({ state: 'stopped', limit: 200 });
  expect(deployments.length).toBeGreaterThan(8);
  expect(deployments.every(({ reason, finishedAt }) => reason && finishedAt)).toBe(true);
  expect(await operator.client.history.verify()).toMatchObject({ ok: true, broken: [] });
});

/** A container that is nobody's service. */
async function container(name: string, { port }: { port?: number }) {
  const made = await docker.createContainer({
    name,
    Image: await imageFor('1.0.0'),
    ...(port === undefined
      ? {}
      : {
          ExposedPorts: { '8080/tcp': {} },
          HostConfig: { PortBindings: { '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: `${port}` }] } },
        }),
  });
  await made.start();
  return {
    port: async () => Number((await made.inspect()).NetworkSettings.Ports['8080/tcp']?.[0]?.HostPort),
    details: async () => {
      const { Id, Name, State, Config } = await made.inspect();
      return { Id, Name, startedAt: State.StartedAt, running: State.Running, Config };
    },
    [Symbol.asyncDispose]: () => made.remove({ force: true }),
  };
}
