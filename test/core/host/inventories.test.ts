import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Inventory } from '#contract/inventory';
import { Problem } from '#contract/problem';
import { label } from '#core/docker/labels';
import { type Inventories, openInventories } from '#core/host/inventories';
import { openStore } from '#core/store/open';
import type { Store } from '#core/store/store';
import { container, engineDouble, hostsDouble, ours } from './engine-double.ts';

let folder: string;
let store: Store;
let opened: Inventories | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-inventory-'));
  store = openStore({ file: join(folder, 'slipway.db') });
});
afterEach(() => {
  opened?.close();
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const conductor = { ongoing: () => [], watch: () => undefined };

function look(hosts: Parameters<typeof hostsDouble>[0]) {
  opened = openInventories({ hosts: hostsDouble(hosts), store, conductor });
  let seen: Inventory = { n: 0, hosts: [], underway: [] };
  const until = async (fits: (seen: Inventory) => boolean): Promise<Inventory> => {
    for (const end = performance.now() + 20_000; !fits(seen) && performance.now() < end; )
      seen = (await opened?.next({ after: seen.n, within: 1_000 })) ?? seen;
    if (!fits(seen)) throw new Error(`never seen: ${fits}\n${JSON.stringify(seen).slice(0, 2_000)}`);
    return seen;
  };
  return { until, host: (name: string) => seen.hosts.find((it) => it.name === name), next: opened.next };
}

const away = () => Promise.reject(new Problem('HOST_UNREACHABLE', 'No Docker engine answers there', { hint: 'Look.' }));
const connected = ({ hosts }: Inventory) => hosts.some(({ state }) => state === 'connected');

test('five thousand containers are one list, and a change among them is asked for alone', async () => {
  const engine = engineDouble();
  for (let n = 0; n < 5_000; n++) engine.silently(container(`c${n}`));
  const { until, host } = look({ local: engine });
  await until(connected);
  expect(host('local')?.others).toHaveLength(5_000);
  expect(engine.calls).toEqual(['list']);
  engine.put(container('c77', { state: 'exited' }));
  await until(({ hosts }) => hosts[0]?.others.find((it) => it.name === 'c77')?.state === 'exited');
  engine.remove('c78');
  await until(({ hosts }) => hosts[0]?.others.length === 4_999);
  expect(engine.calls).toEqual(['list', 'list id-c77', 'list id-c78']);
});

test('a burst of events is fetched in few calls, and nothing of it is lost', async () => {
  const engine = engineDouble();
  const { until } = look({ local: engine });
  await until(connected);
  for (let n = 0; n < 1_000; n++) {
    engine.put(container(`c${n}`));
    if (n % 2 === 1) engine.remove(`c${n}`);
  }
  await until(({ hosts }) => hosts[0]?.others.length === 500);
  expect(engine.calls.length).toBeLessThan(10);
});

test('a host that is away or never answers delays no other, and is shown with the reason', async () => {
  const engine = engineDouble();
  engine.silently(container('one'));
  const { until, host } = look({ local: engine, gone: away, silent: () => new Promise<never>(() => undefined) });
  await until(connected);
  await until(({ hosts }) => hosts.some(({ state }) => state === 'unreachable'));
  expect(host('gone')).toMatchObject({ state: 'unreachable', readAt: null, containers: null });
  expect(host('gone')?.reason).toContain('No Docker engine answers');
  expect(host('silent')).toMatchObject({ state: 'unknown', readAt: null });
});

test('what changed while the events were interrupted is there afterwards', async () => {
  const engine = engineDouble();
  engine.silently(container('one'));
  const { until } = look({ local: engine });
  await until(connected);
  engine.silently(container('two'));
  engine.fail(new Problem('HOST_UNREACHABLE', 'The engine ended the connection', { hint: 'Look.' }));
  const during = await until(({ hosts }) => hosts[0]?.state === 'unreachable');
  expect(during.hosts[0]?.others.map(({ name }) => name)).toEqual(['one']);
  await until(({ hosts }) => hosts[0]?.others.length === 2 && hosts[0].state === 'connected');
  expect(engine.calls).toEqual(['list', 'list']);
});

test('names and words of an engine are only ever text, and who calls itself ours without a right name is a stranger', async () => {
  const engine = engineDouble();
  engine.silently(container('<img src=x onerror=alert(1)>', { labels: ours('<b>', 'gateway') }));
  engine.silently(container('odd', { state: 'levitating', labels: ours('x'.repeat(100_000), 'replica') }));
  const { until, host } = look({ local: engine });
  await until(connected);
  expect(host('local')?.served).toEqual([]);
  expect(host('local')?.others.map(({ name, state, service }) => ({ name, state, service }))).toEqual([
    { name: '<img src=x onerror=alert(1)>', state: 'running', service: null },
    { name: 'odd', state: 'dead', service: null },
  ]);
});

test('a record that fails between two looks ends nothing, and is told to who asks when it is no expected failure', async () => {
  const engine = engineDouble();
  engine.silently(container('one'));
  const hosts = hostsDouble({ local: engine });
  let fails: Error | null = null;
  const known = () => {
    if (fails) throw fails;
    return hosts.known();
  };
  opened = openInventories({ hosts: { ...hosts, known }, store, conductor });
  const first = await opened.next({ after: -1, within: 5_000 });
  fails = new Problem('RECORD_FAILED', 'The record is busy', { hint: 'Wait.' });
  const ask = () => opened?.next({ after: 1_000, within: 2_000 });
  expect((await ask())?.hosts.map(({ name }) => name)).toEqual(first.hosts.map(({ name }) => name));
  fails = new Error('a bug');
  await vi.waitFor(() => expect(ask()).rejects.toThrow('a bug'), { timeout: 10_000 });
  fails = null;
  await vi.waitFor(() => expect(ask()).resolves.toMatchObject({ hosts: [{ name: 'local' }] }), { timeout: 10_000 });
});

test('a retired service stays retired while its host is away', async () => {
  const engine = engineDouble();
  engine.volumes.push('digits');
  const { until, host } = look({ local: engine });
  await until(connected);
  expect(host('local')?.served).toMatchObject([{ service: 'digits', state: 'retired' }]);
  engine.fail(new Problem('HOST_UNREACHABLE', 'The engine ended the connection', { hint: 'Look.' }));
  const during = await until(({ hosts }) => hosts[0]?.state === 'unreachable');
  expect(during.hosts[0]?.served).toMatchObject([{ service: 'digits', state: 'retired' }]);
});

test('a lock on a host is a deployment under way, as far as its labels tell', async () => {
  const engine = engineDouble();
  const since = '2030-01-01T00:00:00.000Z';
  const lock = ours('digits', 'lock', { [label.holder]: 'bob', [label.since]: since, [label.deployment]: 'X' });
  const { until } = look({ local: engine });
  await until(connected);
  engine.put(container('slipway-lock-digits', { labels: lock }));
  const seen = await until(({ underway }) => underway.length > 0);
  expect(seen.underway).toEqual([
    {
      id: null,
      service: 'digits',
      host: 'local',
      kind: null,
      from: null,
      to: null,
      operator: 'bob',
      startedAt: since,
      step: null,
    },
  ]);
  expect(seen.hosts[0]?.served).toMatchObject([{ service: 'digits', state: 'deploying' }]);
  engine.remove('slipway-lock-digits');
  await until(({ underway, hosts }) => underway.length === 0 && hosts[0]?.served.length === 0);
});

test('nothing is asked of a host before somebody looks, and what did not change is not told as news', async () => {
  const engine = engineDouble();
  const { until, next } = look({ local: engine });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(engine.calls).toEqual([]);
  expect(engine.listens()).toBe(false);
  const seen = await until(connected);
  engine.put(container('one'));
  const news = await until(({ n }) => n > seen.n);
  engine.put(container('one'));
  const same = await next({ after: news.n, within: 300 });
  expect(same.n).toBe(news.n);
  expect(same.hosts[0]?.readAt).not.toBeNull();
});
