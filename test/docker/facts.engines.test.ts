import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EngineStage, machineEngine, newerEngine } from './engine-stage.ts';
import {
  type Container,
  type FactsStage,
  factsOn,
  hears,
  listens,
  policies,
  restart,
  restarted,
  restarts,
  staysDown,
  until,
  type Watched,
} from './facts-stage.ts';

// What the product takes for given of every engine. Where a newer one does otherwise, what is built on it has to change.
const [machine, newer] = ["the machine's engine", "Debian 13's engine"] as const;
const open = { [machine]: machineEngine, [newer]: newerEngine };
type Name = keyof typeof open;
/** Which half of a fact is tested that depends on it. */
const cgroups = existsSync('/sys/fs/cgroup/cgroup.controllers') ? 'v2' : 'v1';

const stages: Partial<Record<Name, EngineStage>> = {};
const facts: Partial<Record<Name, FactsStage>> = {};
beforeAll(async () => {
  await Promise.all(
    ([machine, newer] as const).map(async (name) => {
      stages[name] = await open[name]();
      facts[name] = await factsOn(stages[name]);
    }),
  );
});
afterAll(async () => {
  await Promise.all(Object.values(facts).map((it) => it[Symbol.asyncDispose]()));
  await Promise.all(Object.values(stages).map((it) => it[Symbol.asyncDispose]()));
});

const health = (container: Container) => container.inspect().then(({ State }) => State.Health);
const every = 500_000_000;
const memory = (Memory: number) => ({ Memory, MemorySwap: Memory });

// Mostly waiting, on both engines at once.
describe.concurrent.each([machine, newer] as const)('%s', { timeout: 300_000 }, (name) => {
  const at = () => facts[name] as FactsStage;
  const each = <T>(work: (policy: (typeof policies)[number]) => Promise<T>) => Promise.all(policies.map(work));

  test('E1: a kill over its API never sets off a restart policy', async () => {
    const ends = await each(async (policy) => {
      const container = await at().run(hears, { HostConfig: restart(policy) });
      await container.kill({ signal: 'SIGKILL' });
      return staysDown(container);
    });
    expect(ends).toEqual(policies.map(() => ({ exit: 137, restarts: 0 })));
  });

  test('E2: another signal than the set StopSignal restarts by policy, but for unless-stopped', async () => {
    const ends = await each(async (policy) => {
      const container = await at().run(hears, { StopSignal: 'SIGUSR2', HostConfig: restart(policy) });
      await container.kill({ signal: 'SIGTERM' });
      if (policy === 'unless-stopped') return staysDown(container);
      await restarted(container);
      return 'restarted';
    });
    expect(ends).toEqual(['restarted', { exit: 3, restarts: 0 }, 'restarted']);
  });

  test('E3: a kill from the processes of the host restarts by every policy', async () => {
    await each(async (policy) => {
      const container = await at().run(hears, { HostConfig: restart(policy) });
      await at().crash(container);
      await restarted(container);
    });
  });

  test('E4: the first process cannot be killed from inside; under an init its child can, and that restarts', async () => {
    const shielded = await at().run(hears, { HostConfig: restart('always') });
    await at().succeeds(shielded, 'kill -9 1');
    const child = await at().run('sleep 1000 & wait', { HostConfig: { ...restart('always'), Init: true } });
    await at().succeeds(child, 'kill -9 $(pidof sleep) $(pidof sh | tr " " "\\n" | sort -n | head -1)');
    await restarted(child);
    expect([await restarts(shielded), (await shielded.inspect()).State.Running]).toEqual([0, true]);
  });

  test('E5: a harmless signal over the API disarms a policy, and a restart arms it again', async () => {
    const [hup, stopped] = await Promise.all([
      at().run(hears, { HostConfig: restart('unless-stopped') }),
      at().run(hears, { HostConfig: restart('always') }),
    ]);
    await hup.kill({ signal: 'SIGHUP' });
    await stopped.kill({ signal: 'SIGSTOP' });
    await stopped.kill({ signal: 'SIGCONT' });
    for (const container of [hup, stopped]) expect((await container.inspect()).State.Running).toBe(true);
    await Promise.all([at().crash(hup), at().crash(stopped)]);
    expect(await Promise.all([hup, stopped].map(staysDown))).toEqual([
      { exit: 137, restarts: 0 },
      { exit: 137, restarts: 0 },
    ]);
    await Promise.all([hup, stopped].map((it) => it.restart({ t: 0 })));
    await Promise.all([at().crash(hup), at().crash(stopped)]);
    await Promise.all([restarted(hup), restarted(stopped)]);
  });

  test('E6: an unhealthy container is not restarted', async () => {
    const Healthcheck = { Test: ['CMD', 'false'], Interval: every, Retries: 1 };
    const container = await at().run(hears, { Healthcheck, HostConfig: restart('always') });
    await until('it failed three times', async () => ((await health(container))?.FailingStreak ?? 0) >= 3);
    expect(await container.inspect()).toMatchObject({
      RestartCount: 0,
      State: { Running: true, Health: { Status: 'unhealthy' } },
    });
  });

  test('E7: a pause is unhealthy at once and asks nothing; a stopped process is found by its probes', async () => {
    const beats = 'while :; do date +%s >/tmp/beat; sleep 1; done';
    const Test = ['CMD-SHELL', '[ $(($(date +%s) - $(cat /tmp/beat))) -lt 5 ]'];
    const make = () => at().run(beats, { Healthcheck: { Test, Interval: every, Retries: 2 } });
    const [paused, stopped] = await Promise.all([make(), make()]);
    for (const it of [paused, stopped])
      await until('it is healthy', async () => (await health(it))?.Status === 'healthy');
    await paused.pause();
    expect(await health(paused)).toMatchObject({ Status: 'unhealthy', FailingStreak: 0 });
    await paused.unpause();
    await stopped.kill({ signal: 'SIGSTOP' });
    await until('its probes found it', async () => (await health(stopped))?.Status === 'unhealthy');
    expect((await health(stopped))?.FailingStreak).toBeGreaterThanOrEqual(2);
  });

  test('E8: a shell as first process ignores TERM; under an init, or where it is heard, that is the end', async () => {
    const deaf = 'while :; do sleep 30; done';
    const exit = async (command: string, t: number, HostConfig = {}) => {
      const container = await at().run(command, { HostConfig });
      await container.stop({ t });
      return (await container.inspect()).State.ExitCode;
    };
    expect(
      await Promise.all([
        exit(deaf, 1),
        exit('exec sleep 1000', 120, { Init: true }),
        exit(`trap "exit 0" TERM; ${listens}`, 120),
      ]),
    ).toEqual([137, 143, 0]);
  });

  test('E9: the pause before a restart doubles from 0.1 s, and begins anew after ten seconds up', async () => {
    const counts = 'echo x >>/runs; [ $(wc -l </runs) -ge 7 ] && sleep 11; exit 1';
    const { told } = await at().watched(counts, { HostConfig: restart('always') });
    // From start to start, since a busy engine tells of an end late, when it has begun to wait already.
    const started = () => told.filter(({ action }) => action === 'start').map((it) => it.at);
    await until('it was started eight times', async () => started().length >= 8);
    const starts = started();
    const between = starts.slice(1).map((each, i) => each - (starts[i] ?? 0));
    for (const [i, least] of [0.1, 0.2, 0.4, 0.8, 1.6, 3.2].entries()) expect(between[i]).toBeGreaterThanOrEqual(least);
    expect(between[6]).toBeGreaterThan(10);
    expect(between[6]).toBeLessThan(11 + 6.4);
  });

  test('E10: what is not set is 64 MiB of shared memory, an unbounded log, 10 s to stop and 30 s to the first probe', async () => {
    const { container, told } = await at().watched('while :; do sleep 30; done', {
      Healthcheck: { Test: ['CMD', 'true'] },
    });
    const { HostConfig, Config, State } = await container.inspect();
    expect(HostConfig).toMatchObject({ ShmSize: 64 * 1024 ** 2, LogConfig: { Type: 'json-file', Config: {} } });
    expect(Config).not.toMatchObject({ StopTimeout: expect.anything() });
    // Nothing asks it before that.
    await pause(25_000);
    await until('it was asked', async () => ((await health(container))?.Log.length ?? 0) > 0);
    const asked = Date.parse((await health(container))?.Log[0]?.Start ?? '');
    expect(asked - Date.parse(State.StartedAt)).toBeGreaterThanOrEqual(29_900);
    await container.stop();
    const kills = told.filter(({ action }) => action === 'kill');
    expect(kills.map(({ attributes }) => attributes.signal)).toEqual(['15', '9']);
    expect((kills[1]?.at ?? 0) - (kills[0]?.at ?? 0)).toBeGreaterThanOrEqual(9.9);
  });

  test('E11: a memory limit alone lets it swap as much again', async () => {
    const container = await at().run(hears, { HostConfig: { Memory: 64 * 1024 ** 2 } });
    expect((await container.inspect()).HostConfig.MemorySwap).toBe(128 * 1024 ** 2);
  });

  test(`E12: a limit below what is used is ${cgroups === 'v1' ? 'refused' : 'the end of it'} (cgroup ${cgroups})`, async () => {
    // What lies in memory as a file cannot be given back.
    const holds = `head -c 40000000 /dev/zero >/dev/shm/held; touch /held; ${hears}`;
    const container = await at().run(holds, { HostConfig: memory(256 * 1024 ** 2) });
    await until('it holds it', () => at().succeeds(container, '[ -e /held ]'));
    const shrunk = container.update(memory(12 * 1024 ** 2));
    expect(await at().docker.info()).toMatchObject({ CgroupVersion: cgroups === 'v1' ? '1' : '2' });
    if (cgroups === 'v1') {
      await expect(shrunk).rejects.toThrow();
      expect((await container.inspect()).State).toMatchObject({ Running: true, OOMKilled: false });
    } else {
      await shrunk;
      await until('it was killed', async () => (await container.inspect()).State.OOMKilled);
    }
  });

  test(`E13: a kill for memory is always in the events; OOMKilled tells of it on some engines only (cgroup ${cgroups})`, async () => {
    const greedy = 'head -c 200000000 /dev/zero | tail -c 200000000 >/dev/null';
    // What the engine starts in a container beside its process takes some of it too.
    const HostConfig = { ...restart('always'), ...memory(64 * 1024 ** 2) };
    const actions = ({ told }: Watched) => told.map(({ action }) => action.replace(/:.*/, ''));
    const inside = await at().watched(hears, { HostConfig });
    await at().succeeds(inside.container, greedy);
    await until('the engine told it', async () => actions(inside).includes('oom'));
    expect(await inside.container.inspect()).toMatchObject({ RestartCount: 0, State: { Running: true } });
    const isKilled = async ({ container }: Watched) => (await container.inspect()).State.OOMKilled;
    if (name === newer) await until('it says so of any process', () => isKilled(inside));
    else expect(await isKilled(inside)).toBe(false);
    const first = await at().watched(
      `[ -e /second ] && { ${hears}; }; touch /second; exec tail -c 200000000 /dev/zero`,
      { HostConfig },
    );
    await restarted(first.container);
    const ended = () =>
      actions(first)
        .filter((it) => ['oom', 'die', 'start'].includes(it))
        .toSorted();
    await until('the engine told all of it', async () => ended().length >= 4);
    expect(ended()).toEqual(['die', 'oom', 'start', 'start']);
    // A newer one forgets it when it starts the container again.
    if (name === machine) expect(await isKilled(first)).toBe(true);
  });
});
