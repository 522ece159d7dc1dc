import { describe, expect, test } from 'vitest';
import type { LogEntry } from '#core/docker/types';
import { until } from '#support/until';
import type { EngineStage } from './engine-stage.ts';

/** What a container wrote, after the fact and as it comes. */
export function logContract(at: () => EngineStage): void {
  /** The log of a container that has run a script to its end. */
  const ran = async (script: string): Promise<string> => {
    const id = await at().container(['sh', '-c', script]);
    await until('it has ended', async () => (await at().engine.inspectContainer(id))?.State.Status === 'exited');
    return id;
  };
  const lines = (entries: LogEntry[]) => entries.map(({ line }) => line);

  describe('logs', () => {
    test('come in order, from both outputs, with their times', async () => {
      const id = await ran('for n in 1 2 3; do echo out $n; sleep 0.05; echo "err  $n " >&2; sleep 0.05; done; echo');
      const entries = await at().engine.logs(id, {});
      expect(entries.map(({ stream, line }) => `${stream} ${line}`)).toEqual([
        'stdout out 1',
        'stderr err  1 ',
        'stdout out 2',
        'stderr err  2 ',
        'stdout out 3',
        'stderr err  3 ',
        'stdout ',
      ]);
      const times = entries.map(({ time }) => time);
      expect(times).toEqual(times.toSorted());
      expect(times[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
    });

    test('are cut to the last lines, or to those since a moment', async () => {
      const id = await ran('echo early; sleep 1.2; echo late; echo later');
      const { engine } = at();
      expect(lines(await engine.logs(id, { tail: 2 }))).toEqual(['late', 'later']);
      expect(lines(await engine.logs(id, { tail: 0 }))).toEqual([]);
      const [, late] = await engine.logs(id, {});
      const since = Date.parse(late?.time ?? '') / 1000 - 0.1;
      expect(lines(await engine.logs(id, { since }))).toEqual(['late', 'later']);
    });

    test('have a last line without an end, and none where nothing was written', async () => {
      expect(lines(await at().engine.logs(await ran('printf "one\\ntwo"'), {}))).toEqual(['one', 'two']);
      expect(await at().engine.logs(await ran('true'), {})).toEqual([]);
    });

    test('hold a long line in one piece, with no time inside', async () => {
      // The engine cuts at 16 KiB. Where that is in the middle of a character it stores two broken ones: not so here.
      const id = await ran(`yes ü | head -n 20001 | tr -d '\\n'; echo; echo next`);
      const [long, next] = lines(await at().engine.logs(id, {}));
      expect(long === 'ü'.repeat(20_001)).toBe(true);
      expect(next).toBe('next');
    });

    test('cut a line at 64 KiB and go on with the next', async () => {
      const id = await ran(`head -c 200000 /dev/zero | tr '\\0' a; echo; echo next`);
      const [long, next] = lines(await at().engine.logs(id, {}));
      expect(long === 'a'.repeat(65_536)).toBe(true);
      expect(next).toBe('next');
    });

    test('of a container that is not there are ENGINE_NOT_FOUND', async () => {
      const missing = at().engine.logs('no-such-container', {});
      await expect(missing).rejects.toMatchObject({ code: 'ENGINE_NOT_FOUND' });
      const signal = new AbortController().signal;
      const following = at().engine.followLogs('no-such-container', {}, () => {}, signal);
      await expect(following).rejects.toMatchObject({ code: 'ENGINE_NOT_FOUND' });
    });
  });

  describe('following logs', () => {
    test('tells each line as it comes and ends with the container', async () => {
      const { engine, container } = at();
      const id = await container(['sh', '-c', 'for n in 1 2 3; do echo "ü $n"; sleep 0.2; done']);
      const told: string[] = [];
      await engine.followLogs(id, {}, ({ line }) => told.push(line), new AbortController().signal);
      expect(told).toEqual(['ü 1', 'ü 2', 'ü 3']);
    });

    test('ends with its signal, without a failure', async () => {
      const { engine, container } = at();
      const id = await container(['sh', '-c', 'while :; do echo tick; sleep 0.1; done']);
      const told: string[] = [];
      const cancel = new AbortController();
      await engine.followLogs(
        id,
        { tail: 0 },
        ({ line }) => {
          told.push(line);
          if (told.length === 3) cancel.abort();
        },
        cancel.signal,
      );
      expect(told).toEqual(['tick', 'tick', 'tick']);
    });

    test('goes on from a moment without a line twice or lost', async () => {
      const { engine, container } = at();
      const id = await container(['sh', '-c', 'n=0; while :; do n=$((n+1)); echo $n; sleep 0.02; done']);
      await until('it has written', async () => (await engine.logs(id, {})).length >= 20);
      const before = await engine.logs(id, {});
      const last = before.at(-1);
      const cancel = new AbortController();
      const after: LogEntry[] = [];
      await engine.followLogs(
        id,
        { since: Date.parse(last?.time ?? '') / 1000 },
        (entry) => {
          if (entry.time > (last?.time ?? '')) after.push(entry);
          if (after.length === 20) cancel.abort();
        },
        cancel.signal,
      );
      expect([...lines(before), ...lines(after)]).toEqual(
        Array.from({ length: before.length + 20 }, (_, n) => `${n + 1}`),
      );
    });
  });
}
