import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Hardening } from '#contract/harden';
import { label } from '#core/docker/labels';
import { load } from '#support/load';
import { freshName } from '#support/names';
import { type Operator, openOperator } from '#support/operator';
import { llamaImage } from '#support/server-images';
import { digits, serviceFile, type Written } from '#support/service-file';
import { tinyGguf } from '#support/tiny-gguf';
import { freshVolume, writeBytes } from '#support/volumes';

let operator: Operator;
beforeAll(async () => {
  operator = await openOperator();
});
afterAll(() => operator[Symbol.asyncDispose]());

async function followed(id: string, until: (now: Hardening) => boolean): Promise<Hardening> {
  for (let now = await operator.client.harden.next({ id, after: 0 }); ; ) {
    if (until(now)) return now;
    now = await operator.client.harden.next({ id, after: now.n });
  }
}
const isOver = ({ phase }: Hardening): boolean => phase === 'done' || phase === 'failed';

async function hardened(file: Written): Promise<Hardening> {
  const subject = { kind: 'file', file: { name: 'slipway.yaml', text: JSON.stringify(file) } } as const;
  const { id } = await operator.client.harden.start({ subject });
  return followed(id, isOver);
}

/** A machine beyond this one, in a network namespace of its own; it refuses whatever is asked of it. */
function outsideHost() {
  const id = randomBytes(3).toString('hex');
  const [space, near, far] = [`slipway-out-${id}`, `sl${id}a`, `sl${id}b`];
  const net = `198.18.${Number.parseInt(id.slice(0, 2), 16)}`;
  const ip = (line: string) => execFileSync('ip', line.split(' '), { stdio: 'pipe' });
  ip(`netns add ${space}`);
  ip(`link add ${near} type veth peer name ${far} netns ${space}`);
  ip(`addr add ${net}.1/30 dev ${near}`);
  ip(`link set ${near} up`);
  ip(`-n ${space} addr add ${net}.2/30 dev ${far}`);
  ip(`-n ${space} link set ${far} up`);
  ip(`-n ${space} route add default via ${net}.1`);
  return { address: `${net}.2`, [Symbol.asyncDispose]: async () => void ip(`netns delete ${space}`) };
}

async function leftOf(service: string): Promise<string[]> {
  const { engine } = operator;
  const ours = [`${label.service}=${service}`, `${label.role}=probe`];
  const all = await Promise.all([engine.listContainers(ours), engine.listVolumes(ours), engine.listNetworks(ours)]);
  return all.flat().map(({ name }) => name);
}

/** A server on the sample's Node: `works` is done before it listens, and says why it cannot when it throws. */
const serverThat = (works: string, more: Partial<Written> = {}): Written => ({
  service: freshName(),
  model: {
    image: 'slipway-sample/digits:1.0.0',
    protocol: 'http',
    port: 8080,
    command: [
      '/bin/node',
      '-e',
      `(async () => { ${works} })().then(
        () => require('http').createServer((q, s) => s.end('ok')).listen(8080),
        (error) => { console.error(error.message); process.exit(1); })`,
    ],
    ready: { within: '20s' },
  },
  golden: [{ name: 'says ok', request: { method: 'GET', path: '/' }, expect: { contains: 'ok' } }],
  scale: { memory: '128m' },
  ...more,
});

test('a service in service is hardened beside what serves, and callers notice nothing', async () => {
  const file = serviceFile({ security: {}, scale: { replicas: 1 } });
  const { service } = file;
  await operator.put(file);
  const before = await operator.ids(service);
  const callers = load(await operator.address(service), { keeping: 1, fresh: 1 });
  const { id } = await operator.client.harden.start({ subject: { kind: 'running', name: service } });
  const last = await followed(id, isOver);
  const { failed } = await callers.stop();
  expect(failed).toEqual([]);
  expect(await operator.ids(service)).toEqual(before);
  expect(last).toMatchObject({
    phase: 'done',
    problem: null,
    security: { readOnly: true, tmpfs: ['/tmp'], capDrop: ['ALL'], capAdd: [] },
    measured: { outgoing: 'not needed' },
  });
  expect(last.tried.map(({ of, ok }) => [of, ok])).toEqual([
    ['as it is', true],
    ['together', true],
  ]);
  expect(last.measured?.memory).toBeGreaterThan(1_000_000);
  expect(last.measured?.processes).toBeGreaterThan(1);
  expect(await leftOf(service)).toEqual([]);
  // What it found is a file that deploys, as a new release.
  const text = last.text ?? '';
  const { deployment } = await operator.act({ kind: 'deploy', file: { name: 'slipway.yaml', text } });
  expect(deployment).toMatchObject({ state: 'succeeded', to: { release: 'r2' } });
  const [container] = await operator.containers(service);
  expect(container?.HostConfig).toMatchObject({ ReadonlyRootfs: true, CapDrop: ['ALL'] });
  await operator.retire(service);
});

test('what needs root keeps it, with the reason for each thing that could not be taken away', async () => {
  const works = `const fs = require('fs');
    if (process.getuid() !== 0) throw new Error('setup: Permission denied: must be root');
    fs.mkdirSync('/var/lib/model', { recursive: true });
    fs.writeFileSync('/var/lib/model/state', 'x');
    fs.chownSync('/var/lib/model/state', 7, 7)`;
  const security = { user: '0:0', capDrop: ['ALL'], capAdd: ['CHOWN', 'FOWNER'] };
  const file = serverThat(works, { security });
  const last = await hardened(file);
  expect(last).toMatchObject({
    phase: 'done',
    security: { user: '0:0', readOnly: true, capDrop: ['ALL'], capAdd: ['CHOWN'] },
    set: expect.arrayContaining([{ path: ['security', 'capAdd'], value: ['CHOWN'] }]),
  });
  expect(last.security?.tmpfs).toContain('/var/lib/model');
  const users = last.tried.filter(({ of, ok }) => of === 'user' && !ok);
  expect(users.map(({ reason }) => reason)).toEqual(
    users.map(() => expect.stringContaining('Permission denied: must be root')),
  );
  expect(users.length).toBeGreaterThan(0);
  const bare = last.tried.find(({ what }) => what === 'without any capability');
  expect(bare).toMatchObject({ ok: false, reason: expect.stringMatching(/EPERM|not permitted/) });
  expect(await leftOf(file.service)).toEqual([]);
});

test('llama.cpp’s own server runs as nobody special, writes nowhere and has no capability', async () => {
  const { engine } = operator;
  const volume = await freshVolume(engine);
  await writeBytes(engine, volume, { 'tiny.gguf': tinyGguf() });
  const command = ['llama-server', '-m', '/models/tiny.gguf', '--host', '0.0.0.0', '--port', '8080', '-c', '256'];
  const body = { prompt: 'a', max_tokens: 2, temperature: 0 };
  const last = await hardened({
    service: freshName(),
    model: {
      image: await llamaImage(),
      command,
      port: 8080,
      volumes: [{ source: volume, target: '/models', readOnly: true }],
      ready: { within: '60s' },
    },
    golden: [
      { name: 'says on', request: { method: 'POST', path: '/v1/completions', body }, expect: { validJson: true } },
    ],
    scale: { memory: '1g' },
  });
  expect(last).toMatchObject({
    phase: 'done',
    problem: null,
    security: { readOnly: true, capDrop: ['ALL'], capAdd: [] },
    measured: { outgoing: 'not needed' },
  });
  expect(last.security?.user).toMatch(/^[1-9]/);
  await engine.removeVolume(volume);
});

test('what asks somebody outside of its network is said to need that', async () => {
  await using outside = outsideHost();
  const asks = `await new Promise((done, fail) => require('net').connect(9, '${outside.address}')
    .setTimeout(2000, () => fail(new Error('connect ETIMEDOUT')))
    .on('error', ({ code }) => (code === 'ECONNREFUSED' ? done() : fail(new Error('connect ' + code)))))`;
  const last = await hardened(serverThat(asks, { security: { user: '1000:1000', readOnly: true, capDrop: ['ALL'] } }));
  expect(last).toMatchObject({ phase: 'done', measured: { outgoing: 'needed' }, set: [] });
  expect(last.tried.at(-1)).toMatchObject({ of: 'network', ok: false, reason: expect.stringMatching(/connect E/) });
});

test('what does not answer as it is, is not made tighter: it says why instead', async () => {
  const file = serverThat(`console.error('no model at /model.onnx'); process.exit(3)`);
  const last = await hardened(file);
  expect(last).toMatchObject({
    phase: 'failed',
    problem: { code: 'NOT_READY' },
    tried: [{ of: 'as it is', ok: false }],
  });
  expect(last.problem?.message).toContain('no model at /model.onnx');
  expect(await leftOf(file.service)).toEqual([]);
});

test('closing it in the middle leaves nothing', async () => {
  const file = { ...serviceFile({ security: {} }), model: digits('1.0.0', 'slow-start') };
  const subject = { kind: 'file', file: { name: 'slipway.yaml', text: JSON.stringify(file) } } as const;
  const { id } = await operator.client.harden.start({ subject });
  await expect.poll(() => leftOf(file.service), { timeout: 20_000 }).not.toEqual([]);
  expect(await operator.client.harden.close({ id })).toEqual({ closed: true });
  expect(await followed(id, isOver)).toMatchObject({ phase: 'failed', problem: { code: 'INTERRUPTED' } });
  expect(await leftOf(file.service)).toEqual([]);
});
