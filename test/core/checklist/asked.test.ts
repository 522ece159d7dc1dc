import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { answersOf, goldenOf } from '#core/checklist/ask-service';
import { entranceOf } from '#core/checklist/entrance';
import { servingOf } from '#core/checklist/serving';
import type { Observed } from '#core/deployment/observed';
import type { Engine } from '#core/docker/types';
import { dialCommand, dialPublic } from '#core/gateway/places';
import { file } from './made.ts';

const signal = new AbortController().signal;
const ready = { path: '/ready', least: 200, most: 299, contains: null };
const { golden } = file({ golden: [{ name: 'a seven', request: { path: '/predict' }, expect: { status: 200 } }] });

const observed = (keys: readonly string[], served: object | null = { port: 8080, ready }): Observed =>
  ({
    gateway: { id: 'g1', running: true, address: '0.0.0.0:9000' },
    serving: { release: 2 },
    replicas: [
      { name: 'shop-r1', release: 1, usable: true },
      { name: 'shop-r2', release: 2, usable: true },
    ],
    releases: new Map([[2, { served }]]),
    present: { front: { keys }, policy: { golden } },
  }) as unknown as Observed;

/** A server that answers what it is asked by `reply`, at the end of either way through the gateway. */
async function gateway(reply: (path: string) => number) {
  const asked: string[] = [];
  const ways: (readonly string[])[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers['x-slipway-replica'] ?? 'as a caller'}`);
    response.writeHead(reply(request.url ?? '')).end('{}');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const engine: Pick<Engine, 'dial'> = {
    dial: async (_, command) => {
      ways.push(command);
      return connect(port, '127.0.0.1');
    },
  };
  return { engine, asked, ways };
}

test('what a check asks of a service is counted as no caller’s request', async () => {
  const { engine, asked, ways } = await gateway((path) => (path === '/predict' ? 200 : 404));
  expect(await goldenOf(engine, observed([]), signal)).toMatchObject({ had: true, value: [{ ok: true }] });
  expect(await answersOf(engine, observed([]), signal)).toMatchObject({ had: true, value: { open: null } });
  expect(asked.length).toBeGreaterThan(3);
  expect(asked.filter((it) => !it.endsWith(' shop-r2:8080'))).toEqual([]);
  expect([ways.includes(dialCommand), ways.includes(dialPublic)]).toEqual([true, false]);
});

test('one with keys is asked without one and with a wrong one, on its own paths and on side doors', async () => {
  const { engine, asked, ways } = await gateway((path) => (path === '/metrics' ? 200 : 401));
  const found = await entranceOf(engine, observed(['till']), signal);
  expect(found).toMatchObject({ had: true, value: { tls: null } });
  const all = found.had ? found.value.asked : [];
  expect(all.filter(({ status }) => status !== 401)).toEqual([{ path: '/metrics', key: 'none', status: 200 }]);
  const paths = all.map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining(['/ready', '/', '/v2/repository/index', '/invocations', '/api/pull']));
  expect(all.at(-1)).toMatchObject({ path: '/ready', key: 'wrong' });
  expect(asked.every((it) => it.endsWith(' as a caller'))).toBe(true);
  expect(new Set(ways)).toEqual(new Set([dialPublic]));
});

test('one without keys and certificate has no entrance to look at', async () => {
  const { engine, asked } = await gateway(() => 200);
  expect(await entranceOf(engine, observed([]), signal)).toMatchObject({ had: false });
  expect(asked).toEqual([]);
});

test('what no deployment has verified is not asked', async () => {
  const { engine, asked } = await gateway(() => 200);
  const facts = [
    await goldenOf(engine, observed([], null), signal),
    await answersOf(engine, observed([], null), signal),
  ];
  expect(facts.map(({ had }) => had)).toEqual([false, false]);
  expect(asked).toEqual([]);
});

test('what was asked and what came back is told, cut short and without what may be a secret', async () => {
  const { engine } = await gateway((path) => (path === '/v2' ? 200 : 404));
  const answers = await answersOf(engine, observed([]), signal);
  const { serves, unasked } = servingOf(answers, { text: (said) => said.replaceAll('{}', '[redacted]') });
  expect(unasked).toBeNull();
  expect(serves?.asked).toContainEqual({ request: 'GET /v2', status: 200, ms: expect.any(Number), body: '[redacted]' });
  expect(serves?.asked.every(({ request }) => request.startsWith('GET '))).toBe(true);
});

test('what was not asked says why', () => {
  expect(servingOf({ had: false, why: 'It does not run.' }, { text: String })).toEqual({
    serves: null,
    unasked: 'It does not run.',
  });
});
