import { expect, test } from 'vitest';
import type { Handled } from '#contract/inventory';
import { actsOn, dockerCommands, handledWords } from '../../../renderer/src/checklist/handling.ts';

const handled = (state: Handled['state'], exitCode: number | null = null): Handled => ({
  id: 'a',
  name: 'shop',
  host: 'local',
  state,
  exitCode,
  tookMs: 340,
});

test('what runs can be stopped and restarted, what does not started, and what is going is left alone', () => {
  expect(['running', 'paused', 'restarting'].map((it) => actsOn(it as 'running'))).toEqual(
    Array(3).fill(['restart', 'stop']),
  );
  expect([actsOn('created'), actsOn('exited'), actsOn('removing'), actsOn('dead')]).toEqual([
    ['start'],
    ['start'],
    [],
    [],
  ]);
});

test.each([
  ['start', handled('running'), 'Started in 340 ms, and it runs', false],
  ['start', handled('exited', 3), 'Started in 340 ms, and ended at once with exit code 3. Its log says why', true],
  ['start', handled('exited', 0), 'Started in 340 ms, and ended at once with exit code 0', false],
  [
    'restart',
    handled('restarting', 1),
    'Restarted in 340 ms, and ended at once with exit code 1. Its log says why',
    true,
  ],
  ['start', handled('removed'), 'Started in 340 ms, and gone since', true],
  ['stop', handled('exited', 0), 'Stopped in 340 ms, exit code 0', false],
  ['stop', handled('exited', 137), 'Stopped in 340 ms, killed after its grace', false],
  ['stop', handled('removed'), 'Stopped in 340 ms, and removed with it', false],
] as const)('%s: what became of it in words', (act, of, text, bad) => {
  expect(handledWords(of, act)).toEqual({ text, bad });
});

test('commands are for a shell, so none is made of a name or an address that could be more than that', () => {
  expect(dockerCommands('shop', 'unix:///var/run/docker.sock').map(([, command]) => command)).toEqual([
    'docker logs --follow --tail 100 shop',
    'docker exec --interactive --tty shop sh',
    'docker inspect shop',
    'docker restart shop',
  ]);
  expect(dockerCommands('shop', 'ssh://ada@lab').at(0)?.[1]).toBe(
    'docker --host ssh://ada@lab logs --follow --tail 100 shop',
  );
  expect(dockerCommands('shop; rm -rf /', 'unix:///var/run/docker.sock')).toEqual([]);
});
