import { afterAll, beforeAll, expect, test } from 'vitest';
import { leftovers } from '#support/left';
import { ask, load } from '#support/load';
import { type Operator, openOperator, succeeded } from '#support/operator';
import { digits, serviceFile } from '#support/service-file';
import { until } from '#support/until';

let operator: Operator;
const file = serviceFile();
const { service } = file;
const next = { ...file, model: digits('1.1.0') };
beforeAll(async () => {
  operator = await openOperator();
});
afterAll(() => operator?.[Symbol.asyncDispose]());

test('a first deployment serves with as many replicas as were asked for', async () => {
  const deployment = await operator.put(file);
  expect(deployment).toMatchObject({ kind: 'deploy', from: null, to: { release: 'r1', version: '1.0.0' } });
  expect(deployment.steps.every(({ state }) => state === 'done')).toBe(true);
  expect(deployment.evidence.golden.map(({ ok, status, release }) => ({ ok, status, release }))).toEqual([
    { ok: true, status: 200, release: 'r1' },
    { ok: true, status: 200, release: 'r1' },
  ]);
  const status = await operator.status(service);
  expect(status).toMatchObject({ state: 'serving', release: { release: 'r1' }, gateway: { running: true } });
  expect(status.replicas.map(({ state, admitted }) => ({ state, admitted }))).toEqual([
    { state: 'ready', admitted: true },
    { state: 'ready', admitted: true },
  ]);
  expect(await ask(await operator.address(service))).toEqual({ wrong: null, release: 'r1', digit: 7 });
});

test('deploying and rolling back under load fails no request, round after round', async () => {
  const address = await operator.address(service);
  const callers = load(address);
  await until('all of it serves', () => (callers.releases.r1 ?? 0) > 100);
  for (const release of ['r2', 'r3']) {
    const deployment = await operator.put(next);
    expect(deployment).toMatchObject({ kind: 'deploy', from: { release: 'r1' }, to: { release, version: '1.1.0' } });
    await until('the new release is asked', () => (callers.releases[release] ?? 0) > 50);
    const back = succeeded(await operator.rollback(service, 'r1'));
    expect(back).toMatchObject({ kind: 'rollback', from: { release }, to: { release: 'r1', version: '1.0.0' } });
    const then = callers.releases.r1 ?? 0;
    await until('the old release is asked', () => (callers.releases.r1 ?? 0) > then + 50);
  }
  const seen = await callers.stop();
  expect(seen.failed).toEqual([]);
  expect(seen.requests).toBeGreaterThan(500);
});

test('retiring leaves nothing that runs', async () => {
  await operator.retire(service);
  expect((await leftovers(service)).filter((it) => !/^(image|volume) /.test(it))).toEqual([]);
});
