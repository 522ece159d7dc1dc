import { expect, onTestFinished, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { Client } from '#core/core';
import { logBuffer } from '#core/service/log-buffer';
import { until } from '#support/until';
import { carry, sessionOver } from '#web/carry';
import { stage } from './stage.ts';
import { clientOf, megabyte, memory, settled } from './standing-by.ts';
import { page } from './visitor.ts';

const line = {
  time: '2030-01-01T00:00:00Z',
  replica: 'r7-1',
  release: 'r7',
  stream: 'stdout',
  line: 'x'.repeat(1_000),
  hit: true,
} as const;

test('a reader who stopped reading costs nothing while 100,000 lines are written', { timeout: 60_000 }, async () => {
  const buffer = logBuffer();
  const at = await stage({ client: coreWith(buffer) });
  const reader = await page(at);
  reader.say({ n: 1, call: 'logs.next', input: { id: 'it', after: 0, max: 1_000 } });
  await settled(reader);
  reader.socket.pause();
  const before = memory();
  for (let n = 0; n < 100_000; n += 1) {
    buffer.push(line);
    if (n % 1_000 === 0) await new Promise(setImmediate);
  }
  // What a reader of logs is kept waiting with at most is 10,000 lines; the other 90,000 were let go of.
  expect(memory() - before).toBeLessThan(30 * megabyte);
  reader.socket.resume();
  await until('the call that waited was answered', () => reader.replies.length > 0);
  expect(reader.replies).toHaveLength(1);
});

test('a reader who asks without end and never reads is dropped before it costs much', { timeout: 60_000 }, async () => {
  const buffer = logBuffer();
  for (let n = 0; n < 1_000; n += 1) buffer.push(line);
  const server = await carrying(coreWith(buffer), 20_000);
  const [greedy, other] = [await connected(server), await connected(server)];
  const before = memory();
  greedy.pause();
  for (let n = 0; n < 200; n += 1) greedy.send(asked(n));
  await until('the greedy one is gone', () => server.clients.size === 1);
  expect(memory() - before).toBeLessThan(50 * megabyte);
  other.send(asked(1));
  await new Promise((resolve) => other.once('message', resolve));
});

test('a page that has more calls in hand than it could show is dropped', async () => {
  const at = await stage({ client: coreWith(logBuffer()) });
  const { socket, say } = await page(at);
  for (let n = 0; n < 300; n += 1) say({ n, call: 'logs.next', input: { id: 'it', after: 0 } });
  await until('it was dropped', () => socket.readyState === socket.CLOSED);
});

test('a page that does not live any more is let go, and so is one whose session is over', async () => {
  let known = true;
  const server = await carrying(coreWith(logBuffer()), 50, () => known);
  const [dead, over] = [await connected(server), await connected(server)];
  dead.pause();
  await until('the dead one is gone', () => server.clients.size === 1);
  known = false;
  expect(await new Promise((resolve) => over.once('close', resolve))).toBe(sessionOver);
});

test.each(['asks again', 'is answered'])('a page whose session ended hears nothing more when it %s', async (then) => {
  let known = true;
  const waiting: ((answer: unknown) => void)[] = [];
  const logs = { next: () => new Promise((resolve) => waiting.push(resolve)) };
  const server = await carrying(clientOf({ logs }), 60_000, () => known);
  const over = await connected(server);
  const heard: string[] = [];
  over.on('message', (data) => void heard.push(String(data)));
  const closed = new Promise((resolve) => over.once('close', resolve));
  over.send(asked(1));
  await until('it was asked', () => waiting.length === 1);
  known = false;
  if (then === 'is answered') waiting[0]?.({ lines: [], last: 0, left: 0 });
  else for (const text of [asked(2), JSON.stringify({ n: 3, call: 'nothing' })]) over.send(text);
  expect(await closed).toBe(sessionOver);
  expect(waiting).toHaveLength(1);
  expect(heard).toEqual([]);
});

test('a page that goes away takes its questions back', async () => {
  const signals: AbortSignal[] = [];
  const logs = { next: (_: unknown, signal: AbortSignal) => new Promise<never>(() => signals.push(signal)) };
  const at = await stage({ client: clientOf({ logs }) });
  const { socket, say } = await page(at);
  say({ n: 1, call: 'logs.next', input: { id: 'it' } });
  say({ n: 2, call: 'logs.next', input: { id: 'it' } });
  await until('both were asked', () => signals.length === 2);
  say({ n: 2, stop: true });
  await until('the second was taken back', () => signals[1]?.aborted === true);
  expect(signals[0]?.aborted).toBe(false);
  socket.terminate();
  await until('the first was too', () => signals[0]?.aborted === true);
});

test('a bug is told in the log, and to the page only that there is one', async () => {
  const paths = () => {
    throw new TypeError('no such field in /home/ada/slipway/key');
  };
  const at = await stage({ client: { ...coreWith(logBuffer()), paths: paths as never } });
  const { say, replies } = await page(at);
  say({ n: 1, call: 'paths' });
  await until('it was answered', () => replies.length === 1);
  expect(replies[0]).toMatchObject({ n: 1, failure: { kind: 'bug' } });
  expect(JSON.stringify(replies)).not.toMatch(/ada|TypeError|\.ts/);
  expect(at.logged.join()).toMatch(/paths failed: TypeError: no such field.*\n +at /);
});

/** Real procedures over a real buffer of logs, and nothing else. */
const coreWith = (buffer: ReturnType<typeof logBuffer>): Client =>
  clientOf({ logs: { next: ({ after, max }: Asked, signal: AbortSignal) => buffer.read(after, max, signal) } });

type Asked = { readonly after: number; readonly max: number };

const asked = (n: number) => JSON.stringify({ n, call: 'logs.next', input: { id: 'it', after: 0, max: 1_000 } });

/** The wire alone, without the entrance around it. It looks at its pages every so many milliseconds. */
async function carrying(client: Client, every: number, known = () => true): Promise<WebSocketServer> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => void server.close());
  server.on('connection', (socket) => carry(socket, { client, log: () => {}, known, used: () => {} }, every));
  await new Promise((resolve) => server.once('listening', resolve));
  return server;
}

function connected(server: WebSocketServer): Promise<WebSocket> {
  const { port } = server.address() as { port: number };
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  onTestFinished(() => socket.terminate());
  return new Promise((resolve) => socket.once('open', () => resolve(socket)));
}

test('a server that ends still answers what pages ask at once, and then ends although they go on', async () => {
  const at = await stage();
  const follower = await page(at);
  const closing = at.close();
  follower.say({ n: 1, call: 'paths' });
  await until('it is answered', () => follower.replies.length === 1);
  const asking = setInterval(() => follower.say({ n: 2, call: 'paths' }), 20);
  onTestFinished(() => clearInterval(asking));
  follower.socket.on('error', () => {});
  await closing;
  expect(follower.replies[0]).toMatchObject({ n: 1, answer: {} });
});
