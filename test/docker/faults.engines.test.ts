import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deploy, first, inPlace, retire, rollback } from '../faults/acts.ts';
import { race, starts } from '../faults/consoles.ts';
import { faultNamed } from '../faults/faults.ts';
import type { Violation } from '../faults/invariants.ts';
import { countPoints, crashAt, type Point, pointsOf } from '../faults/points.ts';
import { playRound } from '../faults/round.ts';
import { type EngineVersion, openWorld, type World } from '../faults/world.ts';

/** Each of these tests does for a while what `npm run test:faults` does for as long as is asked for. */
const patience = 600_000;

let world: World;
const withEngine = (version: EngineVersion) => {
  beforeAll(async () => {
    world = await openWorld(version, '500m', 1);
  });
  afterAll(() => world?.[Symbol.asyncDispose]());
};

// A violation that is there once is there: no second try.
describe('on the engine of Debian 12', { retry: 0 }, () => {
  withEngine('20.10');

  test(
    'a deploy whose console is killed after a write is settled by what comes next',
    () => everyPoint(deploy, ({ n, of, when }) => of === 'commit' && when === 'after' && n % 3 === 1),
    patience,
  );

  test(
    'a rollback whose console is killed after a write is settled by what comes next',
    () => everyPoint(rollback, ({ n, of, when }) => of === 'commit' && when === 'after' && n % 5 === 0),
    patience,
  );

  test.each([first, retire])(
    'a $name whose console is killed is settled by what comes next',
    (act) => everyPoint(act, ({ n, of, when }) => of === 'call' && when === 'before' && n % 4 === 0),
    patience,
  );

  test(
    'of two consoles that deploy at once one holds, and the other is told who and since when',
    async () => {
      for (const start of starts) expect((await race(world, start)).violations).toEqual([]);
    },
    patience,
  );

  test.each([
    { act: deploy, fault: 'console frozen, woken after a takeover, its call carried out late', phase: 'switch' },
    { act: deploy, fault: 'an answer is lost', phase: 'create' },
    { act: deploy, fault: 'an answer is lost', phase: 'switch' },
    { act: deploy, fault: 'the network is cut for 2 s', phase: 'keep' },
    { act: deploy, fault: 'engine frozen for 4 s', phase: 'start' },
    { act: deploy, fault: 'disk full', phase: 'switch' },
    { act: deploy, fault: 'a new replica is removed by hand', phase: 'keep' },
    { act: deploy, fault: 'the lock is removed by hand', phase: 'create' },
    { act: first, fault: 'a new replica is removed by hand', phase: 'switch' },
    { act: inPlace, fault: 'engine killed and started again', phase: 'stop' },
  ] as const)(
    '$act.name, $fault, at $phase: all holds',
    async ({ act, fault, phase }) => {
      const round = { act, fault: faultNamed(fault), phase, k: 1, how: 'status', dies: 1 } as const;
      const { at, violations } = await playRound(world, round);
      expect(violations).toEqual([]);
      expect(at).not.toBeNull();
    },
    patience,
  );
});

describe('on the engine of Debian 13', { retry: 0 }, () => {
  withEngine('26.1');

  test.each([deploy])(
    'a $name whose console is killed after a write is settled by what comes next',
    (act) => everyPoint(act, ({ n, of, when }) => of === 'commit' && when === 'after' && n % 6 === 0),
    patience,
  );

  test.each(['an answer is lost', 'engine killed and started again'])(
    '%s, at the switch: all holds',
    async (fault) => {
      const round = { act: deploy, fault: faultNamed(fault), phase: 'switch', k: 1, how: 'status', dies: 1 } as const;
      expect((await playRound(world, round)).violations).toEqual([]);
    },
    patience,
  );
});

/** Stops at the first that does not hold: what it left would be found again at every later one. */
async function everyPoint(act: typeof deploy, which: (point: Point) => boolean): Promise<void> {
  const points = pointsOf(await countPoints(world, act)).filter(which);
  const settling = ['status', 'deploy', 'doctor', 'rollback'] as const;
  for (const [index, point] of points.entries()) {
    const { violations } = await crashAt(world, {
      act,
      point,
      settleWith: settling[index % settling.length] ?? 'status',
    });
    const told = violations.map(({ rule, why }: Violation) => `${point.when} ${point.of} ${point.n}: ${rule}: ${why}`);
    expect(told).toEqual([]);
  }
  expect(points.length).toBeGreaterThan(1);
}
