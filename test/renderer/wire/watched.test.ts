import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { Client } from '#core/core';
import { until } from '#support/until';
import { failureIn } from '../../../renderer/src/wire/failure.ts';
import { type Reconnecting, reconnecting } from '../../../renderer/src/wire/reconnecting.ts';
import { watched } from '../../../renderer/src/wire/watched.ts';
import { type Stage, stage } from '../../web/stage.ts';
import { carrying, enter } from '../../web/visitor.ts';

test('a connection over which nothing comes any more is lost, and made again when that is possible', async () => {
  const at = await stage({ client: core });
  const cable = await cableTo(at);
  const states: string[] = [];
  const wire = page(cable.at, await enter(at));
  wire.subscribe(() => states.push(wire.state().is));
  expect(await wire.call('paths', undefined, undefined)).toEqual({ home: 'here' });
  const inHand = wire.call('history.list', undefined, undefined).catch(failureIn);
  cable.pull();
  await until('the page has noticed', () => wire.state().is === 'lost');
  expect(await inHand).toMatchObject({ kind: 'lost' });
  cable.plug();
  await until('it is back', () => wire.state().is === 'connected');
  expect(await wire.call('paths', undefined, undefined)).toEqual({ home: 'here' });
  expect(states).toEqual(['connected', 'lost', 'connected']);
});

test('a connection on which nothing happens for long is kept', async () => {
  const at = await stage({ client: core });
  const wire = page(at, await enter(at));
  let changes = 0;
  const inHand = wire.call('history.list', undefined, undefined);
  await until('it is connected', () => wire.state().is === 'connected');
  wire.subscribe(() => {
    changes += 1;
  });
  // Several times as long as a silence that is given up.
  await new Promise((resolve) => setTimeout(resolve, 30 * limits.every));
  expect(changes).toBe(0);
  expect(await Promise.race([inHand, 'still in hand'])).toBe('still in hand');
});

test('a server that takes connections and says nothing is tried again', async () => {
  const at = await stage({ client: core });
  const cable = await cableTo(at);
  const cookie = await enter(at);
  cable.pull();
  const wire = page(cable.at, cookie);
  await until('it was given up once', () => wire.state().is === 'lost');
  cable.plug();
  expect(await wire.call('paths', undefined, undefined)).toEqual({ home: 'here' });
});

const limits = { every: 50, ask: 2, lost: 6 };

/** One call that is answered, and one that never is. */
const core = {
  paths: async () => ({ home: 'here' }),
  history: { list: () => new Promise(() => {}) },
} as unknown as Client;

function page(at: Pick<Stage, 'port' | 'origin'>, cookie: string): Reconnecting {
  const bare = carrying(at, () => cookie);
  const wire = reconnecting(watched(bare, limits), { first: 20, longest: 100, patience: 20_000 });
  onTestFinished(wire.close);
  return wire;
}

/** A way to the server that can be pulled: connections stay, and nothing comes through. */
async function cableTo(at: Stage) {
  let pulled = false;
  const ends = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(at.port, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(from);
      from.on('data', (bytes) => void (pulled || to.write(bytes)));
      from.on('error', () => {});
      from.on('close', () => pulled || to.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const end of ends) end.destroy();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return {
    at: { port, origin: at.origin },
    pull() {
      pulled = true;
    },
    plug() {
      pulled = false;
    },
  };
}
