import { describe, expect, test } from 'vitest';
import { planDeployment } from '#core/deployment/plan';
import { final, type Step } from '#core/deployment/steps';
import { refuseGap } from '#core/deployment/work-out';
import { frontHash, frontOf } from '#core/service/split';
import { file, nothing, replica, serving, wanted } from './samples.ts';

const short = (steps: readonly Step[]) => steps.map((step) => `${step.do} ${step.target}`);
const of = file({ strategy: { kind: 'in-place' } });
const same = { isNew: false, presentChanged: false };
const paused = () => ({ ...serving().serving!, paused: true });

test('all that is new is made before requests are refused, and what is old ends before what is new begins', () => {
  const { kind, steps, gap } = planDeployment(serving(), wanted(2, { watch: 60_000 }, of));
  expect(kind).toBe('deploy');
  expect(gap).toBeGreaterThan(0);
  expect(short(steps)).toEqual([
    'pin slipway/digits:r2',
    'create slipway-digits-r2-1',
    'create slipway-digits-r2-2',
    'way-back r1',
    'pause r1',
    'drain 2 replicas',
    'stop slipway-digits-r1-1',
    'stop slipway-digits-r1-2',
    'start slipway-digits-r2-1',
    'start slipway-digits-r2-2',
    'verify slipway-digits-r2-1',
    'verify slipway-digits-r2-2',
    'compare r1',
    'keep r2',
    'switch r2',
    'watch r2',
    'remove slipway-digits-r1-1',
    'remove slipway-digits-r1-2',
    'note digits',
  ]);
  expect(steps.find((step) => step.do === 'switch')).toMatchObject({ inPlace: true });
  const order = steps.map((step) => step.do);
  expect(order.findIndex((step) => final.has(step))).toBeGreaterThan(order.indexOf('watch'));
});

test('a restart is in place too', () => {
  const { steps } = planDeployment(serving(), wanted(1, { ...same, kind: 'restart', fresh: true }, of));
  expect(short(steps).slice(2, 8)).toEqual([
    'pause r1',
    'drain 2 replicas',
    'stop slipway-digits-r1-1',
    'stop slipway-digits-r1-2',
    'start slipway-digits-r1-3',
    'start slipway-digits-r1-4',
  ]);
});

describe('without a gap', () => {
  const front = frontOf(file({ front: { limit: { timeout: '5s' } } }));
  test.each([
    ['a first release', nothing, wanted(1, {}, of)],
    ['more replicas', serving(), wanted(1, { ...same, replicas: 3 }, of)],
    ['fewer replicas', serving(), wanted(1, { ...same, replicas: 1 }, of)],
    ['another front', serving(), wanted(1, { ...same, front, frontHash: frontHash(front) }, of)],
    ['another policy', serving(), wanted(1, { ...same, presentChanged: true }, of)],
    ['a change where nothing serves any more', serving({ replicas: [] }), wanted(2, {}, of)],
    ['a change where rolling is asked for', serving(), wanted(2)],
  ])('%s', (_what, observed, want) => {
    const { steps, gap } = planDeployment(observed, want);
    expect(gap).toBe(0);
    expect(steps.map((step) => step.do)).not.toEqual(expect.arrayContaining(['pause']));
    expect(steps.map((step) => step.do)).not.toEqual(expect.arrayContaining(['stop']));
  });
});

test('a replica that runs and serves nothing makes room as well, and one that does not run is left alone', () => {
  const [looping, dead] = [
    replica(1, 2, { state: 'starting', usable: false }),
    replica(1, 3, { state: 'exited', usable: false }),
  ];
  const { steps, gap } = planDeployment(serving({ replicas: [replica(1, 1), looping, dead] }), wanted(1, same, of));
  expect(gap).toBe(0);
  expect(short(steps).filter((it) => /^(pause|stop|start)/.test(it))).toEqual([
    'stop slipway-digits-r1-2',
    'start slipway-digits-r1-4',
  ]);
});

test('a gateway that refuses requests since a gap was not ended is switched, also among the same replicas', () => {
  const { steps } = planDeployment(serving({ serving: paused() }), wanted(1, same, of));
  expect(short(steps)).toEqual(['keep r1', 'switch r1', 'note digits']);
});

test('the file asks for its gap by itself; another address is still asked for', () => {
  const work = (given: object) => {
    const want = wanted(2, given, of);
    return { observed: serving(), wanted: want, planned: planDeployment(serving(), want) };
  };
  expect(() => refuseGap(work({}), false)).not.toThrow();
  const moved = work({ address: { host: '127.0.0.1', port: 9001 } });
  expect(() => refuseGap(moved, false)).toThrow(/replaces the gateway/);
  expect(() => refuseGap(moved, true)).not.toThrow();
});
