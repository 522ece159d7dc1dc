import { request } from 'node:http';
import { createServer } from 'node:net';
import Docker from 'dockerode';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { label, labelsOf, names } from '#core/docker/labels';
import { imageFor } from '#support/images';
import { load } from '#support/load';
import { freshName } from '#support/names';
import { type Operator, openOperator } from '#support/operator';
import { serviceFile, type Written } from '#support/service-file';

let operator: Operator;
let file: Written = serviceFile({ note: 'the first' });
const { service } = file;
const docker = new Docker();
beforeAll(async () => {
  operator = await openOperator();
  await operator.put(file);
});
afterAll(async () => {
  await operator.retire(service);
  await operator[Symbol.asyncDispose]();
});

/** What may not change when no release is made: the containers that answer, and the gateway's. */
async function running() {
  const { release, gateway } = await operator.status(service);
  return { release: release?.release, gateway: gateway?.id, replicas: await operator.ids(service) };
}

test('a file that says what serves already is done without a step', async () => {
  const before = await running();
  expect(await operator.put(file)).toMatchObject({ kind: 'deploy', state: 'succeeded', steps: [] });
  expect(await running()).toEqual(before);
});

test.each<[string, Partial<Written>]>([
  ['note', { note: 'the second' }],
  ['review', { review: { every: '90d' } }],
  ['integration.owner', { integration: { owner: 'Ada' } }],
])('changing only %s changes no container and makes no release', async (_what, change) => {
  const before = await running();
  file = { ...file, ...change };
  const deployment = await operator.put(file);
  expect(deployment).toMatchObject({ kind: 'policy', from: { release: 'r1' }, to: { release: 'r1' } });
  expect(deployment.steps.map((step) => step.do)).toEqual(['keep', 'note']);
  expect(await running()).toEqual(before);
  expect(await operator.put(file)).toMatchObject({ steps: [] });
});

test('what somebody looked at is done, and nothing else where a colleague came first', async () => {
  const { deployment, history } = operator.client;
  const written = { ...file, note: 'looked at first' };
  const act = { kind: 'deploy', file: { name: 'slipway.yaml', text: JSON.stringify(written) } } as const;
  const { hash } = await deployment.plan({ act, options: {} });
  file = { ...file, note: 'the colleague' };
  await operator.put(file);
  const [newest] = (await history.list({ service, limit: 1 })).deployments;
  const start = (expected: string) => deployment.start({ act, options: { expect: expected } });
  await expect(start(hash)).rejects.toMatchObject({
    code: 'CHANGED_MEANWHILE',
    message: expect.stringContaining('changed since you looked'),
  });
  expect((await history.list({ service, limit: 1 })).deployments).toEqual([newest]);
  file = written;
  await operator.put(file, { expect: (await deployment.plan({ act, options: {} })).hash });
});

test.each<[string, Partial<Written>]>([
  ['front.limit', { front: { limit: { requestsPerSecond: 5000, body: '4m' } } }],
  ['scale.concurrency and queue', { scale: { replicas: 2, memory: '128m', concurrency: 16, queue: 50 } }],
])('changing only %s changes the gateway alone, and no request fails meanwhile', async (_what, change) => {
  const before = await running();
  file = { ...file, ...change };
  const callers = load(await operator.address(service), { keeping: 2, fresh: 1 });
  const deployment = await operator.put(file);
  expect((await callers.stop()).failed).toEqual([]);
  expect(deployment.kind).toBe('front');
  expect(deployment.steps.map((step) => step.do)).toEqual(['keep', 'switch', 'note']);
  expect(await running()).toEqual(before);
});

test('a limit on the body is what callers meet', async () => {
  const address = await operator.address(service);
  expect(await announced(address, 5 * 1024 * 1024)).toBe(413);
  const small = await fetch(`http://${address}/v2/models/digits/infer`, { method: 'POST', body: 'no tensors' });
  expect(small.status).toBe(400);
});

test('a network is joined and left while the service runs, and who is on it finds the service by its alias', async () => {
  const network = await docker.createNetwork({ Name: freshName() });
  const caller = await docker.createContainer({
    name: freshName(),
    Image: imageFor('1.0.0'),
    Entrypoint: ['/bin/node', '-e', 'setInterval(() => {}, 1000)'],
    HostConfig: { NetworkMode: network.id },
  });
  await caller.start();
  const callFrom = async (alias: string) => {
    const script = `fetch('http://${alias}:8080/v2/models/digits').then((answer) => console.log(answer.status), (error) => console.log(error.cause.code))`;
    return (await operator.engine.exec(caller.id, ['/bin/node', '-e', script])).stdout.trim();
  };
  const front = file.front ?? {};
  const { name } = await network.inspect().then(({ Name }) => ({ name: Name }));
  try {
    const before = await running();
    const joined = await operator.put({ ...file, front: { ...front, networks: [{ name, alias: 'model' }] } });
    expect(joined.kind).toBe('front');
    expect(await running()).toEqual(before);
    expect(await callFrom('model')).toBe('200');

    const renamed = await operator.put({ ...file, front: { ...front, networks: [{ name, alias: 'digits' }] } });
    expect(renamed.kind).toBe('front');
    expect(await callFrom('digits')).toBe('200');
    expect(await callFrom('model')).not.toBe('200');

    const left = await operator.put(file);
    expect(left.kind).toBe('front');
    expect(await running()).toEqual(before);
    expect(await callFrom('digits')).not.toBe('200');
    expect(Object.keys((await network.inspect()).Containers ?? {})).toEqual([caller.id]);
  } finally {
    await caller.remove({ force: true });
    await network.remove();
  }
});

test('a network that is not there is refused before anything begins, and it says which', async () => {
  const before = await running();
  const name = freshName();
  const elsewhere = { ...file, front: { ...file.front, networks: [{ name }] } };
  await expect(operator.deploy(elsewhere)).rejects.toMatchObject({
    code: 'BAD_FILE',
    message: expect.stringContaining(name),
  });
  expect(await running()).toEqual(before);
  expect(await operator.put(file)).toMatchObject({ steps: [] });
});

test('another address is refused with its gap, and nothing is touched, until the gap is allowed', async () => {
  const before = await running();
  const port = await freePort();
  const moved = { ...file, front: { ...file.front, port } };
  const plan = await operator.client.deployment.plan({
    act: { kind: 'deploy', file: { name: 'slipway.yaml', text: JSON.stringify(moved) } },
    options: {},
  });
  expect(plan.gap).toBeGreaterThan(0);
  await expect(operator.deploy(moved)).rejects.toMatchObject({ code: 'GAP_NOT_ALLOWED' });
  expect(await running()).toEqual(before);
  const deployment = await operator.put(moved, { allowGap: true });
  expect(deployment.kind).toBe('front');
  expect(await operator.address(service)).toBe(`127.0.0.1:${port}`);
  expect((await fetch(`http://127.0.0.1:${port}/v2/models/digits`)).status).toBe(200);
  expect((await running()).replicas).toEqual(before.replicas);
  file = moved;
});

test('a new address that somebody holds leaves the service at its old one', async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as { port: number };
  const before = await operator.address(service);
  try {
    const { deployment, problem } = await operator.deploy(
      { ...file, front: { ...file.front, port } },
      { allowGap: true },
    );
    expect(problem).toMatchObject({ code: 'STOPPED', stop: 'taken-by-another' });
    expect(deployment.state).toBe('stopped');
  } finally {
    holder.close();
  }
  expect(await operator.address(service)).toBe(before);
  expect((await fetch(`http://${before}/v2/models/digits`)).status).toBe(200);
});

function freePort(): Promise<number> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

/** The answer to who says how much is coming and sends none of it. */
function announced(address: string, bytes: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const url = `http://${address}/v2/models/digits/infer`;
    const asked = request(url, { method: 'POST', headers: { 'content-length': bytes } }, (answer) => {
      resolve(answer.statusCode);
      asked.destroy();
    });
    asked.on('error', reject);
    asked.flushHeaders();
  });
}

test('a lock that is only made yet is waited for: once started it excludes, once gone it is free', async () => {
  const { engine } = operator;
  const made = () =>
    engine.createContainer({
      name: names.lock(service),
      Image: image,
      Entrypoint: ['sleep', '60'],
      Labels: labelsOf(service, 'lock', { [label.holder]: 'grace', [label.since]: '2030-01-01T00:00:00.000Z' }),
    });
  const [gateway] = await engine.listContainers([`${label.service}=${service}`, `${label.role}=gateway`]);
  const image = (await engine.inspectContainer(gateway?.id ?? ''))?.Image ?? '';
  const id = await made();
  onTestFinished(() => engine.removeContainer(names.lock(service)));
  const refused = expect(operator.deploy(file)).rejects.toMatchObject({
    code: 'BUSY',
    message: expect.stringContaining('by grace since 2030'),
  });
  await engine.startContainer(id);
  await refused;
  await engine.removeContainer(id);
  const next = await made();
  const freed = operator.put(file);
  await engine.removeContainer(next);
  expect(await freed).toMatchObject({ state: 'succeeded' });
});
