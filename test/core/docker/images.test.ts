import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Problem } from '#contract/problem';
import { connect } from '#core/docker/connect';

const folder = mkdtempSync(join(tmpdir(), 'slipway-images-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An engine that answers every pull and look-up with `answer`. */
async function engineWith(answer: (response: ServerResponse) => void) {
  const path = join(folder, `${Math.random()}.sock`);
  const server = createServer((request, response) => {
    if (request.url === '/version') response.end('{"ApiVersion":"1.45"}');
    else answer(response);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const engine = await connect(`unix://${path}`, {});
  const dispose = () => {
    engine.close();
    server.close();
    server.closeAllConnections();
  };
  return { engine, [Symbol.dispose]: dispose };
}

const reference = 'registry.example/model:1';
const interrupted = new Problem('INTERRUPTED', 'enough', { hint: '' });

describe('a pull', () => {
  test('tells its progress and ends well', async () => {
    using host = await engineWith((response) => {
      response.write('{"status":"Pulling","id":"1"}\r\n{"status":"Downlo');
      setTimeout(() => response.end('ading","id":"ü","progress":"[=>]"}\r\n'), 50);
    });
    const told: string[] = [];
    await host.engine.pullImage(reference, ({ text }) => told.push(text));
    expect(told).toEqual(['1 Pulling', 'ü Downloading [=>]']);
  });

  test('whose stream holds an error failed, though the engine said 200', async () => {
    using host = await engineWith((response) => {
      response.write('{"status":"Pulling"}\r\n');
      response.end(
        '{"errorDetail":{"message":"manifest unknown"},"error":"manifest unknown"}\r\n{"status":"more"}\r\n',
      );
    });
    await expect(host.engine.pullImage(reference, () => {})).rejects.toMatchObject({
      code: 'PULL_FAILED',
      message: expect.stringContaining('manifest unknown'),
    });
  });

  test('that is refused is PULL_FAILED, one whose engine goes away HOST_UNREACHABLE', async () => {
    using refusing = await engineWith((response) => response.writeHead(404).end('{"message":"no such image"}'));
    await expect(refusing.engine.pullImage(reference, () => {})).rejects.toMatchObject({ code: 'PULL_FAILED' });
    using dying = await engineWith((response) => {
      response.write('{"status":"Pulling"}\r\n');
      setTimeout(() => response.destroy(), 50);
    });
    await expect(dying.engine.pullImage(reference, () => {})).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' });
  });

  test('ends with its signal, and says no more than that', async () => {
    using host = await engineWith((response) => void response.write('{"status":"Pulling"}\r\n'));
    const cancel = new AbortController();
    const pulling = host.engine.pullImage(reference, () => cancel.abort(interrupted), cancel.signal);
    await expect(pulling).rejects.toBe(interrupted);
  });
});

describe('looking up a digest', () => {
  test('that the registry does not tell is a stop', async () => {
    using host = await engineWith((response) => response.writeHead(500).end('{"message":"connection refused"}'));
    await expect(host.engine.remoteDigest(reference)).rejects.toMatchObject({
      code: 'STOPPED',
      stop: 'not-resolvable',
      message: expect.stringContaining('connection refused'),
    });
  });

  test('that is broken off is no stop', async () => {
    using host = await engineWith(() => {});
    const cancel = new AbortController();
    const looking = host.engine.remoteDigest(reference, cancel.signal);
    cancel.abort(interrupted);
    await expect(looking).rejects.toBe(interrupted);
  });
});
