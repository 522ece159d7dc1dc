import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '#support/until';
import { stage } from './stage.ts';
import { ask, enter, page } from './visitor.ts';

test('whoever opens connections without end keeps nobody out, and drops no page that was let in', async () => {
  const at = await stage();
  const before = await page(at);
  const held = await Promise.all(Array.from({ length: 400 }, () => silent(at.port)));
  const cookie = await enter(at);
  expect((await ask(at, '/', { headers: { cookie } })).status).toBe(200);
  const after = await page(at, cookie);
  for (const { say, replies } of [before, after]) {
    say({ n: 1, call: 'paths' });
    await until('the page was answered', () => replies.length === 1);
  }
  expect(held.filter(({ destroyed }) => !destroyed).length).toBeLessThanOrEqual(128);
});

/** A connection on which nothing is said. */
function silent(port: number): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.resume();
    socket.on('error', () => resolve(socket));
    onTestFinished(() => void socket.destroy());
  });
}
