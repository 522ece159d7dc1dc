import { expect, onTestFinished, test } from 'vitest';
import type { Deployment } from '#contract/deployment';
import { watchDeployments } from '#desktop/ended';
import type { FromCore } from '#desktop/messages';
import { until } from '#support/until';

type Row = { id: string; finishedAt: string | null };

/** A console of which the test says what runs and what its record holds, newest first. */
function watched(as: 'owner' | 'attached', rows: Row[]) {
  const heard: FromCore[] = [];
  const state = { rows, running: 0, looks: 0, fails: false };
  const logged: string[] = [];
  const stop = new AbortController();
  const list = async () => {
    state.looks += 1;
    if (state.fails) throw new Error('the record is busy');
    return { deployments: state.rows as unknown as Deployment[] };
  };
  const client = { history: { list } } as unknown as Parameters<typeof watchDeployments>[0]['client'];
  const console = { as, running: () => state.running, client };
  const over = watchDeployments(
    console,
    (message) => heard.push(message),
    stop.signal,
    (text) => logged.push(text),
    { owner: 5, attached: 5 },
  );
  onTestFinished(async () => {
    stop.abort();
    await over;
  });
  const ids = () => heard.flatMap((it) => (it.kind === 'ended' ? [it.deployment.id] : []));
  return { state, heard, ids, logged };
}

/** What the system is told of a deployment that ended. */
const told = {
  service: 'digits',
  host: 'local',
  kind: 'deploy',
  state: 'taken-back',
  to: { release: 'r2', version: '1.1.0', digest: 'sha256:2' },
  reason: 'it answered wrongly',
} as const;
const done = (id: string): Row => ({ ...told, id, finishedAt: '2026-11-22T10:00:00.000Z' });
const going = (id: string): Row => ({ id, finishedAt: null });

test('what had ended before is not told; what ends is, once, and before nothing runs any more', async () => {
  const { state, heard } = watched('owner', [done('a')]);
  await until('the first look', () => state.looks === 1);
  state.running = 1;
  state.rows = [going('b'), done('a')];
  await until('it runs', () => heard.length === 2);
  state.rows = [done('b'), done('a')];
  state.running = 0;
  await until('it is over', () => heard.length === 4);
  expect(heard).toEqual([
    { kind: 'deployments', here: 0, elsewhere: 0 },
    { kind: 'deployments', here: 1, elsewhere: 0 },
    { kind: 'ended', deployment: { id: 'b', ...told } },
    { kind: 'deployments', here: 0, elsewhere: 0 },
  ]);
});

test('while nothing runs here the record is left alone', async () => {
  const { state } = watched('owner', [done('a')]);
  await until('the first look', () => state.looks === 1);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(state.looks).toBe(1);
  state.running = 1;
  await until('it is looked at again once something runs', () => state.looks > 1);
});

test('what another process carries out is told too, also when it began and ended between two looks', async () => {
  const { state, heard, ids } = watched('attached', [done('a')]);
  await until('the first looks', () => state.looks > 1);
  state.rows = [going('b'), done('a')];
  await until('it runs', () => heard.length === 2);
  state.rows = [done('c'), done('b'), done('a')];
  await until('both are over', () => heard.length === 5);
  expect(heard[1]).toEqual({ kind: 'deployments', here: 0, elsewhere: 1 });
  expect(ids().toSorted()).toEqual(['b', 'c']);
});

test('a record that cannot be read for a while ends nothing: it is logged once, and looked at again', async () => {
  const { state, ids, logged } = watched('attached', [done('a')]);
  await until('the first look', () => state.looks > 0);
  state.fails = true;
  const { looks } = state;
  await until('it failed and was tried again', () => state.looks > looks + 3);
  state.rows = [done('b'), done('a')];
  state.fails = false;
  await until('what ended is told', () => ids().length === 1);
  expect([ids(), logged]).toEqual([['b'], [expect.stringContaining('the record is busy')]]);
});
