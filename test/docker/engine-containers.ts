import { describe, expect, test } from 'vitest';
import { freshName } from '#support/names';
import { type EngineStage, idle } from './engine-stage.ts';

const state = (stage: EngineStage, id: string) => stage.engine.inspectContainer(id).then((it) => it?.State.Status);

/** Containers and the files in them. */
export function containerContract(at: () => EngineStage): void {
  describe('containers', () => {
    test('are created, started, stopped and removed, and each of it twice is once', async () => {
      const { engine, container } = at();
      const id = await container(idle, { start: false });
      expect(await state(at(), id)).toBe('created');
      await engine.startContainer(id);
      await engine.startContainer(id);
      expect(await state(at(), id)).toBe('running');
      await engine.stopContainer(id, 5);
      await engine.stopContainer(id, 5);
      expect(await state(at(), id)).toBe('exited');
      await engine.removeContainer(id);
      await engine.removeContainer(id);
      expect(await engine.inspectContainer(id)).toBeNull();
    });

    test('that are gone can be stopped and removed, not started', async () => {
      const { engine } = at();
      const id = freshName();
      await engine.stopContainer(id, 0);
      await engine.removeContainer(id);
      await expect(engine.startContainer(id)).rejects.toMatchObject({ code: 'ENGINE_NOT_FOUND' });
      expect(await engine.inspectContainer(id)).toBeNull();
    });

    test('are restarted, running or not, and one that goes with its end stays', async () => {
      const { engine, container } = at();
      const id = await container(idle, { HostConfig: { AutoRemove: true } });
      const startedAt = async () => (await engine.inspectContainer(id))?.State.StartedAt ?? '';
      const before = await startedAt();
      await engine.restartContainer(id, 5);
      expect(await state(at(), id)).toBe('running');
      expect(Date.parse(await startedAt())).toBeGreaterThan(Date.parse(before));
      const stopped = await container(idle, { start: false });
      await engine.restartContainer(stopped, 5);
      expect(await state(at(), stopped)).toBe('running');
      await expect(engine.restartContainer(freshName(), 0)).rejects.toMatchObject({ code: 'ENGINE_NOT_FOUND' });
    });

    test('that ignore the signal are killed after their grace', async () => {
      const { engine, container } = at();
      const id = await container(['sh', '-c', 'trap "" USR1; while :; do sleep 1; done']);
      await engine.stopContainer(id, 1);
      expect((await engine.inspectContainer(id))?.State.ExitCode).toBe(137);
    });

    test('are given another restart policy, running or not; one that is gone is ENGINE_NOT_FOUND', async () => {
      const { engine, container } = at();
      const id = await container(idle, { HostConfig: { RestartPolicy: { Name: 'always' } } });
      const policy = async () => (await engine.inspectContainer(id))?.HostConfig.RestartPolicy?.Name;
      await engine.updateRestart(id, 'no');
      expect(await policy()).toBe('no');
      await engine.stopContainer(id, 0);
      await engine.updateRestart(id, 'always');
      expect([await policy(), await state(at(), id)]).toEqual(['always', 'exited']);
      await expect(engine.updateRestart(freshName(), 'no')).rejects.toMatchObject({ code: 'ENGINE_NOT_FOUND' });
    });

    test('are removed while they run, by several at once too', async () => {
      const { engine, container } = at();
      const id = await container(idle);
      await Promise.all([engine.removeContainer(id), engine.removeContainer(id), engine.removeContainer(id)]);
      expect(await engine.inspectContainer(id)).toBeNull();
    });

    test('are listed by their labels, running or not, with the ports that they publish', async () => {
      const { engine, container, image } = at();
      const [run, name] = [freshName(), freshName()];
      const port = await freePort(at());
      const options = { name, Labels: { run, kind: 'a' }, ...publish(port) };
      const running = await container(idle, options);
      const created = await container(idle, { Labels: { run, kind: 'b' }, start: false });
      const all = await engine.listContainers([`run=${run}`]);
      expect(all.map(({ id, state }) => [id, state]).toSorted()).toEqual(
        [
          [running, 'running'],
          [created, 'created'],
        ].toSorted(),
      );
      const [one, another] = await engine.listContainers([`run=${run}`, 'kind=a']);
      expect(another).toBeUndefined();
      expect(one).toMatchObject({ id: running, name, image, labels: { run, kind: 'a' } });
      expect(one?.ports).toEqual([{ address: '127.0.0.1', port }]);
      expect(one?.createdAt).toBeGreaterThan(1.7e12);
    });

    test('take an environment that no address could hold, and no log of addresses keeps', async () => {
      const { engine, container } = at();
      const long = `LONG=${'x'.repeat(2_000_000)}`;
      const id = await container(idle, { Env: [long], start: false });
      expect((await engine.inspectContainer(id))?.Config.Env).toContain(long);
    });

    test('do not get a name that is taken: ENGINE_CONFLICT', async () => {
      const { container } = at();
      const name = freshName();
      await container(idle, { name, start: false });
      await expect(container(idle, { name })).rejects.toMatchObject({ code: 'ENGINE_CONFLICT' });
    });

    test('do not start on a port that another one publishes: ENGINE_REFUSED', async () => {
      const { engine, container } = at();
      const published = publish(await freePort(at()));
      await container(idle, published);
      const late = await container(idle, { ...published, start: false });
      await expect(engine.startContainer(late)).rejects.toMatchObject({ code: 'ENGINE_REFUSED' });
    });

    test('do not start on a port that a process holds: ENGINE_REFUSED, and they start once it has let go', async () => {
      const { engine, container, holdPort } = at();
      const held = await holdPort();
      const id = await container(idle, { ...publish(held.port), start: false });
      await expect(engine.startContainer(id)).rejects.toMatchObject({ code: 'ENGINE_REFUSED' });
      held.letGo();
      await expect
        .poll(
          () =>
            engine.startContainer(id).then(
              () => true,
              () => false,
            ),
          { timeout: 5000 },
        )
        .toBe(true);
    });

    test('are not made of an image that is not there: ENGINE_NOT_FOUND', async () => {
      const { container } = at();
      await expect(container(idle, { Image: `${freshName()}:1` })).rejects.toMatchObject({ code: 'ENGINE_NOT_FOUND' });
    });

    test('whose command is not there do not start: ENGINE_REFUSED or ENGINE_NOT_FOUND with its name', async () => {
      const { container } = at();
      await expect(container(['/no/such/thing'])).rejects.toMatchObject({
        code: expect.stringMatching(/^ENGINE_(REFUSED|NOT_FOUND)$/),
        message: expect.stringContaining('/no/such/thing'),
      });
    });
  });

  describe('files', () => {
    const put = [
      { path: 'state', content: Buffer.alloc(0), directory: true, mode: 0o700 },
      { path: 'state/a.txt', content: Buffer.from('grün'), mode: 0o600 },
      { path: 'state/run.sh', content: Buffer.from('#!/bin/sh\n'), mode: 0o755 },
    ];

    test('belong to whom they are put for, with their modes, in a container that has not started', async () => {
      const { engine, container } = at();
      const id = await container(idle, { start: false, User: 'root' });
      await engine.putFiles(id, '/tmp', put, 99);
      await engine.startContainer(id);
      const { stdout } = await engine.exec(id, ['stat', '-c', '%n %u %g %a', ...put.map(({ path }) => `/tmp/${path}`)]);
      expect(stdout).toBe('/tmp/state 99 99 700\n/tmp/state/a.txt 99 99 600\n/tmp/state/run.sh 99 99 755\n');
    });

    test('come back as they were put, by their path; a path that is not there is null', async () => {
      const { engine, idler } = at();
      const id = await idler();
      const big = Buffer.alloc(3_000_000, 'slipway ');
      await engine.putFiles(id, '/tmp', [...put, { path: 'state/big', content: big }], 99);
      await engine.exec(id, ['ln', '-s', '/etc/passwd', '/tmp/state/link']);
      const files = await engine.getFiles(id, '/tmp/state');
      expect([...(files?.keys() ?? [])].toSorted()).toEqual(['state/a.txt', 'state/big', 'state/run.sh']);
      expect(files?.get('state/a.txt')?.toString()).toBe('grün');
      expect(files?.get('state/big')?.equals(big)).toBe(true);
      expect([...((await engine.getFiles(id, '/tmp/state/a.txt')) ?? [])].map(([name]) => name)).toEqual(['a.txt']);
      expect(await engine.getFiles(id, '/tmp/nothing')).toBeNull();
      expect(await engine.getFiles(freshName(), '/tmp')).toBeNull();
    });

    test('go into a volume of a container whose root is read-only, and nowhere else there', async () => {
      const { engine, container, volume } = at();
      const HostConfig = { ReadonlyRootfs: true, Binds: [`${await volume()}:/state`] };
      const id = await container(idle, { HostConfig });
      await engine.putFiles(id, '/state', put, 99);
      expect([...((await engine.getFiles(id, '/state/state')) ?? [])].length).toBe(2);
      await expect(engine.putFiles(id, '/tmp', put, 99)).rejects.toMatchObject({ code: 'ENGINE_REFUSED' });
    });

    test('do not go where there is no folder: ENGINE_NOT_FOUND', async () => {
      const { engine, container } = at();
      const id = await container(idle, { start: false });
      await expect(engine.putFiles(id, '/no/such', put, 99)).rejects.toMatchObject({ code: 'ENGINE_NOT_FOUND' });
    });
  });
}

const publish = (port: number) => ({
  ExposedPorts: { '80/tcp': {} },
  HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: `${port}` }] } },
});

async function freePort({ holdPort }: EngineStage): Promise<number> {
  const held = await holdPort();
  held.letGo();
  return held.port;
}
