import { describe, expect, test } from 'vitest';
import { quickFaults, slowFaults } from './faults.ts';
import { randomFrom, randomOf } from './random.ts';
import { chooseRound } from './round.ts';

const faults = [...quickFaults, ...slowFaults];

describe('a round', () => {
  test('is the same for the same seed and number, whatever came before', () => {
    const told = (seed: number, round: number) => {
      const { act, fault, phase, k, how } = chooseRound(randomOf(seed, round), faults);
      return [act.name, fault.name, phase, k, how].join();
    };
    const rounds = Array.from({ length: 50 }, (_, index) => told(7, index));
    expect(rounds.toReversed()).toEqual(Array.from({ length: 50 }, (_, index) => told(7, 49 - index)));
    expect(new Set(rounds).size).toBeGreaterThan(40);
    expect(told(8, 1)).not.toBe(told(7, 1));
  });

  test('puts a fault in only where it can be put in, and where the act has such a place', () => {
    for (let round = 0; round < 500; round++) {
      const { act, fault, phase } = chooseRound(randomOf(1, round), faults);
      expect(fault.phases).toContain(phase);
      expect(act.phases).toContain(phase);
    }
  });
});

test('numbers are those of mulberry32', () => {
  const random = randomFrom(1);
  expect([random.next(), random.next()].map((it) => it.toFixed(10))).toEqual(['0.6270739406', '0.0027357212']);
});
