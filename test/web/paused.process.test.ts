import { expect, onTestFinished, test } from 'vitest';
import type { Following } from '#contract/deployment';
import type { Inventory } from '#contract/inventory';
import { conducting } from '#core/deployment/conduct';
import { openInventories } from '#core/host/inventories';
import { until } from '#support/until';
import { container, engineDouble, hostsDouble } from '../core/host/engine-double.ts';
import { beginning, scratchStore } from '../core/store/scratch.ts';
import { stage } from './stage.ts';
import { clientOf, megabyte, memory, settled } from './standing-by.ts';
import { type PageEnd, page } from './visitor.ts';

const many = 100_000;
/** Each of a kilobyte, in the journal on the disk. */
const said = 10_000;

test('a reader who stopped reading costs nothing while 100,000 changes are seen on a host', {
  timeout: 60_000,
}, async () => {
  const engine = engineDouble();
  const conductor = { ongoing: () => [], watch: () => undefined };
  const inventories = openInventories({ hosts: hostsDouble({ local: engine }), store: scratchStore(), conductor });
  onTestFinished(inventories.close);
  const reader = await page(await stage({ client: clientOf({ inventories }) }));
  const after = await seen(reader, ({ hosts }) => hosts.some(({ state }) => state === 'connected'));
  reader.say({ n: 1, call: 'inventory.next', input: { after } });
  await settled(reader);
  reader.socket.pause();
  const before = memory();
  for (let n = 1; n <= many; n += 1) {
    // A dozen containers that come, change and go.
    engine.put(container(`c${n % 12}`, { status: `Up ${n} seconds` }));
    if (n % 1_000 === 0) await new Promise(setImmediate);
  }
  expect(memory() - before).toBeLessThan(10 * megabyte);
  reader.socket.resume();
  await until('the call that waited was answered once', () => reader.replies.length > 0);
  expect(reader.replies).toHaveLength(1);
  const newest = ({ hosts }: Inventory) =>
    hosts.some(({ others }) => others.some((it) => it.status.includes(`${many}`)));
  await seen(reader, newest, after);
});

test('a deployment that says 10 MB costs nothing while its reader does not read, and all of it is there afterwards', {
  timeout: 60_000,
}, async () => {
  const store = scratchStore();
  const { id } = store.deployments.begin(beginning());
  const hosts = hostsDouble({}) as never;
  const conductor = conducting({
    hosts,
    store,
    vault: {} as never,
    checks: {} as never,
    gatewayImage: null,
    operator: 'ada',
    console: 'test',
  });
  const reader = await page(await stage({ client: clientOf({ conductor }) }));
  reader.say({ n: 1, call: 'deployment.next', input: { id, after: 0, max: 1_000 } });
  await until('it reads', () => reader.replies.length === 1);
  reader.replies.length = 0;
  reader.socket.pause();
  reader.say({ n: 2, call: 'deployment.next', input: { id, after: 0, max: 1_000 } });
  const before = memory();
  for (let n = 0; n < said; n += 1_000) {
    const more = Array.from({ length: 1_000 }, (_, at) => ({
      type: 'said' as const,
      text: `${n + at} `.padEnd(1_000, 'x'),
    }));
    store.deployments.appendAll(id, more);
    await new Promise(setImmediate);
  }
  expect(memory() - before).toBeLessThan(3 * megabyte);
  reader.socket.resume();
  let after = 0;
  for (let n = 3; ; n += 1) {
    reader.say({ n, call: 'deployment.next', input: { id, after, max: 1_000 } });
    await until('it is answered', () => reader.replies.some((it) => it.n === n));
    const {
      events: [first, ...more],
    } = answerOf<Following>(reader, n);
    if (!first) break;
    expect(first.n).toBe(after + 1);
    after = (more.at(-1) ?? first).n;
    reader.replies.length = 0;
  }
  expect(after).toBe(said);
});

/** Follows the inventory until it shows something; its number then. */
async function seen(reader: PageEnd, fits: (it: Inventory) => boolean, from = 0): Promise<number> {
  for (let n = 100, after = from; n < 300; n += 1) {
    reader.say({ n, call: 'inventory.next', input: { after, within: 1_000 } });
    await until('it is answered', () => reader.replies.some((it) => it.n === n));
    const inventory = answerOf<Inventory>(reader, n);
    reader.replies.length = 0;
    if (fits(inventory)) return inventory.n;
    after = inventory.n;
  }
  throw new Error('it was never shown');
}

function answerOf<T>({ replies }: PageEnd, n: number): T {
  const reply = replies.find((it) => it.n === n);
  if (!reply || !('answer' in reply)) throw new Error(`not answered: ${JSON.stringify(reply)}`);
  return reply.answer as T;
}
