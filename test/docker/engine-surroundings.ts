import { describe, expect, test } from 'vitest';
import { freshName } from '#support/names';
import { type EngineStage, idle } from './engine-stage.ts';

/** Networks, volumes, images, and what the engine says of itself. */
export function surroundingsContract(at: () => EngineStage): void {
  test('says what it is and what time it has', async () => {
    const { engine } = at();
    const info = await engine.info();
    expect(info).toMatchObject({ os: 'linux', api: engine.api });
    expect(info.id).not.toBe('');
    expect(info.version).toMatch(/^\d+\.\d+/);
    expect(info.runtimes).toContain('runc');
    expect(info.cpus).toBeGreaterThan(0);
    expect(info.memory).toBeGreaterThan(1e8);
    expect(Math.abs((await engine.hostTime()) - Date.now())).toBeLessThan(60_000);
  });

  describe('networks', () => {
    test('are made, found by name and label, and removed twice', async () => {
      const { engine } = at();
      const [name, run] = [freshName(), freshName()];
      const id = await engine.createNetwork({ name, labels: { run } });
      expect(await engine.inspectNetwork(name)).toEqual({ id, name, labels: { run }, internal: false });
      expect(await engine.listNetworks([`run=${run}`])).toEqual([{ id, name, labels: { run } }]);
      await engine.removeNetwork(id);
      await engine.removeNetwork(id);
      expect(await engine.inspectNetwork(name)).toBeNull();
      expect(await engine.listNetworks([`run=${run}`])).toEqual([]);
    });

    test('have no way out where they are internal', async () => {
      const { engine } = at();
      const name = freshName();
      const id = await engine.createNetwork({ name, labels: {}, internal: true });
      expect(await engine.inspectNetwork(name)).toMatchObject({ id, internal: true });
      await engine.removeNetwork(id);
    });

    test('do not get a name that is taken: ENGINE_CONFLICT', async () => {
      const { engine, network } = at();
      await expect(engine.createNetwork({ name: await network(), labels: {} })).rejects.toMatchObject({
        code: 'ENGINE_CONFLICT',
      });
    });

    test('take a running container in under its aliases and let it go, twice too', async () => {
      const { engine, container, idler, network } = at();
      const name = await network();
      const [a, b] = [await idler(), await container(idle, { HostConfig: { NetworkMode: name } })];
      await engine.connectNetwork(name, a, ['model', 'other']);
      expect((await engine.exec(b, ['nslookup', 'model'])).stdout).toMatch(/Address.*\d+\.\d+\.\d+\.\d+/);
      expect(Object.keys((await engine.inspectContainer(a))?.NetworkSettings.Networks ?? {})).toContain(name);
      await engine.disconnectNetwork(name, a);
      await engine.disconnectNetwork(name, a);
      expect(Object.keys((await engine.inspectContainer(a))?.NetworkSettings.Networks ?? {})).not.toContain(name);
    });

    test('that are gone, or whose container is, have nothing to let go', async () => {
      const { engine, idler, network } = at();
      await engine.disconnectNetwork(freshName(), await idler());
      await engine.disconnectNetwork(await network(), freshName());
      const joining = engine.connectNetwork(freshName(), await idler(), []);
      await expect(joining).rejects.toMatchObject({ code: 'ENGINE_NOT_FOUND' });
    });

    test('stay while a container is in them: ENGINE_REFUSED', async () => {
      const { engine, container, network } = at();
      const name = await network();
      await container(idle, { HostConfig: { NetworkMode: name } });
      await expect(engine.removeNetwork(name)).rejects.toMatchObject({ code: 'ENGINE_REFUSED' });
    });
  });

  describe('volumes', () => {
    test('are made, found by label, and removed twice', async () => {
      const { engine } = at();
      const [name, run] = [freshName(), freshName()];
      await engine.createVolume(name, { run });
      await engine.createVolume(name, { run });
      expect(await engine.listVolumes([`run=${run}`])).toEqual([{ name, labels: { run } }]);
      await engine.removeVolume(name);
      await engine.removeVolume(name);
      expect(await engine.listVolumes([`run=${run}`])).toEqual([]);
    });

    test('stay while a container has them, stopped or not: ENGINE_CONFLICT', async () => {
      const { engine, container, volume } = at();
      const name = await volume();
      await container(idle, { HostConfig: { Binds: [`${name}:/state`] }, start: false });
      await expect(engine.removeVolume(name)).rejects.toMatchObject({ code: 'ENGINE_CONFLICT' });
    });
  });

  describe('images', () => {
    test('that are not there are null, and untagging them is done', async () => {
      const { engine } = at();
      expect(await engine.inspectImage(`${freshName()}:1`)).toBeNull();
      expect(await engine.inspectImage(`sha256:${'0'.repeat(64)}`)).toBeNull();
      await engine.untagImage(`${freshName()}:1`);
    });

    test('get tags, are found by them and by label, and keep what other tags they have', async () => {
      const { engine, image } = at();
      const repository = `slipway-test/${freshName()}`;
      await engine.tagImage(image, repository, 'r1');
      await engine.tagImage(image, repository, 'r2');
      const [found, another] = await engine.listImages({ reference: `${repository}:*` });
      expect(another).toBeUndefined();
      expect(found?.id).toBe(image);
      expect(found?.tags).toEqual(expect.arrayContaining([`${repository}:r1`, `${repository}:r2`]));
      expect(found?.labels).toMatchObject({ 'io.slipway.gateway': 'true' });
      const labelled = await engine.listImages({ label: 'io.slipway.gateway=true' });
      expect(labelled.map(({ id }) => id)).toContain(image);
      await engine.untagImage(`${repository}:r1`);
      await engine.untagImage(`${repository}:r1`);
      expect((await engine.inspectImage(`${repository}:r2`))?.Id).toBe(image);
      await engine.untagImage(`${repository}:r2`);
      expect(await engine.listImages({ reference: `${repository}:*` })).toEqual([]);
    });

    test('cannot be tagged when they are not there: ENGINE_NOT_FOUND', async () => {
      const tagging = at().engine.tagImage(`${freshName()}:1`, `slipway-test/${freshName()}`, 'r1');
      await expect(tagging).rejects.toMatchObject({ code: 'ENGINE_NOT_FOUND' });
    });
  });

  test('an aborted signal ends every call before it begins', async () => {
    const { engine } = at();
    const signal = AbortSignal.abort(new Error('enough'));
    const calls = [
      () => engine.info(signal),
      () => engine.hostTime(signal),
      () => engine.listContainers([], signal),
      () => engine.inspectContainer('x', signal),
      () => engine.startContainer('x', signal),
      () => engine.stopContainer('x', 1, signal),
      () => engine.removeContainer('x', signal),
      () => engine.dial('x', ['cat'], signal),
      () => engine.attach('x', signal),
      () => engine.getFiles('x', '/', signal),
      () => engine.putFiles('x', '/', [], 0, signal),
      () => engine.logs('x', {}, signal),
      () => engine.endingsOf('x', '', signal),
      () => engine.inspectNetwork('x', signal),
      () => engine.removeNetwork('x', signal),
      () => engine.removeVolume('x', signal),
      () => engine.inspectImage('x', signal),
      () => engine.remoteDigest('x', signal),
      () => engine.pullImage('x', () => {}, signal),
      () => engine.untagImage('x', signal),
    ];
    for (const call of calls) await expect(call()).rejects.toThrow('enough');
  });
}
