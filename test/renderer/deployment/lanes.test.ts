import { describe, expect, test } from 'vitest';
import { lanesOf, measuredOf, sinceThen } from '../../../renderer/src/deployment/lanes.ts';
import { tell, untold } from '../../../renderer/src/deployment/stages.ts';
import { became, deployment, done, plan } from './made.ts';

const words = (lanes: ReturnType<typeof lanesOf>) =>
  lanes.map(({ name, word, gets, isGone }) => [name.replace('slipway-digits-', ''), word, gets, isGone]);

describe('the replicas of a deployment', () => {
  test('are as far as their steps are', () => {
    const told = tell(untold, done.slice(0, 5));
    expect(words(lanesOf(plan, told, 'running'))).toEqual([
      ['r1-1', 'serves', true, false],
      ['r2-1', 'being asked', false, false],
    ]);
  });
  test('are gone once they were removed, and the new ones get what is asked', () => {
    expect(words(lanesOf(plan, tell(untold, done), 'succeeded'))).toEqual([
      ['r1-1', 'removed', false, true],
      ['r2-1', 'ready', true, false],
    ]);
  });
  test('that were refused are gone, and the old ones serve on', () => {
    const told = tell(untold, [...done.slice(0, 4), became(3, 'failed', 3), became(1, 'undone', 4)]);
    expect(words(lanesOf(plan, told, 'taken-back'))).toEqual([
      ['r1-1', 'serves', true, false],
      ['r2-1', 'failed, removed', false, true],
    ]);
  });
  test('that are not there any more say so, where it is known what is there', () => {
    const lanes = lanesOf(plan, tell(untold, done), 'succeeded');
    expect(sinceThen(lanes, null)).toEqual(lanes);
    expect(sinceThen(lanes, new Set(['slipway-digits-r2-1']))).toEqual(lanes);
    expect(words(sinceThen(lanes, new Set(['slipway-digits-r3-1'])))).toEqual([
      ['r1-1', 'removed', false, true],
      ['r2-1', 'removed since', false, true],
    ]);
  });
  test('keep what was measured of them: when they were ready, and how they answered', () => {
    const right = { name: 'a seven', ok: true, generated: false, status: 200, ms: 9, firstTokenMs: null, wrong: [] };
    const { evidence } = deployment();
    const golden = [{ ...right, body: '', asked: '', replica: 'slipway-digits-r2-1', release: 'r2' }];
    const told = tell(untold, done);
    expect(measuredOf('slipway-digits-r2-1', plan, told, { ...evidence, golden })).toEqual({
      readyMs: 2000,
      right: 1,
      asked: 1,
    });
    const refused = tell(untold, [...done.slice(0, 4), became(3, 'started', 2), became(3, 'failed', 3)]);
    expect(measuredOf('slipway-digits-r2-1', plan, refused, evidence).readyMs).toBeNull();
    expect(measuredOf('slipway-digits-r1-1', plan, told, { ...evidence, golden })).toEqual({
      readyMs: null,
      right: 0,
      asked: 0,
    });
  });
});
