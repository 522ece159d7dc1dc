import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { addressing } from '#core/deployment/address';
import { frontOf } from '#core/service/split';
import { file, nothing, serving } from './samples.ts';

const front = (given: object = {}) => frontOf(file({ front: given }));

test('a port that is asked for by number is taken as it is', async () => {
  expect((await addressing(nothing))(front({ port: 7777 }))).toEqual({ host: '127.0.0.1', port: 7777 });
});

test('a service that serves stays where it is', async () => {
  const address = await addressing(serving({ portsTaken: [9001] }));
  expect(address(front())).toEqual({ host: '127.0.0.1', port: 9000 });
});

test('a new one gets the first port from 9000 that no container publishes and no process holds', async () => {
  const taken = [9000, 9001, 9002];
  const held = createServer();
  // Somebody else may hold it already: then it is held all the same.
  await new Promise<void>((resolve) => held.once('error', () => resolve()).listen(9003, '127.0.0.1', resolve));
  try {
    const { port } = (await addressing({ ...nothing, portsTaken: taken }))(front());
    expect(port).toBeGreaterThan(9003);
    expect(port).toBeLessThan(10_000);
  } finally {
    held.close();
  }
});

test.each([
  ['machine', '127.0.0.1'],
  ['network', '127.0.0.1'],
  ['others', '0.0.0.0'],
  ['internet', '0.0.0.0'],
])('callers: %s is bound to %s', async (callers, host) => {
  expect((await addressing(serving()))(front({ callers })).host).toBe(host);
});

test('a host without a free port says so', async () => {
  const all = Array.from({ length: 1000 }, (_, index) => 9000 + index);
  await expect(addressing({ ...nothing, portsTaken: all })).rejects.toMatchObject({
    code: 'STOPPED',
    stop: 'taken-by-another',
  });
});
