import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderConfig } from '#core/gateway/config';
import { appendLine, dropFile, keepFile, look, performSwitch, readState, readTraffic } from '#core/gateway/switch';
import type { GatewayReplica } from '#core/gateway/types';
import { ask, front, openStage, piecesOf, type Stage, underLoad, until } from './gateway-stage.ts';

let stage: Stage;
let a: GatewayReplica;
let b: GatewayReplica;

beforeAll(async () => {
  stage = await openStage();
  a = await stage.replica('digits-r1-1');
  b = await stage.replica('digits-r1-2');
});
afterAll(() => stage?.close());

const up = async (name: string) => (await stage.servers()).find(({ replica }) => replica === name)?.up;
const asked = async (name: string) =>
  Number(/\{"asked":(\d+)/.exec(await stage.reach(`${name}:8000`, '/asked'))?.[1] ?? Number.NaN);

describe('a switch', () => {
  test('puts replicas in front of an address that answered 503 before', async () => {
    const before = await stage.ask();
    expect(before.status).toBe(503);
    expect(before.headers['retry-after']).toBe('1');
    expect(JSON.parse(before.text).error.code).toBe('not-ready');
    const switched = await stage.put([a, b]);
    expect(switched.stateSaved).toBe(true);
    const names = new Set(await Promise.all([1, 2, 3, 4].map(async () => (await stage.ask()).name)));
    expect([...names].sort()).toEqual([a.name, b.name]);
    const now = await look(stage.engine, stage.gateway);
    expect(now.running).toMatchObject({ epoch: switched.epoch, hash: switched.hash });
    expect((await readState(stage.engine, stage.gateway))?.serving?.replicas).toEqual([a, b]);
  });

  test('breaks no request of clients that keep their connections, ten times over', async () => {
    const load = underLoad(stage.hostPort, { clients: 8 });
    for (let n = 0; n < 10; n++) await stage.put(n % 2 ? [a, b] : [a]);
    const { failed, sent } = await load.stop();
    expect(failed).toEqual([]);
    expect(sent).toBeGreaterThan(100);
  });

  test('with an epoch that is not newer is refused and changes nothing', async () => {
    await stage.put([a, b]);
    const config = renderConfig({ ...stage.input([a]), epoch: stage.epoch });
    await expect(performSwitch(stage.engine, stage.gateway, config, stage.epoch)).rejects.toMatchObject({
      code: 'BUSY',
    });
    expect((await stage.servers()).length).toBe(2);
  });

  test('to what HAProxy refuses, or to a text that was cut, is refused and changes nothing', async () => {
    await stage.put([a, b]);
    const epoch = stage.epoch + 1;
    const config = renderConfig(stage.input([a]));
    const wrong = config.replace('\nbackend models', '\nbackend models\n  no-such-word');
    await expect(performSwitch(stage.engine, stage.gateway, wrong, epoch)).rejects.toMatchObject({
      code: 'GATEWAY_FAILED',
      message: expect.stringContaining('no-such-word'),
    });
    const script = ['sh', '/slipway/state/switch.sh', 'switch', `${epoch}`, 'abcdefabcdefabcd'];
    const cut = await stage.engine.exec(stage.gateway, script, { input: config.slice(0, -60) });
    expect(cut.code).toBe(66);
    expect((await readState(stage.engine, stage.gateway))?.epoch).toBe(epoch - 1);
    expect((await stage.ask()).status).toBe(200);
  });

  test('made by eight consoles at once ends at the newest epoch, and the process agrees with the file', async () => {
    const first = stage.epoch + 1;
    const epochs = Array.from({ length: 8 }, (_, n) => first + ((n * 5) % 8));
    const results = await Promise.allSettled(
      epochs.map((epoch) => stage.put([a, b], { epoch, frontHash: `console ${epoch}` })),
    );
    const newest = Math.max(...epochs);
    await stage.put([a, b], { epoch: newest }).catch(() => {});
    const now = await look(stage.engine, stage.gateway);
    expect(now.epoch).toBe(newest);
    expect(now.running?.epoch).toBe(newest);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'BUSY' });
    stage.setEpoch(newest);
  });
});

test('a gateway that was restarted serves what it served, under the same epoch', async () => {
  const { epoch, hash } = await stage.put([a, b]);
  await stage.engine.stopContainer(stage.gateway, 1);
  await stage.engine.startContainer(stage.gateway);
  await until(async () => (await stage.ask().catch(() => null))?.status === 200);
  expect((await look(stage.engine, stage.gateway)).running).toMatchObject({ epoch, hash });
});

describe('what is kept on the volume', () => {
  test('is written whole, read back without the process, and refused from an older epoch', async () => {
    const { engine, gateway } = stage;
    await stage.put([a, b]);
    const epoch = stage.epoch;
    const line = (id: string) => `${JSON.stringify({ id })}\n`;
    await keepFile(engine, gateway, { epoch, name: 'releases/r1.json', content: '{"number":1}' });
    await keepFile(engine, gateway, { epoch, name: 'releases/r2.json', content: '{"number":2}' });
    await dropFile(engine, gateway, { epoch, name: 'releases/r2.json' });
    await keepFile(engine, gateway, { epoch, name: 'releases/r1.json', content: '{"number":1}' });
    await appendLine(engine, gateway, { epoch, name: 'deployments.jsonl', content: line('one') });
    await appendLine(engine, gateway, { epoch, name: 'deployments.jsonl', content: line('two') });
    const stale = keepFile(engine, gateway, { epoch: epoch - 1, name: 'releases/r1.json', content: '{}' });
    await expect(stale).rejects.toMatchObject({ code: 'BUSY' });
    const state = await readState(engine, gateway);
    expect(state).toMatchObject({ epoch, deployments: [{ id: 'one' }, { id: 'two' }] });
    expect([...(state?.releases ?? [])]).toEqual([[1, { number: 1 }]]);
  });

  test('leaves to the switch what only a switch may write', async () => {
    for (const name of ['haproxy.cfg', 'epoch', '../x', '/etc/passwd', 'switch.sh', 'a b'])
      await expect(keepFile(stage.engine, stage.gateway, { epoch: 999, name, content: 'x' })).rejects.toMatchObject({
        code: 'GATEWAY_FAILED',
      });
  });
});

describe('replicas that fail', () => {
  test('a killed one costs no request that only reads', async () => {
    const c = await stage.replica('digits-r1-3');
    await stage.put([a, b, c]);
    const load = underLoad(stage.hostPort, { clients: 8, path: '/?ms=5' });
    await load.sent(100);
    await stage.remove(c.name);
    await until(async () => (await up(c.name)) === false);
    await load.sent(200);
    expect((await load.stop()).failed).toEqual([]);
  });

  test('one that is not ready gets no request, and a reload does not forget it', async () => {
    await stage.put([a, b]);
    await stage.reach(`${b.name}:8000`, '/unready');
    await until(async () => (await up(b.name)) === false);
    const before = await asked(b.name);
    const load = underLoad(stage.hostPort, { clients: 4 });
    for (let n = 0; n < 5; n++) await stage.put([a, b]);
    expect((await load.stop()).failed).toEqual([]);
    expect(await asked(b.name)).toBe(before);
    await stage.reach(`${b.name}:8000`, '/ready-again');
    await until(async () => (await up(b.name)) === true);
  });

  test('one whose address went to a stranger is out, and is found again at its new one', async () => {
    const c = await stage.replica('digits-r1-4');
    await stage.put([c]);
    expect((await stage.ask()).name).toBe(c.name);
    const address = await stage.address(c.name);
    await stage.stop(c.name);
    // Found out within two checks: who takes the address sooner than that is asked until the next one.
    await until(async () => (await up(c.name)) === false);
    const load = underLoad(stage.hostPort, { clients: 2 });
    const stranger = await stage.replica('stranger');
    expect(await stage.address(stranger.name)).toBe(address);
    await load.sent(200);
    expect((await stage.ask()).status).toBe(503);
    await stage.start(c.name);
    await until(async () => (await stage.ask()).name === c.name);
    await load.stop();
    expect(await asked(stranger.name)).toBe(0);
    await stage.remove(stranger.name);
    await stage.remove(c.name);
  });

  test('a drain outlives reloads, and weight 0 gets nothing', async () => {
    await stage.put([a, b]);
    await stage.runtime(`set server models/r1.${a.name} state drain`);
    await stage.put([a, b]);
    expect((await stage.servers()).find(({ replica }) => replica === a.name)?.draining).toBe(true);
    await stage.runtime(`set server models/r1.${a.name} state ready`);
    await stage.put([{ ...a, weight: 0 }, b]);
    const names = new Set(await Promise.all(Array.from({ length: 8 }, async () => (await stage.ask()).name)));
    expect([...names]).toEqual([b.name]);
  });
});

describe('the private port', () => {
  test('reaches a replica that is not in the configuration, and says why it cannot', async () => {
    await stage.put([b]);
    expect(await stage.reach(`${a.name}:8000`, '/ready')).toContain('the model is ready');
    expect(await stage.reach(`${a.name}:8001`, '/ready')).toContain('x-slipway-reach: refused');
    expect(await stage.reach('digits-r9-9:8000', '/ready')).toContain('x-slipway-reach: unresolved');
    for (const name of ['a b:1', 'a_b:1', 'a', 'a:0', 'a:123456', ':80', 'a.b:80'])
      expect(await stage.reach(name, '/')).toContain('x-slipway-reach: invalid');
  });

  test('leaves no trace in the access log', async () => {
    await stage.put([b]);
    await stage.reach(`${a.name}:8000`, '/?private');
    const traffic = await readTraffic(stage.engine, stage.gateway);
    expect(traffic).toEqual([{ release: 'r1', requests: 0, errors: 0, latency: null, sampled: false }]);
  });
});

describe('limits', () => {
  test('a full queue is refused at once, with the time to wait', async () => {
    await stage.put([a], { front: front({ concurrency: 1, queue: 2 }) });
    const answers = await Promise.all(Array.from({ length: 8 }, () => stage.ask('/?ms=1500')));
    const refused = answers.filter(({ status }) => status === 503);
    expect(answers.filter(({ status }) => status === 200).length).toBe(3);
    expect(refused.map(({ text }) => JSON.parse(text).error.code)).toEqual(Array(5).fill('queue-full'));
    expect(refused[0]?.headers['retry-after']).toBe('1');
  });

  test('a queue of 0 still uses every replica', async () => {
    await stage.put([a, b], { front: front({ concurrency: 1, queue: 0 }) });
    const answers = await Promise.all(Array.from({ length: 6 }, () => stage.ask('/?ms=1500')));
    expect(answers.filter(({ status }) => status === 200).length).toBe(2);
  });

  test('requests beyond the rate get 429, and those refused do not count', async () => {
    await stage.put([a, b], { front: front({ limit: { timeout: 5000, requestsPerSecond: 5, burst: 10 } }) });
    const answers = await Promise.all(Array.from({ length: 30 }, () => stage.ask()));
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 200).length).toBe(10);
    expect(refused.length).toBe(20);
    expect(refused[0]?.headers['retry-after']).toBe('1');
    await until(async () => (await stage.ask()).status === 200);
  });

  test('a body over the limit is refused, with a length or without', async () => {
    await stage.put([a, b], { front: front({ limit: { timeout: 5000, body: 1000 } }) });
    const chunked = { 'transfer-encoding': 'chunked' };
    expect((await stage.ask('/', { body: 'x'.repeat(1000) })).status).toBe(200);
    expect((await stage.ask('/', { body: 'x'.repeat(1001) })).status).toBe(413);
    expect((await stage.ask('/', { body: 'x'.repeat(1000), headers: chunked })).status).toBe(200);
    expect((await stage.ask('/', { body: 'x'.repeat(1001), headers: chunked })).status).toBe(413);
    await stage.put([a, b], { front: front({ limit: { timeout: 5000, body: 1_000_000 } }) });
    expect((await stage.ask('/', { body: 'x'.repeat(8000), headers: chunked })).status).toBe(200);
    expect((await stage.ask('/', { body: 'x'.repeat(90_000), headers: chunked })).status).toBe(411);
    expect((await stage.ask('/', { body: 'x'.repeat(90_000) })).status).toBe(200);
  });

  test('a replica that takes too long is given up with 504, in JSON', async () => {
    await stage.put([a, b], { front: front({ limit: { timeout: 300 } }) });
    const answer = await stage.ask('/?ms=1500');
    expect(answer.status).toBe(504);
    expect(JSON.parse(answer.text).error.code).toBe('timeout');
  });
});

test('an answer that comes in pieces is passed on in pieces', async () => {
  await stage.put([a]);
  const gaps = await piecesOf(stage.hostPort, '/stream?n=10&ms=20');
  expect(gaps).toBeGreaterThanOrEqual(8);
});

describe('what a caller sees and the log knows', () => {
  test("its own request id, or a new one where it is not fit to be logged; and the answer's release", async () => {
    await stage.put([a, b]);
    const kept = await stage.ask('/', { headers: { 'x-request-id': 'order-17/3' } });
    expect(kept.headers).toMatchObject({ 'x-request-id': 'order-17/3', 'x-slipway-release': 'r1' });
    expect(JSON.parse(kept.text).headers['x-request-id']).toBe('order-17/3');
    for (const id of ['two words', 'ä', 'x'.repeat(129), 'a"b'])
      expect((await stage.ask('/', { headers: { 'x-request-id': id } })).headers['x-request-id']).toMatch(
        /^[0-9a-f-]{36}$/,
      );
  });

  test('requests, errors and latency by release, counted exactly and sampled when there are many', async () => {
    await stage.put([a, { ...b, release: 2 }], { front: front({ limit: { timeout: 200 } }) });
    for (let n = 0; n < 10; n++) await stage.ask('/?ms=20');
    await Promise.all([stage.ask('/?ms=900'), stage.ask('/?ms=900')]);
    const traffic = await readTraffic(stage.engine, stage.gateway);
    expect(traffic.map(({ release, sampled }) => ({ release, sampled }))).toEqual([
      { release: 'r1', sampled: false },
      { release: 'r2', sampled: false },
    ]);
    expect(traffic.reduce((sum, { errors }) => sum + errors, 0)).toBe(2);
    expect(traffic.reduce((sum, { requests }) => sum + requests, 0)).toBe(12);
    expect(traffic[0]?.latency?.p50).toBeGreaterThanOrEqual(20);
    const load = underLoad(stage.hostPort, { clients: 16 });
    await load.sent(2000);
    const { sent } = await load.stop();
    const after = await readTraffic(stage.engine, stage.gateway);
    expect(after.reduce((sum, { requests }) => sum + requests, 0)).toBe(12 + sent);
    expect(after.some(({ sampled }) => sampled)).toBe(true);
    const from = stage.epoch;
    await stage.put([a, { ...b, release: 2 }]);
    const carried = await readTraffic(stage.engine, stage.gateway, { epoch: from });
    expect(carried.map(({ requests, errors }) => [requests, errors])).toEqual(
      after.map(({ requests, errors }) => [requests, errors]),
    );
  });

  test('a caller on a raw socket that sends nonsense gets 400 in JSON', async () => {
    const status = await new Promise((resolve) => {
      const sent = httpRequest({ host: '127.0.0.1', port: stage.hostPort, path: '/', agent: false }, (response) =>
        resolve(response.statusCode),
      );
      sent.on('socket', (socket) => socket.once('connect', () => socket.write('NONSENSE\r\n\r\n')));
    });
    expect(status).toBe(400);
    expect((await ask({ port: stage.hostPort, path: '/' })).status).toBe(200);
  });
});
