import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { examplesOf } from '#core/sheet/examples';
import { escaped, pageOf } from '#core/sheet/page';
import { sheetIn } from '#core/sheet/sheet';
import { node, operation, schema } from '../compatibility/made.ts';
import { file, info, kept, release, serving } from '../deployment/samples.ts';
import { folder } from '../rows/files.ts';

const hostile = `"><script>alert(1)</script><img src=//x.example onerror=x>&#39;'\`\${x}$(id)\u202e`;
const body = { text: hostile, n: [1, 2.5] };
const of = file({
  golden: [{ name: hostile, request: { path: '/predict', body }, expect: {} }],
  integration: { owner: hostile, consumers: [hostile, { name: 'till' }] },
  front: {
    limit: { body: '1m', requestsPerSecond: 50, burst: 100, timeout: '5s' },
    networks: [{ name: 'shop', alias: 'model' }],
  },
});
const described = schema([
  operation({
    request: node({
      type: 'object',
      required: [hostile],
      properties: { [hostile]: { enum: [hostile], type: 'string' } },
    }),
    response: node({ type: 'object', properties: { digit: { type: 'integer', description: hostile } } }),
  }),
  operation({ id: `GET ${hostile}`, method: 'GET', path: '/x' }),
]);
const observed = serving({ releases: new Map([[1, kept(release(1, { version: hostile }), of)]]) }, of);
const made = () =>
  sheetIn({ host: { name: 'local', info }, file: of, observed, schema: described, made: '2030-01-01' });

test('what somebody else chose stays text on the page, which asks for nothing', () => {
  const html = pageOf(made());
  expect(html).not.toMatch(/<script|<img|onerror=x>|<link|@import|url\(/i);
  expect(html.match(/<[a-z][^>]*\s(src|href)=/i)).toBeNull();
  expect(html).toContain("default-src 'none'");
  expect(html).toContain(escaped(hostile));
  expect(html).not.toContain('\u202e');
});

test('it says where, by whom, how much and which versions', () => {
  const { addresses, limits, releases, owner } = made();
  expect(addresses.map(({ url }) => url)).toEqual(['http://127.0.0.1:9000', 'http://model:8080']);
  expect(limits.map(([, value]) => value)).toEqual([
    '50, 100 at once; more is answered with 429',
    '1m; more is answered with 413',
    '5 s; then 504',
    'none is stated',
  ]);
  expect(releases).toMatchObject([{ since: '2030-01-01', serves: true }]);
  expect(owner[0]).toEqual(['Owner', hostile]);
});

test('a model that tells no schema has a page all the same, which says why', () => {
  const sheet = sheetIn({
    host: { name: 'local', info },
    file: file(),
    observed: serving(),
    schema: 'it tells no schema',
    made: '',
  });
  expect(sheet).toMatchObject({
    takes: [],
    unread: ['What it takes is not known: it tells no schema.'],
    examples: null,
  });
  expect(pageOf(sheet)).toContain('No request is known that it answers.');
});

describe('the examples', () => {
  const got: { authorization: string | undefined; type: string | undefined; body: string }[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    got.push({ authorization: request.headers.authorization, type: request.headers['content-type'], body: text });
    response.end('{"digit":7}');
  });
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => void server.close());

  const ran = async (program: string, args: readonly string[], env: object) => {
    const child = spawn(program, args, { env: { ...process.env, ...env } });
    let out = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        out += chunk;
      });
    const [status] = await once(child, 'close');
    return { status, out: out.trim() };
  };

  test.each([true, false])('run as they stand, in all three tongues; with a key: %s', async (needsKey) => {
    using in_ = folder();
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/predict?a=1&b=it's`;
    const sent = JSON.stringify(body);
    const examples = examplesOf({
      method: 'POST',
      url,
      headers: { 'Content-Type': 'application/json' },
      body: sent,
      needsKey,
    });
    const env = { SLIPWAY_KEY: 'a-key' };
    const all = [
      await ran('sh', ['-c', examples.curl], env),
      await ran('python3', [in_.write('a.py', examples.python)], env),
      await ran(process.execPath, [in_.write('a.ts', examples.typescript)], env),
    ];
    expect(all).toEqual(all.map(() => ({ status: 0, out: '{"digit":7}' })));
    const seen = got.splice(0);
    expect(seen).toHaveLength(3);
    for (const one of seen) {
      expect(JSON.parse(one.body)).toEqual(body);
      expect(one).toMatchObject({ authorization: needsKey ? 'Bearer a-key' : undefined, type: 'application/json' });
    }
  });
});
