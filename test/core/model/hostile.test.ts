import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inspection } from '#contract/model';
import { modelSchema } from '#contract/schema';
import { discover, type TriedAt } from '#core/model/discover';
import { asked } from '#core/model/inspected';
import { dialTcp, reachThrough } from '#core/model/reach';
import { listenTcp, never, serve } from './local-server.ts';

type Hostile = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

const elsewhere: string[] = [];
const json = (response: ServerResponse, text: string) =>
  void response.writeHead(200, { 'content-type': 'application/json' }).end(text);
const endless = async (response: ServerResponse, piece: string, every = 0) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const closed = new Promise((resolve) => response.once('close', resolve));
  while (!response.destroyed) {
    if (!response.write(piece)) await Promise.race([closed, new Promise((resolve) => response.once('drain', resolve))]);
    await pause(every);
  }
};

/** What is on the other side of a question, each of them on every path. */
const answers: readonly (readonly [string, Hostile])[] = [
  ['never answers', () => undefined],
  ['answers without end', (_q, r) => endless(r, `${'x'.repeat(65536)}`)],
  ['sends a byte now and then', (_q, r) => endless(r, ' ', 200)],
  ['answers a gigabyte of zeros', (_q, r) => endless(r, '0,'.repeat(500_000))],
  ['promises more than it sends', (_q, r) => void r.writeHead(200, { 'content-length': '1000000' }).write('{')],
  ['hangs up in the middle', (_q, r) => void r.writeHead(200).write('{"na', () => r.destroy())],
  ['hangs up at once', (_q, r) => void r.destroy()],
  ['sends everybody elsewhere', (_q, r) => void r.writeHead(302, { location: 'http://127.0.0.1:9/steal' }).end()],
  ['sends everybody round in circles', (q, r) => void r.writeHead(307, { location: q.url ?? '/' }).end()],
  ['nests a hundred thousand lists', (_q, r) => json(r, '['.repeat(100_000) + ']'.repeat(100_000))],
  ['nests a hundred thousand objects', (_q, r) => json(r, `${'{"data":'.repeat(50_000)}1${'}'.repeat(50_000)}`)],
  ['says null', (_q, r) => json(r, 'null')],
  [
    'has numbers where names belong',
    (_q, r) => json(r, '{"name":1,"extensions":2,"data":[{"id":3}],"models":[4],"inputs":"x"}'),
  ],
  ['has lists where objects belong', (_q, r) => json(r, '[[],[[]],{"data":{}}]')],
  [
    'has a member that no object can hold',
    (_q, r) => json(r, '{"__proto__":{"polluted":1},"data":[{"id":"a"}],"constructor":{"prototype":{}}}'),
  ],
  [
    'lists a hundred thousand models',
    (q, r) => json(r, q.url === '/v1/models' ? `{"data":[${'{"id":"m"},'.repeat(99_999)}{"id":"m"}]}` : '{}'),
  ],
  [
    'has a model with a name of a megabyte',
    (q, r) => json(r, q.url === '/v1/models' ? `{"data":[{"id":"${'a'.repeat(400_000)}"}]}` : '{"v":1}'),
  ],
  [
    'writes control characters and moves the cursor',
    (q, r) => json(r, q.url === '/v2' ? '{"name":"\\u001b[2J\\u202eevil","extensions":[]}' : '{"a":1}'),
  ],
  ['describes itself by references that explode', (q, r) => json(r, q.url === '/openapi.json' ? bomb() : '{"b":1}')],
  ['says 500 to everything', (_q, r) => void r.writeHead(500).end('Traceback')],
  [
    'says that it is every server there is',
    (_q, r) =>
      json(
        r,
        '{"name":"triton","extensions":[],"status":"alive","models":[],"server_load":1,"model_id":"x","max_total_tokens":1,"type":"service","routes":[]}',
      ),
  ],
];

function bomb(): string {
  const level = (n: number) => ({ allOf: new Array(8).fill({ $ref: `#/s/${n + 1}` }) });
  const s = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [n, level(n)]));
  const schema = { $ref: '#/s/0' };
  const post = { requestBody: { content: { 'application/json': { schema } } } };
  return JSON.stringify({ openapi: '3.0.0', info: { title: 'x', version: '1' }, paths: { '/predict': { post } }, s });
}

test.concurrent.each(answers)(
  'a server that %s is told in words, in time and in bounds',
  async (_what, hostile) => {
    await using server = await serve((request, response) => {
      if (request.url === '/steal') elsewhere.push(request.url);
      response.on('error', () => undefined);
      return hostile(request, response);
    });
    const tried: TriedAt[] = [];
    const found = await discover(() => server.reach, [server.port], null, never, tried);
    expect(elsewhere).toEqual([]);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(tried.filter(({ came }) => !/\S/.test(came))).toEqual([]);
    expect(tried.length).toBeGreaterThan(0);
    if (!found) return;
    const view = asked(found, []);
    if (view.schema) modelSchema.parse(view.schema);
    inspection.pick({ protocol: true, confidence: true, schema: true, server: true, request: true }).parse(view);
    expect(JSON.stringify(view).length).toBeLessThan(2 ** 20);
    expect(['certain', 'likely']).not.toContain(found.guess.confidence);
  },
  60_000,
);

test('an answer without end is read as far as is needed, and then cut off', async () => {
  await using server = await serve((_request, response) => endless(response, 'x'.repeat(65536)));
  const tried: TriedAt[] = [];
  await discover(() => server.reach, [server.port], null, never, tried);
  expect(tried[0]?.came).toBe('200 application/json, longer than 512 KiB');
});

test('a redirect is told and not followed', async () => {
  await using server = await serve(
    (_request, response) => void response.writeHead(302, { location: 'http://x/' }).end(),
  );
  const tried: TriedAt[] = [];
  await discover(() => server.reach, [server.port], null, never, tried);
  expect(tried[0]?.came).toBe('302 to http://x/, not followed');
});

test('what does not speak HTTP is nothing that answers', async () => {
  await using server = await listenTcp((socket) => void socket.end('SSH-2.0-OpenSSH_9.9\r\n'));
  await using reach = reachThrough(dialTcp('127.0.0.1', server.port));
  const tried: TriedAt[] = [];
  expect(await discover(() => reach, [server.port], null, never, tried)).toBe(null);
  expect(tried[0]?.came).toContain('not HTTP');
});
