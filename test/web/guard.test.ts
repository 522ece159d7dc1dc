import { createServer } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Stage, stage } from './stage.ts';
import { type Answered, ask, enter, page, token, upgrade } from './visitor.ts';

describe('the name in Host', () => {
  const names = ({ port, name }: Stage) => [
    'attacker.example',
    `attacker.example:${port}`,
    `${name}.attacker.example:${port}`,
    `${name}@attacker.example:${port}`,
    `evil.${name}:${port}`,
    `${name}.:${port}`,
    `${name}:${port + 1}`,
    `${name}:0${port}`,
    name,
    'slipway.localhost',
    `slipway-000000000000.localhost:${port}`,
    `localhost.attacker.example:${port}`,
    `127.0.0.1.nip.io:${port}`,
    `0.0.0.0:${port}`,
    `[::ffff:127.0.0.1]:${port}`,
    `2130706433:${port}`,
    `x${name}:${port}`,
    `slipway.local:${port}`,
    `host.docker.internal:${port}`,
    `192.168.0.1:${port}`,
    `${'a'.repeat(2_000)}:${port}`,
    ' ',
  ];

  test('that was bound to this address by somebody else is refused, with a session too', async () => {
    const at = await stage();
    const cookie = await enter(at);
    for (const host of names(at)) {
      const { status, text } = await ask(at, '/', { headers: { host, cookie } });
      expect([host, status]).toEqual([host, 403]);
      expect(text).not.toContain('<title>');
      const headers = { host, cookie, origin: at.origin };
      expect([host, await upgrade(at, { headers })]).toEqual([host, 403]);
      const given = await ask(at, '/token', { method: 'POST', headers: { ...headers, 'x-slipway': 'page' } });
      expect([host, given.status]).toEqual([host, 403]);
    }
  });

  test('that anybody can guess gets told how to come in, and not where the console is', async () => {
    const at = await stage();
    const cookie = await enter(at);
    const link = at.link();
    for (const guess of ['127.0.0.1', 'localhost', '[::1]', 'slipway.localhost']) {
      const host = `${guess}:${at.port}`;
      const { status, text } = await ask(at, link.pathname + link.search, { headers: { host, cookie } });
      expect(status).toBe(421);
      expect(text).toContain('slipway serve');
      expect(text).not.toContain(at.name);
      expect(await upgrade(at, { headers: { host, cookie, origin: at.origin } })).toBe(403);
    }
    await enter(at, link);
  });

  test('must be there', async () => {
    const at = await stage();
    expect(await raw(at, 'GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 403/);
  });
});

describe('another site', () => {
  const origins = (at: Stage) => [
    'null',
    'http://attacker.example',
    'https://attacker.example',
    `https://${at.name}:${at.port}`,
    `http://${at.name}:${at.port + 1}`,
    `http://${at.name}`,
    `http://slipway.localhost:${at.port}`,
    `http://127.0.0.1:${at.port}`,
    `http://localhost:${at.port}`,
    `http://${at.name}.attacker.example:${at.port}`,
    `http://${at.name}:${at.port}.attacker.example`,
    `${at.origin}/`,
    `${at.origin} http://attacker.example`,
    'file://',
    'app://slipway',
    '',
  ];

  test('gets no connection, whatever it brings along', async () => {
    const at = await stage();
    const cookie = await enter(at);
    for (const origin of origins(at)) {
      const protocols = ['slipway', await token(at, cookie)];
      expect([origin, await upgrade(at, { headers: { cookie, origin }, protocols })]).toEqual([origin, 403]);
    }
    const protocols = ['slipway', await token(at, cookie)];
    expect(await upgrade(at, { headers: { cookie }, protocols })).toBe(403);
    const headers = { cookie, origin: at.origin, 'sec-fetch-site': 'same-site' };
    expect(await upgrade(at, { headers, protocols: ['slipway', await token(at, cookie)] })).toBe(403);
  });

  test('gets no answer to anything that it asks', async () => {
    const at = await stage();
    const cookie = await enter(at);
    for (const origin of origins(at)) {
      for (const [method, path] of [
        ['GET', '/'],
        ['GET', '/assets/index-4f2a.js'],
        ['POST', '/token'],
      ] as const) {
        const { status } = await ask(at, path, { method, headers: { cookie, origin, 'x-slipway': 'page' } });
        expect([origin, path, status]).toEqual([origin, path, 403]);
      }
    }
  });

  test('may be the place where a link is clicked, and nothing more', async () => {
    const at = await stage();
    const cookie = await enter(at);
    // Another port of the console's own name is the same site to a browser.
    for (const site of ['cross-site', 'same-site']) {
      const opened = { 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
      const { pathname, search } = at.link();
      expect((await ask(at, pathname + search, { method: 'POST', headers: opened })).status).toBe(403);
      expect((await ask(at, pathname + search, { headers: opened })).status).toBe(200);
      for (const other of [
        {},
        { 'sec-fetch-dest': 'iframe' },
        { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
        { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' },
      ]) {
        const headers = { cookie, ...opened, ...other };
        for (const path of ['/', '/history', '/assets/index-4f2a.js', '/favicon.ico', '/hello'])
          expect([site, other, path, (await ask(at, path, { headers })).status]).toEqual([site, other, path, 403]);
      }
      for (const path of ['/token', '/leave']) {
        const headers = { cookie, ...opened, 'x-slipway': 'page' };
        expect((await ask(at, path, { method: 'POST', headers })).status).toBe(403);
      }
    }
    expect((await ask(at, '/', { headers: { cookie, 'sec-fetch-site': 'none' } })).status).toBe(200);
  });
});

describe('a connection', () => {
  test('needs a token that was given to its own session, once', async () => {
    const at = await stage();
    const [mine, theirs] = [await enter(at), await enter(at)];
    const headers = { cookie: mine, origin: at.origin };
    const given = await token(at, mine);
    expect(await upgrade(at, { headers })).toBe(403);
    expect(await upgrade(at, { headers, protocols: ['slipway'] })).toBe(403);
    expect(await upgrade(at, { headers, protocols: ['slipway', 'A'.repeat(43)] })).toBe(403);
    expect(await upgrade(at, { headers, protocols: ['slipway', await token(at, theirs)] })).toBe(403);
    expect(await upgrade(at, { headers: { origin: at.origin }, protocols: ['slipway', await token(at, mine)] })).toBe(
      403,
    );
    expect(await upgrade(at, { path: `/wire?${given}`, headers, protocols: ['slipway', given] })).toBe(403);
    expect(await upgrade(at, { headers, protocols: ['slipway', given] })).not.toBe(403);
    expect(await upgrade(at, { headers, protocols: ['slipway', given] })).toBe(403);
  });

  test('is not what a token is for that was asked for without the header that only a page of ours can set', async () => {
    const at = await stage();
    const cookie = await enter(at);
    expect((await ask(at, '/token', { method: 'POST', headers: { cookie, origin: at.origin } })).status).toBe(401);
    expect((await ask(at, '/token', { headers: { cookie, origin: at.origin } })).status).toBe(405);
  });

  test('is made from this machine only', async () => {
    const at = await stage();
    for (const { address, internal, family } of Object.values(networkInterfaces()).flatMap((all) => all ?? [])) {
      if (!internal && family === 'IPv4') await expect(reached(address, at.port)).resolves.toBe(false);
    }
    expect(await reached('127.0.0.1', at.port)).toBe(true);
  });
});

describe('what is answered', () => {
  test('lets nothing run or load that is not ours, under a nonce of its own', async () => {
    const at = await stage();
    const cookie = await enter(at);
    const [one, two] = [await ask(at, '/', { headers: { cookie } }), await ask(at, '/', { headers: { cookie } })];
    const nonce = nonceOf(one);
    expect(one.text).toContain(`<meta name="csp-nonce" content="${nonce}"`);
    expect(nonceOf(two)).not.toBe(nonce);
    const policy = String(one.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
  });

  test('has the same fences everywhere', async () => {
    const at = await stage();
    const cookie = await enter(at);
    const all = ['/', '/assets/index-4f2a.js', '/enter?link=x', '/token', '/hello', '/no/such.js', '/deployments/1'];
    const link = at.link();
    all.push(link.pathname + link.search, '/favicon.ico');
    const headers = [{ cookie }, {}, { host: 'attacker.example' }];
    for (const answered of await Promise.all(
      all.flatMap((path) => headers.map((h) => ask(at, path, { headers: h }))),
    )) {
      expect(answered.headers).toMatchObject({
        'content-security-policy': expect.stringContaining("default-src 'none'"),
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'permissions-policy': expect.stringContaining('camera=()'),
      });
      expect(answered.headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  test('is never a file from outside the built pages', async () => {
    const at = await stage();
    const cookie = await enter(at);
    const paths = [
      '/../../package.json',
      '/..%2f..%2fpackage.json',
      '/assets/../../package.json',
      '/%2e%2e/x.json',
      '/.env.json',
    ];
    for (const path of [...paths, '//etc/passwd.json', '/assets//index-4f2a.js', '/assets/index-4f2a.js%00.json']) {
      const { status, text } = await ask(at, path, { headers: { cookie } });
      expect([path, status, text.includes('slipway')]).toEqual([path, 404, false]);
    }
  });

  test('takes no body, and no address or header without end', async () => {
    const at = await stage();
    const cookie = await enter(at);
    const sent = {
      method: 'POST',
      headers: { cookie, origin: at.origin, 'x-slipway': 'page' },
      body: 'x'.repeat(5_000),
    };
    expect((await ask(at, '/token', sent)).status).toBe(413);
    expect(await raw(at, `GET /${'x'.repeat(100_000)} HTTP/1.1\r\n\r\n`)).toMatch(/^HTTP\/1.1 4\d\d|^$/);
    expect(await raw(at, 'GET http://attacker.example/ HTTP/1.1\r\nHost: attacker.example\r\n\r\n')).toMatch(
      / 40[03] /,
    );
  });
});

test('a message out of bounds ends the connection, and no other one', async () => {
  const at = await stage();
  const [rude, kind] = [await page(at), await page(at)];
  rude.say('x'.repeat(13 * 1024 * 1024));
  const [code] = await new Promise<[number]>((resolve) =>
    rude.socket.on('close', (...args: [number]) => resolve(args)),
  );
  expect(code).toBe(1009);
  kind.say({ n: 1, call: 'paths' });
  await new Promise((resolve) => kind.socket.once('message', resolve));
});

test('a port that was asked for by name and is taken is said, and otherwise the next one is used', async () => {
  const at = await stage();
  await expect(stage({ port: at.port })).rejects.toMatchObject({ code: 'BAD_COMMAND' });
  const other = createServer();
  await new Promise<void>((resolve) => other.listen({ port: 0, host: '::1' }, resolve));
  onTestFinished(() => void other.close());
  const address = other.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  await expect(stage({ port: Number(port) })).rejects.toThrow('another program listens there');
});

const nonceOf = ({ headers }: Answered): string =>
  /'nonce-([\w-]+)'/.exec(String(headers['content-security-policy']))?.[1] ?? '';

function raw({ port }: Stage, text: string): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (part) => {
      said += part;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(said));
    socket.setTimeout(5_000, () => socket.destroy());
  });
}

function reached(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (found: boolean) => {
      socket.destroy();
      resolve(found);
    };
    socket.on('connect', () => end(true));
    socket.on('error', () => end(false));
    socket.setTimeout(2_000, () => end(false));
  });
}
