import { expect, test } from 'vitest';
import { startInTurn } from '#core/deployment/replicas';
import type { Site } from '#core/deployment/site';

test('replicas are started one after the other, also after one that could not be', async () => {
  const told: string[] = [];
  const startContainer = async (id: string) => {
    told.push(`${id} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    told.push(`${id} ends`);
    if (id === 'b') throw new Error('no room');
  };
  const site = { engine: { startContainer }, found: { starting: Promise.resolve() } } as unknown as Site;
  const { signal } = new AbortController();
  const ends = await Promise.allSettled(['a', 'b', 'c'].map((id) => startInTurn(id, site, signal)));
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(told).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});
