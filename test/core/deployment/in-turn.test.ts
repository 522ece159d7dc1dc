import { expect, test } from 'vitest';
import { startInTurn } from '#core/deployment/replicas';
import type { Site } from '#core/deployment/site';

const siteOf = (startContainer: (id: string) => Promise<void>, check: () => void) =>
  ({ engine: { startContainer }, found: { starting: Promise.resolve() }, lock: { check } }) as unknown as Site;

test('replicas are started one after the other, also after one that could not be', async () => {
  const told: string[] = [];
  const startContainer = async (id: string) => {
    told.push(`${id} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    told.push(`${id} ends`);
    if (id === 'b') throw new Error('no room');
  };
  const site = siteOf(startContainer, () => {});
  const { signal } = new AbortController();
  const ends = await Promise.allSettled(['a', 'b', 'c'].map((id) => startInTurn(id, site, signal)));
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(told).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

test('a lock that is lost, or a stop, while one is started keeps the next from it', async () => {
  const told: string[] = [];
  const held = { is: true };
  const check = () => {
    if (!held.is) throw new Error('lost');
  };
  const lost = siteOf(async (id) => {
    told.push(id);
    held.is = false;
  }, check);
  const { signal } = new AbortController();
  const ends = await Promise.allSettled(['a', 'b'].map((id) => startInTurn(id, lost, signal)));
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  const stop = new AbortController();
  const stopped = siteOf(async (id) => {
    told.push(id);
    stop.abort();
  }, check);
  held.is = true;
  const after = await Promise.allSettled(['c', 'd'].map((id) => startInTurn(id, stopped, stop.signal)));
  expect(after.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(told).toEqual(['a', 'c']);
});
