import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { names } from '#core/docker/labels';
import { authority } from '#support/certificates';
import { load } from '#support/load';
import { freshName } from '#support/names';
import { type Neighbour, neighbourOn } from '#support/neighbour';
import { type Operator, openOperator, succeeded } from '#support/operator';
import { digits, serviceFile, type Written } from '#support/service-file';
import { secureStatus } from './callers-stage.ts';
import { filesBelow, formsOf, marker, toldByEngine } from './secrets-stage.ts';

const docker = new Docker();
const alias = 'model';
const chosen = freshName();
const other = freshName();
const keys = { shop: marker(), reports: marker(), later: marker() };
let operator: Operator;
let address: string;
let onChosen: Neighbour;
let onOther: Neighbour;
let file: Written = serviceFile({
  scale: { replicas: 1, memory: '128m' },
  front: { callers: 'network', networks: [{ name: chosen, alias }], keys: ['shop', 'reports'] },
});
const { service } = file;
const set = (name: string, value: string) =>
  operator.client.secrets.set({ name, value: Buffer.from(value).toString('base64') });

beforeAll(async () => {
  operator = await openOperator();
  await Promise.all([chosen, other].map((Name) => docker.createNetwork({ Name })));
  [onChosen, onOther] = await Promise.all([neighbourOn(chosen), neighbourOn(other)]);
  await set('shop', keys.shop);
  await set('reports', keys.reports);
  await operator.put(file);
  address = await operator.address(service);
});
afterAll(async () => {
  await operator.retire(service);
  await Promise.all([onChosen, onOther].map((it) => it[Symbol.asyncDispose]()));
  await Promise.all([chosen, other].map((name) => docker.getNetwork(name).remove()));
  await operator[Symbol.asyncDispose]();
});

const status = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(`http://${address}${path}`, { headers });
  await answer.arrayBuffer();
  return answer.status;
};
const withKey = (value: string) => status('/v2/models/digits', { 'x-api-key': value });

describe('without a key', () => {
  // The model's own, its side doors, administration of other servers, and what is nowhere.
  test.each([
    '/',
    '/v2/models/digits',
    '/metrics',
    '/v2/repository/index',
    '/../metrics',
    '//metrics',
    '/nowhere?x=/v2',
  ])('%s is refused, in words', async (path) => {
    const answer = await fetch(`http://${address}${path}`);
    expect({ status: answer.status, asks: answer.headers.get('www-authenticate') }).toEqual({
      status: 401,
      asks: 'Bearer',
    });
    expect(await answer.json()).toMatchObject({
      error: { code: 'no-key', message: expect.stringContaining('Bearer') },
    });
  });

  test.each([
    ['an unknown one', { 'x-api-key': 'no-such-key' }],
    ['an empty one', { authorization: 'Bearer ' }],
    ['its name', { 'x-api-key': 'shop' }],
    ['another scheme', { authorization: `Basic ${Buffer.from(`:${keys.shop}`).toString('base64')}` }],
  ])('and with %s', async (_what, headers) => expect(await status('/v2/models/digits', headers)).toBe(401));
});

test('either header lets in, on the model and on its side doors, and the log has the name of the key', async () => {
  expect(await status('/v2/models/digits', { authorization: `Bearer ${keys.shop}` })).toBe(200);
  expect(await status('/metrics', { authorization: `bearer ${keys.reports}` })).toBe(200);
  expect(await withKey(keys.reports)).toBe(200);
  const log = await operator.engine.logs(names.gateway(service), { tail: 20 });
  const lines = log.map(({ line }) => line).filter((line) => line.startsWith('a '));
  expect(lines.at(-1)).toMatch(/ 200 .* reports$/);
  expect(lines.some((line) => / 401 .* -$/.test(line))).toBe(true);
});

test('who is on the chosen network finds it by its alias, with a key; who is on another does not, and none a replica', async () => {
  expect(await onChosen.calls(`${alias}:8080`)).toBe('401');
  expect(await onChosen.calls(`${alias}:8080`, keys.shop)).toBe('200');
  expect(await onOther.calls(`${alias}:8080`, keys.shop)).toBe('ENOTFOUND');
  const { replicas } = await operator.status(service);
  expect(replicas).toHaveLength(1);
  for (const { name } of replicas) expect(await onChosen.calls(`${name}:8080`, keys.shop)).toBe('ENOTFOUND');
});

test('a deployment tells what it was answered from there', async () => {
  const [{ id } = { id: '' }] = (await operator.client.history.list({ service, limit: 1 })).deployments;
  const { deployment } = await operator.client.history.show({ id });
  expect(deployment.evidence.findings).toContain(
    `Called from the network ${chosen}, http://${alias}:8080 answered 401 without a key and with a wrong one, 200 with shop.`,
  );
});

test('our own questions need no key', async () => {
  expect((await operator.status(service)).state).toBe('serving');
  const { status: asked, golden } = await operator.client.model.ask({ subject: service, golden: true });
  expect({ asked, right: golden.map(({ ok }) => ok) }).toEqual({ asked: 200, right: [true] });
});

test('a key comes and goes live: whoever has another one notices nothing, and one that is taken out stays refused', async () => {
  const before = await operator.ids(service);
  const callers = load(address, { keeping: 2, fresh: 1, pause: 25, key: keys.shop });
  const changed: Written = { ...file, model: { ...digits('1.0.0'), env: { NOTE: 'the second' } } };
  const without = { ...file.front, keys: ['shop'] };
  const fewer = await operator.put({ ...file, front: without });
  expect({ kind: fewer.kind, ids: await operator.ids(service) }).toEqual({ kind: 'front', ids: before });
  expect(await withKey(keys.reports)).toBe(401);
  // r2 serves with both, then with one alone.
  await operator.put(changed);
  expect(await withKey(keys.reports)).toBe(200);
  file = { ...changed, front: without };
  await operator.put(file);
  expect(await withKey(keys.reports)).toBe(401);

  succeeded(await operator.rollback(service));
  expect(await withKey(keys.reports)).toBe(401);
  expect((await callers.stop()).failed).toEqual([]);
});

test('exactly what was returns with the names of then and the values of now', async () => {
  await set('reports', keys.later);
  succeeded(await operator.act({ kind: 'rollback', service, to: 'r2', exact: true }));
  expect([await withKey(keys.shop), await withKey(keys.reports), await withKey(keys.later)]).toEqual([200, 401, 200]);
});

test('a key that is set again is another one from its next deployment on, also for who kept a connection', async () => {
  const before = (await operator.status(service)).release;
  await set('shop', keys.later);
  expect(await withKey(keys.shop)).toBe(200);
  const { secrets } = await operator.client.secrets.list();
  const used = expect.arrayContaining([service]);
  expect(secrets.find(({ name }) => name === 'shop')).toMatchObject({ usedBy: used, keyOf: used });
  const both = { ...file.front, keys: ['shop', 'reports'] };
  expect((await operator.put({ ...file, front: both })).kind).toBe('front');
  expect([await withKey(keys.shop), await withKey(keys.later)]).toEqual([401, 200]);
  expect((await operator.status(service)).release).toEqual(before);
});

test('off the host it is refused until other machines may call, and then it wants a key there too', async () => {
  const [, port] = address.split(':');
  const outside = `${await onOther.host()}:${port}`;
  expect(await onOther.calls(outside, keys.later)).toBe('ECONNREFUSED');
  file = { ...file, front: { ...file.front, callers: 'others' } };
  const open = { ...file, front: { ...file.front, keys: [] } };
  expect((await operator.deploy(open, { allowGap: true })).problem).toMatchObject({ stop: 'open-without-key' });
  const done = await operator.put(file, { allowGap: true });
  expect(done.evidence.findings).toContainEqual(
    expect.stringMatching(/^Called from another address .* 200 with shop\.$/),
  );
  expect(await onOther.calls(outside)).toBe('401');
  expect(await onOther.calls(outside, keys.later)).toBe('200');
  const { findings } = await operator.client.checklist.run({ subject: { kind: 'running', name: service } });
  const found = (id: string) => findings.find((it) => it.id === id)?.verdict;
  expect(['SEC-20', 'SEC-11', 'SEC-22'].map(found)).toEqual(['pass', 'warn', 'warn']);
});

describe('with a certificate', () => {
  const made = authority();
  afterAll(() => made[Symbol.dispose]());
  made.issue('first', { for: 'server' });
  const second = made.issue('second', { for: 'server' });
  const secured = (name: string): Written => ({
    ...file,
    front: { ...file.front, keys: ['shop'], tls: { certificate: `${name}.pem`, key: `${name}-key.pem` } },
  });
  const deploy = async (written: Written) => {
    const act = {
      kind: 'deploy',
      file: { name: join(made.folder, 'slipway.yaml'), text: JSON.stringify(written) },
    } as const;
    return succeeded(await operator.act(act));
  };
  const asked = () => secureStatus(address, readFileSync(made.ca), keys.later);

  test('callers speak TLS, by a key as ever, and a colleague may go on without the files', async () => {
    const before = await operator.ids(service);
    expect((await deploy(secured('first'))).kind).toBe('front');
    expect(await asked()).toEqual({ status: 200, from: 'first', version: 'TLSv1.3' });
    expect((await secureStatus(address, readFileSync(made.ca))).status).toBe(401);
    await expect(status('/')).rejects.toThrow();
    expect(await operator.ids(service)).toEqual(before);
    expect((await operator.status(service)).state).toBe('serving');
    expect((await operator.client.model.ask({ subject: service, golden: false })).status).toBe(200);
    // A draft has no folder to read from: the certificate that serves stays.
    expect(await operator.put({ ...secured('first'), note: 'from a draft' })).toMatchObject({ kind: 'policy' });
    await expect(operator.deploy(secured('second'))).rejects.toMatchObject({ code: 'BAD_FILE' });
  });

  test('a newer one comes live, and a rollback keeps it', async () => {
    expect((await deploy(secured('second'))).kind).toBe('front');
    expect(await asked()).toMatchObject({ status: 200, from: 'second' });
    succeeded(await operator.rollback(service));
    expect(await asked()).toMatchObject({ status: 200, from: 'second' });
    const { accessFiles } = await operator.kept(service);
    expect(accessFiles.map((name) => name.slice(0, 4)).sort()).toEqual(['keys', 'tls-']);
  });

  test('its key is nowhere but in the volume', async () => {
    const [, line = ''] = readFileSync(second.key, 'utf8').split('\n');
    const found = [await toldByEngine(service), ...[...filesBelow(operator.home).values()].map(String)];
    for (const text of found) expect(text.includes(line)).toBe(false);
    expect((await operator.kept(service)).config.includes(line)).toBe(false);
  });
});

test('no value is with the engine, in the volume or in the record', async () => {
  const volume = await operator.engine.getFiles(names.gateway(service), '/slipway');
  const found = [
    await toldByEngine(service),
    ...[...(volume?.values() ?? [])].map(String),
    ...[...filesBelow(operator.home).values()].map((content) => content.toString('latin1')),
  ];
  for (const value of Object.values(keys))
    for (const form of formsOf(value)) for (const text of found) expect(text.includes(form)).toBe(false);
});

test('left at once with its keys, the network finds it no more, and this machine needs none', async () => {
  const networked = { ...file, front: { callers: 'network', networks: [{ name: chosen, alias }], keys: ['shop'] } };
  await operator.put(networked as Written, { allowGap: true });
  expect(await onChosen.calls(`${alias}:8080`, keys.later)).toBe('200');
  const replicas = await operator.ids(service);
  const left = await operator.put({ ...file, front: { callers: 'machine' } } as Written, { allowGap: true });
  expect(left.kind).toBe('front');
  expect(await operator.ids(service)).toEqual(replicas);
  address = await operator.address(service);
  expect([await status('/v2/models/digits'), await withKey(keys.later)]).toEqual([200, 200]);
  expect(await onChosen.calls(`${alias}:8080`, keys.later)).toBe('ENOTFOUND');
  const gateway = await operator.engine.inspectContainer(names.gateway(service));
  expect(Object.keys(gateway?.NetworkSettings.Networks ?? {})).not.toContain(chosen);
});
