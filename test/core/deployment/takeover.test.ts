import { expect, test } from 'vitest';
import type { Observed } from '#core/deployment/observed';
import { planDeployment, planRetirement } from '#core/deployment/plan';
import { settledIds, takenOver } from '#core/deployment/takeover';
import { replica, serving, wanted } from './samples.ts';

const left = [replica(2, 1, { admitted: false, usable: false }), replica(2, 2, { admitted: false, usable: false })];
const ours = [replica(1, 1), replica(1, 2)];
const unended = [{ deployment: 'B', by: 'bob', replicas: left.map(({ name }) => name) }];
const now = (given: Partial<Observed> = {}) => serving({ replicas: [...ours, ...left], unended, ...given });
const same = wanted(1, { presentChanged: false, isNew: false });
const settles = 'An interrupted deployment of bob (B) is settled with this';

test('what a dead console left goes under its own name, and that scales nothing', () => {
  const { kind, steps } = planDeployment(now(), same);
  expect(kind).toBe('deploy');
  expect(steps.map((step) => step.do)).toEqual(['drain', 'remove', 'remove', 'note']);
  expect(takenOver(now(), steps)).toEqual([
    `${settles}; what it left is removed: slipway-digits-r2-1, slipway-digits-r2-2.`,
  ]);
  expect(planDeployment(serving({ replicas: [...ours, replica(1, 3)] }), same).kind).toBe('scale');
});

test('where its release serves, what that was to replace goes', () => {
  const made = [{ deployment: 'B', by: 'bob', replicas: ours.map(({ name }) => name) }];
  const { steps } = planDeployment(now({ unended: made }), same);
  expect(takenOver(now({ unended: made }), steps)).toEqual([
    `${settles}; what it left is removed: slipway-digits-r2-1, slipway-digits-r2-2.`,
  ]);
});

test('that nobody was answered since is said', () => {
  const { serving: before } = now();
  const paused = now({ serving: before && { ...before, paused: true } });
  const [said] = takenOver(paused, planDeployment(paused, same).steps);
  expect(said).toMatch(/since it stopped what served, nobody was answered\.$/);
});

test('a retirement settles it too, and nothing is said where nothing is done or all came to an end', () => {
  expect(takenOver(now(), planRetirement(now()).steps)).toHaveLength(1);
  expect(takenOver(now(), [])).toEqual([]);
  expect(takenOver(serving(), planDeployment(serving(), wanted(2)).steps)).toEqual([]);
});

test('its line says whom it settled, once', () => {
  expect(settledIds(now())).toEqual({ settles: ['B'] });
  expect(settledIds(serving())).toEqual({});
});
