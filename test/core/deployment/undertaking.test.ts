import { describe, expect, test } from 'vitest';
import type { Observed } from '#core/deployment/observed';
import { planDeployment, planRetirement } from '#core/deployment/plan';
import type { Step } from '#core/deployment/steps';
import { asItWas, progressOf, type Undertaking, undertakingOf, wayOf } from '#core/deployment/undertaking';
import { kept, nothing, release, replica, serving, wanted } from './samples.ts';

const before = serving();
const asked = wanted(2, { watch: 1000 });
const plan = planDeployment(before, asked).steps;
const meant = undertakingOf(before, asked);

/** The journal of a console that died at a step: begun and not known to be done, or done. */
function died(at: Step['do'], ended: 'at' | 'after' = 'at', steps: readonly Step[] = plan) {
  const last = steps.findIndex((step) => step.do === at);
  expect(last).toBeGreaterThanOrEqual(0);
  const events = steps.slice(0, last + 1).flatMap((_step, index) => {
    const started = { n: index + 1, state: 'started' as const };
    return index === last && ended === 'at' ? [started] : [started, { n: index + 1, state: 'done' as const }];
  });
  return progressOf(steps, events);
}

/** The host after the switch: two replicas of r2 serve, those of r1 still run. */
const switched = (given: Partial<Observed> = {}): Observed => {
  const arrived = [replica(2, 1), replica(2, 2)];
  const old = [replica(1, 1, { admitted: false }), replica(1, 2, { admitted: false })];
  const there = before.serving?.replicas ?? [];
  const replicas = there.map((it, index) => ({ ...it, name: arrived[index]?.name ?? '', release: 2 }));
  return serving({
    replicas: [...arrived, ...old],
    serving: before.serving && { ...before.serving, release: 2, epoch: 2, replicas },
    epoch: 2,
    ...given,
  });
};

test('what was undertaken is the same after it was written and read', () => {
  const read = JSON.parse(JSON.stringify(meant)) as Undertaking;
  expect(read).toEqual(meant);
  expect(wayOf(died('create'), read, before)).toBe('back');
});

describe('it goes back when the gateway still serves what served before', () => {
  test.each<Step['do']>(['pin', 'create', 'start', 'verify', 'keep', 'switch'])('and it died at %s', (step) => {
    expect(wayOf(died(step), meant, before)).toBe('back');
  });

  test('and nothing was begun', () => {
    expect(wayOf(progressOf(plan, []), meant, before)).toBe('back');
  });
});

describe('once the gateway serves the new release', () => {
  test.each<Step['do']>(['switch', 'watch', 'drain'])('how it does decides, while the old one runs (%s)', (step) => {
    expect(wayOf(died(step), meant, switched())).toBe('judge');
    expect(wayOf(died(step, 'after'), meant, switched())).toBe('judge');
  });

  test.each<Step['do']>(['remove', 'note'])('it goes on when it died at %s', (step) => {
    expect(wayOf(died(step), meant, switched())).toBe('forward');
  });

  test('one that was paused again does not serve', () => {
    const now = switched();
    const paused = now.serving && { ...now.serving, paused: true };
    expect(wayOf(died('watch'), meant, { ...now, serving: paused })).toBe('leave');
  });
});

describe('what somebody else did since is left alone', () => {
  const other = switched({ serving: before.serving && { ...before.serving, release: 3, epoch: 3 } });
  test.each<Step['do']>(['create', 'switch', 'remove'])('died at %s', (step) => {
    expect(wayOf(died(step), meant, other)).toBe('leave');
  });

  test('also when the release is the same in front of other replicas', () => {
    const fewer = before.serving && { ...before.serving, replicas: before.serving.replicas.slice(1) };
    expect(wayOf(died('create'), meant, serving({ serving: fewer }))).toBe('leave');
  });
});

describe('a first deployment', () => {
  const first = wanted(1);
  const steps = planDeployment(nothing, first).steps;
  const undertaken = undertakingOf(nothing, first);

  test('goes back to nothing, with and without its gateway', () => {
    expect(wayOf(died('network', 'at', steps), undertaken, nothing)).toBe('back');
    expect(wayOf(died('verify', 'at', steps), undertaken, serving({ serving: null }))).toBe('back');
  });

  test('is judged once it serves', () => {
    expect(wayOf(died('switch', 'at', steps), undertaken, before)).toBe('judge');
  });
});

describe('a retirement', () => {
  const steps = planRetirement(before).steps;
  const retiring = undertakingOf(before, wanted(1, { kind: 'retire', replicas: 0 }));

  test('goes back while requests are still answered', () => {
    expect(wayOf(died('switch', 'at', steps), retiring, before)).toBe('back');
  });

  test('goes on once they are not, also with the gateway gone', () => {
    expect(wayOf(died('switch', 'at', steps), retiring, serving({ serving: null }))).toBe('forward');
    const gone = serving({ serving: null, gateway: null });
    expect(wayOf(died('remove-gateway', 'at', steps), retiring, gone)).toBe('forward');
  });

  test('leaves the service alone that somebody brought back since', () => {
    expect(wayOf(died('remove', 'at', steps), retiring, switched())).toBe('leave');
  });
});

test('a step that was taken back is not begun any more', () => {
  const { begun, done } = progressOf(plan, [
    { n: 1, state: 'started' },
    { n: 1, state: 'done' },
    { n: 2, state: 'started' },
    { n: 2, state: 'failed' },
    { n: 1, state: 'undone' },
  ]);
  expect([...begun]).toEqual([plan[1]]);
  expect([...done]).toEqual([]);
});

test('a way back returns to the files that were kept before, and to no newer one', () => {
  const now = switched({ releases: new Map([1, 2].map((number) => [number, kept(release(number))])) });
  const was = asItWas(now, meant);
  expect([...was.releases.keys()]).toEqual([1]);
  expect(was.serving).toEqual(before.serving);
  expect(was.epoch).toBe(2);
});
