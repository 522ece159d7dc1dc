import { afterAll, beforeAll, expect, test } from 'vitest';
import { names } from '#core/docker/labels';
import { freshName } from '#support/names';
import { type Operator, openOperator } from '#support/operator';
import { type Relay, relayToEngine } from '#support/relay';
import { digits, serviceFile } from '#support/service-file';
import { type Watcher, watcherOf } from '#support/watcher';

let ada: Operator;
let relay: Relay;
let watcher: Watcher;
const service = freshName();
const strangers: string[] = [];
const admitted = () => watcher.service(service)?.replicas.filter((it) => it.admitted).length ?? 0;
const other = (host: string, name: string) => watcher.host(host)?.others.find((it) => it.name === name);

beforeAll(async () => {
  ada = await openOperator();
  relay = await relayToEngine();
  watcher = watcherOf(ada.client);
  await watcher.until(({ hosts }) => hosts.every(({ state }) => state === 'connected') && hosts.length > 0);
});
afterAll(async () => {
  for (const id of strangers) await ada.engine.removeContainer(id);
  await ada.retire(service);
  await ada[Symbol.asyncDispose]();
  await relay[Symbol.asyncDispose]();
});

async function stranger(name: string, more: object = {}): Promise<string> {
  const id = await ada.engine.createContainer({ name, Image: 'slipway-sample/digits:1.0.0', ...more });
  strangers.push(id);
  return id;
}

test('a deployment is seen as it goes on, and the service as it stands when it is over', async () => {
  const { id } = await ada.client.deployment.start({
    act: {
      kind: 'deploy',
      file: { name: 'slipway.yaml', text: JSON.stringify(serviceFile({ service, stage: 'internal' })) },
    },
    options: { allowGap: false },
  });
  const during = await watcher.until(({ underway }) => underway.some((it) => it.id === id && it.step !== null));
  expect(during.underway.find((it) => it.id === id)).toMatchObject({
    service,
    host: 'local',
    kind: 'deploy',
    operator: 'ada',
    from: null,
    to: { release: 'r1' },
  });
  await watcher.until(() => watcher.service(service)?.state === 'serving' && watcher.service(service)?.last !== null);
  expect(watcher.now().underway.filter((it) => it.service === service)).toEqual([]);
  expect(watcher.service(service)).toMatchObject({
    host: 'local',
    address: await ada.address(service),
    stage: 'internal',
    release: { release: 'r1', version: '1.0.0' },
    last: { id, kind: 'deploy', state: 'succeeded' },
  });
  expect(admitted()).toBe(2);
});

test('a replica that is killed is seen to be, and to come back when somebody starts it', async () => {
  const [victim = ''] = await ada.ids(service);
  const startedAt = (await ada.engine.inspectContainer(victim))?.State.StartedAt;
  await ada.engine.stopContainer(victim, 0);
  await watcher.until(() => watcher.service(service)?.state === 'degraded');
  expect(watcher.service(service)?.reason).toContain('not ready');
  await ada.engine.startContainer(victim);
  await watcher.until(() => watcher.service(service)?.state === 'serving');
  expect((await ada.engine.inspectContainer(victim))?.State.StartedAt).not.toBe(startedAt);
});

test('containers of others are listed with what their engine says, and change without being asked for', async () => {
  const name = freshName();
  const id = await stranger(name, { ExposedPorts: { '8080/tcp': {} } });
  await watcher.until(() => other('local', name)?.state === 'created');
  expect(other('local', name)).toMatchObject({
    id,
    image: 'slipway-sample/digits:1.0.0',
    service: null,
    role: null,
  });
  await ada.engine.startContainer(id);
  await watcher.until(() => other('local', name)?.state === 'running');
  expect(other('local', name)?.ports).toContainEqual({ inside: 8080, outside: null });
  await ada.engine.renameContainer(id, `${name}-b`);
  await watcher.until(() => other('local', `${name}-b`) !== undefined);
  await ada.engine.removeContainer(id);
  await watcher.until(() => other('local', `${name}-b`) === undefined);
});

test('a host that goes away keeps what was seen there, and what changed meanwhile is seen when it is back', async () => {
  await ada.client.hosts.add({ name: 'far', url: relay.url });
  await watcher.until(() => watcher.host('far')?.state === 'connected');
  const before = watcher.host('far');
  await relay.cut();
  await watcher.until(() => watcher.host('far')?.state === 'unreachable');
  const away = watcher.host('far');
  expect(away?.reason).toContain(relay.url);
  expect(away?.containers).toBe(before?.containers);
  expect(away?.readAt).not.toBeNull();
  const last = before?.served.map(({ state }) => (state === 'retired' ? state : 'unknown'));
  expect(away?.served.map((it) => it.state)).toEqual(last);
  const name = freshName();
  await stranger(name);
  await watcher.until(() => other('local', name) !== undefined);
  expect(watcher.host('local')?.state).toBe('connected');
  expect(other('far', name)).toBeUndefined();
  await relay.mend();
  await watcher.until(() => other('far', name) !== undefined);
  expect(watcher.host('far')?.state).toBe('connected');
  await ada.client.hosts.remove({ name: 'far' });
  await watcher.until(() => watcher.host('far') === undefined);
});

test('a deployment of another console is seen by the lock that it holds', async () => {
  await using bob = await openOperator('bob');
  const going = bob.deploy(serviceFile({ service, model: digits('1.1.0') }));
  await watcher.until(({ underway }) => underway.some((it) => it.service === service));
  expect(watcher.now().underway).toContainEqual(
    expect.objectContaining({ id: null, service, operator: 'bob', kind: null, step: null }),
  );
  expect((await going).deployment.state).toBe('succeeded');
  await watcher.until(() => watcher.service(service)?.release?.release === 'r2' && watcher.now().underway.length === 0);
});

test('a service is shown whole: its file, where it could go back to, and what stands against that', async () => {
  // Under load a replica may take longer to answer than a status waits for it.
  const serving = { status: { state: 'serving' }, stage: 'trial', owner: null };
  await expect.poll(() => ada.client.service.show({ service }), { timeout: 30_000 }).toMatchObject(serving);
  const shown = await ada.client.service.show({ service });
  expect(shown.text).toContain('image: slipway-sample/digits:1.1.0');
  expect(shown.releases.map(({ release, serves, lost }) => ({ release, serves, lost }))).toEqual([
    { release: 'r2', serves: true, lost: null },
    { release: 'r1', serves: false, lost: null },
  ]);
  expect(shown.releases[1]?.seconds).toBeGreaterThan(0);
  // The file is one that deploys as it is: nothing would be done.
  const again = { kind: 'deploy', file: { name: 'slipway.yaml', text: shown.text } } as const;
  const plan = await ada.client.deployment.plan({ act: again, options: { allowGap: false } });
  expect(plan.steps.filter(({ do: what }) => what === 'create')).toEqual([]);
  expect(shown.releases.map(({ note }) => note)).toEqual([null, null]);
  await expect(ada.client.service.show({ service: 'no-such-service' })).rejects.toMatchObject({
    code: 'UNKNOWN_SERVICE',
  });
});

test('images are listed by their names, without what Slipway keeps for itself', async () => {
  const { images } = await ada.client.images.list({});
  expect(images.find(({ name }) => name === 'slipway-sample/digits:1.1.0')).toMatchObject({
    version: '1.1.0',
    title: 'Slipway sample: handwritten digits',
    exposes: [8080],
  });
  expect(images.every(({ size, name }) => size >= 0 && !name.startsWith('<none>'))).toBe(true);
  expect(images.filter(({ name }) => name.startsWith(`slipway/${service}`) || name.includes('gateway'))).toEqual([]);
});

test('the engine of this machine is found, and known as the host that it is', async () => {
  const { engines } = await ada.client.hosts.found();
  expect(engines).toContainEqual(expect.objectContaining({ name: 'local', state: 'answers', known: 'local' }));
});

test('a gateway that is removed by hand leaves a service that is down', async () => {
  await ada.engine.removeContainer(names.gateway(service));
  await watcher.until(() => watcher.service(service)?.state === 'down');
  await ada.put(serviceFile({ service }));
  await watcher.until(() => watcher.service(service)?.state === 'serving');
});
