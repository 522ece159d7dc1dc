import { describe, expect, test } from 'vitest';
import type { OnHost } from './facts.ts';
import { ofCallers, ofChange, ofHost } from './invariants.ts';

const running = (name: string, role: string) => ({ name, state: 'running', role });
const well: OnHost = {
  service: 'x',
  containers: [running('slipway-x-gateway', 'gateway'), running('slipway-x-r2-1', 'replica')],
  networks: ['slipway-x'],
  volumes: ['slipway-x', 'slipway-x-secrets-0123456789ab'],
  secrets: ['slipway-x-secrets-0123456789ab'],
  pins: [1, 2],
  kept: [1, 2],
  serving: { release: 2, replicas: ['slipway-x-r2-1'] },
  epoch: 4,
  inPlace: false,
  written: 'a',
  running: 'a',
};
const rulesOf = (host: OnHost) => ofHost(host).map(({ rule }) => rule);

describe('what a host has', () => {
  test('is right when it is what serves and what is kept', () => expect(rulesOf(well)).toEqual([]));
  test.each([
    ['an orphan', { containers: [...well.containers, running('slipway-x-r3-1', 'replica')] }, ['no orphan']],
    ['a lock', { containers: [...well.containers, running('slipway-lock-x', 'lock')] }, ['no orphan']],
    ['a dead replica', { containers: [running('slipway-x-gateway', 'gateway')] }, ['no orphan']],
    ['a pin of nothing', { pins: [1, 2, 3] }, ['no orphan']],
    ['a release without its image', { pins: [2] }, ['way back']],
    ['a release that serves and is not kept', { kept: [1], pins: [1] }, ['way back']],
    ['another configuration in force than is written', { running: 'b' }, ['configuration']],
    ['a second network', { networks: ['slipway-x', 'slipway-x'] }, ['no orphan']],
    ['a volume of somebody', { volumes: [...well.volumes, 'slipway-xyz'] }, ['no orphan']],
    [
      'secrets that no kept release has',
      { volumes: [...well.volumes, 'slipway-x-secrets-ba9876543210'] },
      ['no orphan'],
    ],
    ['a kept release without its secrets', { volumes: ['slipway-x'] }, ['way back']],
  ])('is wrong with %s', (_, given, rules) => {
    expect(rulesOf({ ...well, ...given })).toEqual(rules);
  });
  test('may be nothing but a volume and what is pinned', () => {
    const retired = {
      containers: [],
      networks: [],
      volumes: ['slipway-x'],
      secrets: [],
      kept: [],
      serving: null,
      written: null,
      running: null,
    };
    expect(rulesOf({ ...well, ...retired })).toEqual([]);
  });
});

describe('traffic', () => {
  const moved = { ...well, serving: { release: 3, replicas: ['slipway-x-r3-1'] } };
  test('moves with a newer epoch', () => expect(ofChange(well, { ...moved, epoch: 5 })).toEqual([]));
  test('does not move within an epoch, and no epoch comes back', () => {
    expect(ofChange(well, moved)).toHaveLength(1);
    expect(ofChange(well, { ...well, epoch: 3 })).toHaveLength(1);
  });
});

test('no request fails but in an outage that the fault itself is', () => {
  const seen = { requests: 10, failed: ['503'], releases: {} };
  expect(ofCallers(seen, 'none')).toHaveLength(1);
  expect(ofCallers(seen, 'outage')).toEqual([]);
  expect(ofCallers({ ...seen, failed: [] }, 'none')).toEqual([]);
  expect(ofCallers({ requests: 0, failed: [], releases: {} }, 'outage')).toHaveLength(1);
  // In a gap that was said callers get its own answer, and never another.
  const paused = '503 {"error":{"code":"paused","message":"away for a moment"}}';
  expect(ofCallers({ ...seen, failed: [paused] }, 'gap')).toEqual([]);
  expect(ofCallers({ ...seen, failed: [paused] }, 'none')).toHaveLength(1);
  expect(ofCallers({ ...seen, failed: [paused, ...seen.failed] }, 'gap')).toHaveLength(1);
});
