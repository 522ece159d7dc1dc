import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { connect } from '#core/docker/connect';

const folder = mkdtempSync(join(tmpdir(), 'slipway-containers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Answer = { readonly status: number; readonly body?: unknown };

/** What answers as an engine does, by method and path without the version; anything else is not there. */
async function engineWith(answers: Readonly<Record<string, () => Answer>>) {
  const path = join(folder, `${Math.random()}.sock`);
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const place = `${request.method} ${(request.url ?? '').replace(/^\/v1\.\d+/, '').replace(/\?.*/, '')}`;
    asked.push(place);
    const { status, body } = answers[place]?.() ?? { status: 404, body: { message: 'no such container' } };
    response.writeHead(status, { 'content-type': 'application/json' }).end(body ? JSON.stringify(body) : '');
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const engine = await connect(`unix://${path}`, {});
  return {
    engine,
    asked,
    [Symbol.dispose]() {
      engine.close();
      server.close();
    },
  };
}

const version = () => ({ status: 200, body: { ApiVersion: '1.41', MinAPIVersion: '1.12' } });
const listed = (id: string, state: string, names: readonly string[] | null) => ({
  ...{ Id: id, Names: names, Image: 'x', ImageID: 'sha256:x', State: state, Status: state },
  ...{ Created: 1, Labels: { 'io.slipway.role': 'lock' }, Ports: [] },
});
const list = (...all: ReturnType<typeof listed>[]) => ({
  'GET /version': version,
  'GET /containers/json': () => ({ status: 200, body: all }),
});

describe('a list shows what is there', () => {
  test('not what an engine that was killed goes on listing, and knows nothing of any more', async () => {
    using world = await engineWith(list(listed('ghost', 'dead', null), listed('lives', 'running', ['/lives'])));
    expect((await world.engine.listContainers([])).map(({ id }) => id)).toEqual(['lives']);
    expect((await world.engine.everyContainer(null)).map(({ id }) => id)).toEqual(['lives']);
    // What runs is not asked for again.
    expect(world.asked).not.toContain('GET /containers/lives/json');
  });

  test('but what is dead and could not be removed, so that it is found and removed', async () => {
    using world = await engineWith({
      ...list(listed('stuck', 'dead', ['/slipway-lock-digits'])),
      'GET /containers/stuck/json': () => ({ status: 200, body: { Id: 'stuck' } }),
    });
    expect(await world.engine.listContainers([])).toMatchObject([{ name: 'slipway-lock-digits', state: 'dead' }]);
  });
});

describe('what an engine refuses to remove at first', () => {
  const removing = (refusals: number) => {
    let left = refusals;
    return {
      'GET /version': version,
      'DELETE /containers/stuck': () =>
        left-- > 0 ? { status: 500, body: { message: 'device or resource busy' } } : { status: 204 },
    };
  };

  test('is removed by asking again', async () => {
    using world = await engineWith(removing(2));
    await world.engine.removeContainer('stuck');
    expect(world.asked.filter((it) => it.startsWith('DELETE'))).toHaveLength(3);
  });

  test('and goes on refusing, is told in its words', async () => {
    using world = await engineWith(removing(99));
    await expect(world.engine.removeContainer('stuck')).rejects.toMatchObject({
      code: 'ENGINE_REFUSED',
      message: expect.stringContaining('device or resource busy'),
    });
  });
});
