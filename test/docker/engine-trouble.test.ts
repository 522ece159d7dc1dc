import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '#core/docker/connect';
import { localUrl } from '#core/docker/local';
import type { Engine } from '#core/docker/types';
import { newerEngine } from './engine-stage.ts';

let stage: Awaited<ReturnType<typeof newerEngine>>;
beforeAll(async () => {
  stage = await newerEngine();
});
afterAll(() => stage?.[Symbol.asyncDispose]());

const timedOut = { code: 'TIMED_OUT', hint: expect.stringContaining('may still') };
const unreachable = { code: 'HOST_UNREACHABLE' };

test("a user who may not use the engine's socket is told what to do", async () => {
  const module = fileURLToPath(new URL('../../electron/core/docker/connect.ts', import.meta.url));
  const script = `import(${JSON.stringify(module)}).then(({ connect }) => connect(process.argv[1]))
    .catch((error) => console.log(JSON.stringify(error)))`;
  const nobody = { uid: 65534, gid: 65534, cwd: '/', env: { PATH: process.env.PATH } };
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script, localUrl(process.env)], nobody);
  expect(JSON.parse(stdout)).toMatchObject({ ...unreachable, hint: expect.stringContaining('group "docker"') });
});

describe('an engine that hangs', () => {
  let hasty: Engine;
  beforeAll(async () => {
    hasty = await connect(stage.url, process.env, { deadlines: { read: 300, write: 600 } });
  });
  afterEach(() => stage.own.tell('thaw'));
  afterAll(() => hasty?.close());

  test('is TIMED_OUT for every question and every act', async () => {
    const id = await stage.idler();
    stage.own.tell('freeze');
    const following = new AbortController().signal;
    const calls = [
      hasty.info(),
      hasty.hostTime(),
      hasty.listContainers([]),
      hasty.inspectContainer(id),
      hasty.getFiles(id, '/etc'),
      hasty.logs(id, {}),
      hasty.followLogs(id, {}, () => {}, following),
      hasty.dial(id, ['cat']),
      hasty.attach(id),
      hasty.exec(id, ['true']),
      hasty.listNetworks([]),
      hasty.inspectNetwork('bridge'),
      hasty.listVolumes([]),
      hasty.inspectImage(stage.image),
      hasty.listImages({}),
      hasty.startContainer(id),
      hasty.stopContainer('none', 0),
      hasty.removeContainer('none'),
      hasty.putFiles(id, '/tmp', [], 0),
      hasty.removeNetwork('none'),
      hasty.removeVolume('none'),
      hasty.untagImage('none'),
      connect(stage.url, process.env, { deadlines: { read: 300, write: 600 } }),
    ];
    const ended = await Promise.allSettled(calls);
    expect(ended.map((it) => (it.status === 'rejected' ? it.reason : 'answered'))).toEqual(
      calls.map(() => expect.objectContaining(timedOut)),
    );
  });

  test('is left at once when the signal fires, and is well again when it goes on', async () => {
    const id = await stage.idler();
    stage.own.tell('freeze');
    const cancel = new AbortController();
    const { signal } = cancel;
    const waiting = [
      stage.engine.info(signal),
      stage.engine.inspectContainer(id, signal),
      stage.engine.getFiles(id, '/etc', signal),
      stage.engine.exec(id, ['true'], { signal }),
      stage.engine.dial(id, ['cat'], signal),
      stage.engine.pullImage('none:1', () => {}, signal),
      stage.engine.remoteDigest('none:1', signal),
    ];
    setTimeout(() => cancel.abort(new Error('enough')), 100);
    for (const it of await Promise.allSettled(waiting))
      expect(it).toMatchObject({ status: 'rejected', reason: { message: 'enough' } });
    stage.own.tell('thaw');
    expect(await stage.engine.exec(id, ['echo', 'well'])).toMatchObject({ code: 0, stdout: 'well\n' });
  });
});

describe('an engine that dies', () => {
  test('is HOST_UNREACHABLE for what was under way and for what comes after', async () => {
    const id = await stage.container(['sh', '-c', 'while :; do echo tick; sleep 0.1; done']);
    const { engine, own } = stage;
    const stream = await engine.dial(id, ['cat']);
    const closed = new Promise((resolve) => stream.once('close', resolve));
    stream.on('error', () => {}).resume();
    const { promise: ticked, resolve: tick } = Promise.withResolvers<void>();
    const underWay = [
      engine.followLogs(id, {}, () => tick(), new AbortController().signal),
      engine.exec(id, ['sleep', '600']),
    ];
    const ended = Promise.allSettled(underWay);
    await ticked;
    own.tell('kill');
    for (const it of await ended) expect(it).toMatchObject({ status: 'rejected', reason: unreachable });
    await closed;
    await expect(engine.info()).rejects.toMatchObject(unreachable);
    await expect(engine.startContainer(id)).rejects.toMatchObject(unreachable);
    await expect(connect(stage.url)).rejects.toMatchObject(unreachable);
  });
});
