import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { buildRenderer } from '#support/built-renderer';
import { until } from '#support/until';
import { type Cli, openCli, type Running } from '../docker/cli-stage.ts';
import { ask, enter, opened } from './visitor.ts';

// Nobody's engine: what is tried here is who has the data folder, and who may come in.
const env = { DOCKER_HOST: 'unix:///nowhere/docker.sock' };

beforeAll(buildRenderer, 120_000);

describe('slipway serve', { timeout: 60_000 }, () => {
  let cli: Cli;
  let serving: Running;
  let at: Served;
  beforeAll(async () => {
    cli = openCli();
    serving = cli.start(`serve --json --port ${await freePort()}`, { env });
    at = await served(serving);
  }, 60_000);
  afterAll(async () => {
    serving.interrupt();
    await serving.ended;
    await cli[Symbol.asyncDispose]();
  });

  test('prints a link that opens the built pages, and the core behind them', async () => {
    const cookie = await enter(at, new URL(at.url));
    expect((await ask(at, '/', { headers: { cookie } })).text).toContain('<div id="root">');
    expect(await opened(at, () => cookie).client.paths()).toMatchObject({ home: cli.home });
    const icon = await ask(at, '/favicon.ico');
    expect([icon.status, icon.headers['content-type']]).toEqual([200, 'image/x-icon']);
  });

  test('leaves the data folder to be used from a terminal', async () => {
    const set = await cli.run('secrets set hf-token --json', { env, stdin: 'hf_0123456789' });
    expect(set).toMatchObject({ exit: 0, last: { secrets: [{ name: 'hf-token' }] } });
    expect((await cli.run('history --json', { env })).last).toEqual({ deployments: [] });
    expect((await cli.run('hosts --json', { env })).exit).toBe(0);
    const cookie = await enter(at, await freshLink());
    const { secrets } = await opened(at, () => cookie).client.secrets.list();
    expect(secrets).toMatchObject([{ name: 'hf-token' }]);
  });

  test('once more opens no second core: it prints a fresh link to the first, and ends', async () => {
    const again = await cli.run('serve', { env });
    expect(again.exit).toBe(0);
    expect(again.err).toContain(`by process ${serving.pid}`);
    const link = /^Open (\S+)\n$/.exec(again.out)?.[1] ?? '';
    expect(link).not.toBe(at.url);
    await enter(at, new URL(link));
  });

  test('tells nobody else on this machine what opens it', async () => {
    const { execFileSync } = await import('node:child_process');
    const listed = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
    expect(listed).toContain('serve --json');
    expect(listed).not.toContain('link=');
  });

  test('signs every browser out when it is told to, and serves on', async () => {
    const cookie = await enter(at, await freshLink());
    const { client, state } = opened(at, () => cookie);
    await client.paths();
    const forgotten = await cli.run('serve --forget --json', { env });
    expect(forgotten).toMatchObject({ exit: 0, last: { forgotten: expect.any(Number) } });
    expect((forgotten.last as { forgotten: number }).forgotten).toBeGreaterThan(0);
    await client.paths().catch(() => {});
    await until('the page has heard it', () => state().is === 'ended');
    expect((await ask(at, '/', { headers: { cookie } })).status).toBe(401);
    expect((await cli.run('serve --forget', { env })).out).toBe('No browser was signed in.\n');
    await enter(at, await freshLink());
  });

  const freshLink = async () => new URL(((await cli.run('serve --json', { env })).last as { url: string }).url);
});

describe('slipway serve ends', { timeout: 60_000 }, () => {
  test('in order at Ctrl-C, with the folder free for the next', async () => {
    await using cli = openCli();
    const port = await freePort();
    const first = cli.start(`serve --json --port ${port}`, { env });
    const at = await served(first);
    const cookie = await enter(at, new URL(at.url));
    first.interrupt();
    expect(await first.ended).toMatchObject({ exit: 0, err: '' });
    const second = cli.start('serve --json', { env });
    // Where it was: an open page finds its way back, and needs no new link.
    expect(await served(second)).toMatchObject({ port });
    expect(await opened(at, () => cookie).client.paths()).toMatchObject({ home: cli.home });
    second.interrupt();
    await second.ended;
  });

  test('killed, and the next one serves the same page at the same place', async () => {
    await using cli = openCli();
    const first = cli.start(`serve --json --port ${await freePort()}`, { env });
    const at = await served(first);
    const cookie = await enter(at, new URL(at.url));
    const { client, state } = opened(at, () => cookie);
    await client.paths();
    first.signal('SIGKILL');
    await first.ended;
    const second = cli.start('serve --json', { env });
    await served(second);
    expect(await client.paths()).toMatchObject({ home: cli.home });
    expect(state().is).toBe('connected');
    second.interrupt();
    await second.ended;
  });

  test('at once where the port that was asked for is taken, or is none', async () => {
    await using cli = openCli();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as { port: number };
    const taken = await cli.run(`serve --json --port ${port}`, { env });
    expect(taken).toMatchObject({ exit: 2, last: { error: { code: 'BAD_COMMAND' } } });
    for (const wrong of ['--port 0', '--port 65536', '--port x', '--idle 0', '--idle x']) {
      expect(await cli.run(`serve --json ${wrong}`, { env })).toMatchObject({ exit: 2 });
    }
  });
});

type Served = { readonly url: string; readonly port: number; readonly origin: string };

async function served(running: Running): Promise<Served> {
  await running.prints('"address"');
  const { url, address } = JSON.parse(running.printed().split('\n')[0] ?? '') as { url: string; address: string };
  const { origin, port } = new URL(address);
  return { url, origin, port: Number(port) };
}

/** A port that nobody listens on, outside of what the system gives to those who ask for any. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    await new Promise((resolve) => server.close(resolve));
    if (free) return port;
  }
}
