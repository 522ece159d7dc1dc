import { expect, test } from 'vitest';
import { label, labelsOf, names, type Role } from '#core/docker/labels';
import type { ContainerSummary } from '#core/docker/types';
import { unendedIn, unendedText } from '#core/service/unended';

const container = (role: Role, name: string, deployment: string, holder?: string): ContainerSummary => {
  const more = { [label.deployment]: deployment, ...(holder ? { [label.holder]: holder } : {}) };
  const ports: ContainerSummary['ports'] = [];
  return { id: name, name, image: 'i', state: 'running', labels: labelsOf('digits', role, more), ports, createdAt: 0 };
};
const [one, two, three] = [1, 2, 3].map((index) => names.replica('digits', 2, index)) as [string, string, string];
const there = [
  container('replica', names.replica('digits', 1, 1), 'A', 'ada'),
  container('replica', two, 'B', 'bob'),
  container('replica', one, 'B', 'bob'),
];

test('a deployment whose replicas are there and that has no line did not come to its end', () => {
  const found = unendedIn(there, [{ id: 'A', state: 'succeeded' }, 'not a line']);
  expect(found).toEqual([{ deployment: 'B', by: 'bob', replicas: [one, two] }]);
  expect(found.map(unendedText)).toEqual(['an interrupted deployment of bob']);
});

test('one that ended, that another settled, or that goes on is none', () => {
  expect(unendedIn(there, [{ id: 'A' }, { id: 'B', state: 'failed' }])).toEqual([]);
  expect(unendedIn(there, [{ id: 'A' }, { id: 'C', settles: ['B'] }])).toEqual([]);
  expect(unendedIn([...there, container('lock', 'lock', 'B')], [{ id: 'A' }])).toEqual([]);
});

test('who began it may not be known', () => {
  const [found] = unendedIn([container('replica', three, 'C')], []);
  expect(found).toMatchObject({ by: null });
  expect(found && unendedText(found)).toBe('an interrupted deployment of somebody');
});
