import { afterAll, beforeAll, expect, test } from 'vitest';
import { names } from '#core/docker/labels';
import { gatewayImageThere } from '#core/model/beside';
import { freshName } from '#support/names';
import { type Operator, openOperator } from '#support/operator';
import { serviceFile } from '#support/service-file';
import { idle } from './engine-stage.ts';

let ada: Operator;
let image: string;
const made: string[] = [];
beforeAll(async () => {
  ada = await openOperator();
  image = (await gatewayImageThere(ada.engine, null)) ?? '';
});
afterAll(async () => {
  for (const id of made) await ada.engine.removeContainer(id);
  await ada[Symbol.asyncDispose]();
});

/** A container that is nobody's service, as somebody left it: never started. */
async function strange(command: readonly string[], more: object = {}): Promise<string> {
  const name = freshName();
  const options = { name, Image: image, Entrypoint: [...command], Cmd: [], ...more };
  made.push(await ada.engine.createContainer(options));
  return name;
}

const state = async (name: string) => (await ada.engine.inspectContainer(name))?.State.Status ?? 'gone';

test('a container of anybody is started, restarted and stopped, and each time it is said what became of it', async () => {
  const { client } = ada;
  const container = await strange(idle);
  expect(await client.containers.act({ container, act: 'start' })).toMatchObject({
    name: container,
    host: 'local',
    state: 'running',
    exitCode: null,
  });
  expect(await client.containers.act({ container, act: 'restart' })).toMatchObject({ state: 'running' });
  expect(await client.containers.act({ container, act: 'stop' })).toMatchObject({ state: 'exited', exitCode: 0 });
  expect(await client.containers.act({ container, act: 'stop' })).toMatchObject({ state: 'exited' });
  expect(await state(container)).toBe('exited');
});

test('one that ends as soon as it is started is told with its exit code', async () => {
  const container = await strange(['sh', '-c', 'exit 3']);
  expect(await ada.client.containers.act({ container, act: 'start' })).toMatchObject({ state: 'exited', exitCode: 3 });
});

test('one that does not hear is killed after the grace that it was given, not after ten seconds', async () => {
  const container = await strange(['sh', '-c', 'trap "" USR1; while :; do sleep 1; done'], { StopTimeout: 1 });
  await ada.client.containers.act({ container, act: 'start' });
  const { exitCode, tookMs } = await ada.client.containers.act({ container, act: 'stop' });
  expect(exitCode).toBe(137);
  expect(tookMs).toBeGreaterThanOrEqual(1_000);
});

test('one that is removed with its end is stopped only by who agrees to that', async () => {
  const { client } = ada;
  const container = await strange(idle, { HostConfig: { AutoRemove: true } });
  await client.containers.act({ container, act: 'start' });
  await expect(client.containers.act({ container, act: 'stop' })).rejects.toMatchObject({
    code: 'CONFIRMATION_NEEDED',
    asks: {
      what: 'agreement',
      host: 'local',
      how: 'confirm',
      act: `The stop of ${container}, which removes it (--rm),`,
    },
  });
  expect(await state(container)).toBe('running');
  expect(await client.containers.act({ container, act: 'restart' })).toMatchObject({ state: 'running' });
  expect(await client.containers.act({ container, act: 'stop', agreed: 'local' })).toMatchObject({ state: 'removed' });
  expect(await state(container)).toBe('gone');
});

test('one of ours is left alone, with what to do instead; one that is not there is said to be gone', async () => {
  const { client } = ada;
  const file = serviceFile({ scale: { replicas: 1 } });
  const { service } = file;
  await ada.put(file);
  try {
    for (const container of [names.replica(service, 1, 1), names.gateway(service)])
      await expect(client.containers.act({ container, act: 'stop' })).rejects.toMatchObject({
        code: 'BAD_COMMAND',
        message: expect.stringContaining(`part of the service ${service}`),
        hint: expect.stringContaining(`slipway retire ${service}`),
      });
    expect(await ada.status(service)).toMatchObject({ state: 'serving' });
  } finally {
    await ada.retire(service);
  }
  const container = freshName();
  await expect(client.containers.act({ container, act: 'start' })).rejects.toMatchObject({
    code: 'UNKNOWN_CONTAINER',
    message: `There is no container ${container} on local`,
  });
});

test('a guarded host asks first, by its name where that is wanted', async () => {
  const { client } = ada;
  const container = await strange(idle);
  await client.hosts.guard({ name: 'local', mode: 'type-name' });
  try {
    await expect(client.containers.act({ container, act: 'start' })).rejects.toMatchObject({
      code: 'CONFIRMATION_NEEDED',
      asks: { how: 'type-name', act: `The start of ${container}` },
    });
    expect(await state(container)).toBe('created');
    expect(await client.containers.act({ container, act: 'start', agreed: 'local' })).toMatchObject({
      state: 'running',
    });
  } finally {
    await client.hosts.guard({ name: 'local', mode: 'silent', agreed: 'local' });
  }
});
