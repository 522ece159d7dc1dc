import { expect, test } from 'vitest';
import { recordGone } from '#core/doctor';
import { scratchFile, scratchStore } from './store/scratch.ts';

const note = { pid: 4711, console: '0.1.0', since: '2030-01-01T00:00:00.000Z', socket: 's', key: 'k' };
const neighbour = { note, answers: true } as unknown as Parameters<typeof recordGone>[0];

test('a record that is gone is told also by who only looks, with the process that has it open', () => {
  const [found] = recordGone(neighbour, scratchFile());
  expect(found).toMatchObject({ severity: 'blocker', where: 'record' });
  expect(found?.what).toContain('is gone, while process 4711');
  expect(found?.hint).toContain('--restore');
});

test('of a record that is there, or that nobody has open, nothing is to be said', () => {
  expect(recordGone(neighbour, scratchStore().file)).toEqual([]);
  expect(recordGone(null, scratchFile())).toEqual([]);
});
