import { describe, expect, test } from 'vitest';
import { until } from '#support/until';
import { type EngineStage, idle } from './engine-stage.ts';

/** A child that takes memory until it has 64 MB, far more than it may have, and is the first that the kernel kills for it. */
const greedy = '(echo 1000 >/proc/self/oom_score_adj; head -c 67108864 /dev/zero | tail -c 67108864 >/dev/null)';
const limit = 16 * 1024 * 1024;

/** What the engine remembers of how processes ended. */
export function endingContract(at: () => EngineStage): void {
  describe('endings', () => {
    const created = async (id: string) => (await at().engine.inspectContainer(id))?.Created ?? '';
    const endings = async (id: string) => at().engine.endingsOf(id, await created(id));

    test('of a container that runs are none', async () => {
      const id = await at().container(idle);
      expect(await endings(id)).toEqual({ memoryKills: 0, exitCodes: [] });
    });

    test('tell each exit code, also of one that was started again since', async () => {
      const { engine, container } = at();
      const HostConfig = { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 2 } };
      const id = await container(['sh', '-c', 'exit 3'], { HostConfig });
      await until('it has ended for good', async () => (await engine.inspectContainer(id))?.State.Status === 'exited');
      expect(await endings(id)).toEqual({ memoryKills: 0, exitCodes: [3, 3, 3] });
    });

    test('tell a kill for memory of a child, which leaves the container as it was', async () => {
      const { engine, container } = at();
      const HostConfig = { Memory: limit, MemorySwap: limit };
      const id = await container(['sh', '-c', `${greedy}; ${idle[2]}`], { HostConfig });
      await until('a child was killed', async () => (await endings(id)).memoryKills > 0);
      expect((await endings(id)).exitCodes).toEqual([]);
      expect((await engine.inspectContainer(id))?.State.Running).toBe(true);
    });

    test('tell a kill for memory of the first process', async () => {
      const { engine, container } = at();
      const HostConfig = { Memory: limit, MemorySwap: limit };
      const id = await container(['tail', '-c', '67108864', '/dev/zero'], { HostConfig });
      await until('it has ended', async () => (await engine.inspectContainer(id))?.State.Running === false);
      await until('the engine tells why', async () => (await endings(id)).memoryKills > 0);
      expect((await endings(id)).exitCodes).toEqual([137]);
    });

    test('are told of this container alone, and from the time asked for on', async () => {
      const { engine, container } = at();
      const id = await container(['sh', '-c', 'exit 4']);
      await until('it has ended', async () => (await endings(id)).exitCodes.length > 0);
      expect((await endings(await container(['sh', '-c', 'exit 5']))).exitCodes).not.toContain(4);
      const later = new Date((await engine.hostTime()) + 1).toISOString();
      expect(await engine.endingsOf(id, later)).toEqual({ memoryKills: 0, exitCodes: [] });
    });

    test('of what is gone are still remembered', async () => {
      const { engine, container } = at();
      const id = await container(['sh', '-c', 'exit 6']);
      const since = await created(id);
      await until('it has ended', async () => (await endings(id)).exitCodes.length > 0);
      await engine.removeContainer(id);
      expect((await engine.endingsOf(id, since)).exitCodes).toEqual([6]);
    });
  });
}
