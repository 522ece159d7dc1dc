import { describe, expect, test } from 'vitest';
import type { Deployment } from '#contract/deployment';
import { lanesOf, measuredOf, oldWords, sinceThen } from '../../../renderer/src/deployment/lanes.ts';
import { type Told, tell, untold } from '../../../renderer/src/deployment/stages.ts';
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
  const toOld = (state: Deployment['state'], told: Told) =>
    oldWords(deployment({ state }), plan, told, lanesOf(plan, told, state));
  test('that were switched to serve, also where the deployment was interrupted after that or could not be finished', () => {
    const told = tell(untold, done);
    expect(words(lanesOf(plan, told, 'interrupted'))).toEqual(words(lanesOf(plan, told, 'succeeded')));
    expect(toOld('interrupted', told)).toBe('kept as the way back');
    const stuck = tell(untold, [...done.slice(0, 8), became(5, 'failed', 6)]);
    expect(words(lanesOf(plan, stuck, 'failed'))).toEqual([
      ['r1-1', 'leaving', false, false],
      ['r2-1', 'ready', true, false],
    ]);
    expect(toOld('failed', stuck)).toBe('kept as the way back');
  });
  test('that were taken back after the switch are gone, whatever it is called then', () => {
    const back = [4, 3, 2, 1].map((n) => became(n, 'undone', 20 - n));
    const told = tell(untold, [...done.slice(0, 8), ...back]);
    for (const state of ['taken-back', 'interrupted', 'failed'] as const) {
      expect(words(lanesOf(plan, told, state))).toEqual([
        ['r1-1', 'serves', true, false],
        ['r2-1', 'removed', false, true],
      ]);
      expect(toOld(state, told)).toBe('serves as before');
    }
  });
  test('that could not be taken back are left behind, those that were never made are not', () => {
    const told = tell(untold, done.slice(0, 4));
    expect(words(lanesOf(plan, told, 'failed'))[1]).toEqual(['r2-1', 'left behind', false, false]);
    expect(words(lanesOf(plan, untold, 'interrupted'))[1]).toEqual(['r2-1', 'not made', false, true]);
  });
  test('are not known where a switch neither ended nor could be taken back', () => {
    const told = tell(untold, [...done.slice(0, 7), became(4, 'failed', 5)]);
    expect(words(lanesOf(plan, told, 'failed')).map(([, word, gets]) => [word, gets])).toEqual([
      ['not known', false],
      ['not known', false],
    ]);
    expect(toOld('failed', told)).toBe('whether it serves is not known');
    expect(toOld('taken-back', told)).toBe('serves as before');
  });
  test('that were thought to be gone are there where they are found; those that a step removed may be others', () => {
    const there = new Set(['slipway-digits-r1-1', 'slipway-digits-r2-1']);
    const guessed = lanesOf(plan, tell(untold, done.slice(0, 4)), 'interrupted');
    expect(words(sinceThen(guessed, there))[1]).toEqual(['r2-1', 'still there', false, false]);
    expect(words(sinceThen(guessed, null))[1]).toEqual(['r2-1', 'removed', false, true]);
    const removed = lanesOf(plan, tell(untold, done), 'succeeded');
    expect(sinceThen(removed, there)).toEqual(removed);
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
