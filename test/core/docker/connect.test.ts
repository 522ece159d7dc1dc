import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createListener } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { connect } from '#core/docker/connect';
import { localUrl } from '#core/docker/local';

const folder = mkdtempSync(join(tmpdir(), 'slipway-connect-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Something that answers on a unix socket of its own, and the paths that it was asked for. */
async function answering(answer: RequestListener) {
  const path = join(folder, `${Math.random()}.sock`);
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return { url: `unix://${path}`, asked, [Symbol.dispose]: () => void server.close() };
}

const speaking = (ApiVersion?: string, MinAPIVersion?: string) =>
  answering((_, response) => response.end(JSON.stringify({ ApiVersion, MinAPIVersion })));

describe('the API version is the newest that both sides speak', () => {
  test.each([
    ['1.41', '1.12', '1.41'],
    ['1.45', '1.24', '1.45'],
    ['1.51', '1.44', '1.51'],
    ['1.60', '1.44', '1.51'],
    ['1.60', '1.51', '1.51'],
    ['1.45', undefined, '1.45'],
  ])('an engine up to %s that refuses below %s: %s', async (most, least, agreed) => {
    using server = await speaking(most, least);
    const engine = await connect(server.url, {});
    expect(engine.api).toBe(agreed);
    await engine.info();
    expect(server.asked).toEqual(['/version', `/v${agreed}/info`]);
    engine.close();
  });

  test('an engine that is too old is told so, and what to do', async () => {
    using server = await speaking('1.40', '1.12');
    await expect(connect(server.url, {})).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
      message: expect.stringContaining('1.40'),
      hint: expect.stringContaining('update Docker'),
    });
  });

  test('an engine that is too new is told so, and what to do', async () => {
    using server = await speaking('1.70', '1.52');
    await expect(connect(server.url, {})).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
      message: expect.stringContaining('1.52'),
      hint: expect.stringContaining('update Slipway'),
    });
  });
});

describe('HOST_UNREACHABLE', () => {
  const unreachable = { code: 'HOST_UNREACHABLE' };

  test('no socket, a file that is none, and one that nobody listens on any more', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    for (const path of [join(folder, 'nothing.sock'), file])
      await expect(connect(`unix://${path}`, {})).rejects.toMatchObject(unreachable);
  });

  test('something that is no engine, with HTTP or without', async () => {
    using page = await answering((_, response) => response.end('<html>hello</html>'));
    await expect(connect(page.url, {})).rejects.toMatchObject(unreachable);
    const path = join(folder, 'greeter.sock');
    const greeter = createListener((socket) => void socket.end('220 hello\r\n'));
    await new Promise<void>((resolve) => greeter.listen(path, resolve));
    await expect(connect(`unix://${path}`, {})).rejects.toMatchObject(unreachable);
    greeter.close();
  });

  test('certificates that cannot be read', async () => {
    const env = { DOCKER_CERT_PATH: join(folder, 'none') };
    await expect(connect('tcp://127.0.0.1:2376', env)).rejects.toMatchObject(unreachable);
  });

  test('an engine that goes away before it has answered', async () => {
    using server = await answering((request) => request.socket.destroy());
    await expect(connect(server.url, {})).rejects.toMatchObject(unreachable);
  });
});

describe('what never answers', () => {
  const deadlines = { read: 100, write: 100 };

  test('is TIMED_OUT, which says that it may still happen', async () => {
    using server = await answering(() => {});
    await expect(connect(server.url, {}, { deadlines })).rejects.toMatchObject({
      code: 'TIMED_OUT',
      hint: expect.stringContaining('may still'),
    });
  });

  test('is left at once when the signal fires', async () => {
    using server = await answering(() => {});
    const cancel = new AbortController();
    const waiting = connect(server.url, {}, { signal: cancel.signal });
    cancel.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});

describe('an address', () => {
  test('that this version cannot reach is NOT_SUPPORTED, one that is none BAD_COMMAND', async () => {
    await expect(connect('ftp://host', {})).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    await expect(connect('tcp://', {})).rejects.toMatchObject({ code: 'BAD_COMMAND' });
  });

  test('is DOCKER_HOST where that is set', () => {
    expect(localUrl({ DOCKER_HOST: 'unix:///elsewhere.sock' })).toBe('unix:///elsewhere.sock');
    expect(localUrl({})).toMatch(/^(unix|npipe):\/\//);
  });
});
