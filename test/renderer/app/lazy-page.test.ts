import { expect, test } from 'vitest';
import { lazyPage, mayLoadAgain, PageNotLoaded } from '../../../renderer/src/app/lazy-page.ts';

const Page = () => null;

test('a window is loaded again by itself once, and again when that is long ago', () => {
  const kept = new Map<string, string>();
  const store = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  const start = Date.now();
  expect([0, 1_000, 59_000, 61_000, 62_000].map((later) => mayLoadAgain(store, start + later))).toEqual([
    true,
    false,
    false,
    true,
    false,
  ]);
  // A clock that was put back must not hold it up for good.
  expect(mayLoadAgain(store, start - 3_600_000)).toBe(true);
});

test('a page whose files do not come fails by a name of its own, and is asked for again the next time', async () => {
  let times = 0;
  const page = lazyPage(async () => {
    times += 1;
    if (times === 1) throw new TypeError('Failed to fetch dynamically imported module: /assets/Page-4f2a.js');
    return { Page };
  }, 'Page');
  await page.preload?.();
  // As the router does it: without its own name the window would be loaded again although there is no server.
  expect(() => (page as unknown as () => unknown)()).toThrow(PageNotLoaded);
  await page.preload?.();
  expect(times).toBe(2);
});
