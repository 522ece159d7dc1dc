import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { whenOperated } from '../../../renderer/src/wire/operated.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a page that nobody touches tells of nobody, and one that is used tells of it once a minute', () => {
  const page = new EventTarget();
  const gone = new AbortController();
  let told = 0;
  whenOperated(page, () => (told += 1), gone.signal);
  vi.advanceTimersByTime(3_600_000);
  for (const what of ['visibilitychange', 'pointermove', 'scroll']) page.dispatchEvent(new Event(what));
  expect(told).toBe(0);
  for (const what of ['keydown', 'pointerdown', 'wheel']) page.dispatchEvent(new Event(what));
  expect(told).toBe(1);
  vi.advanceTimersByTime(61_000);
  page.dispatchEvent(new Event('wheel'));
  expect(told).toBe(2);
  gone.abort();
  vi.advanceTimersByTime(61_000);
  page.dispatchEvent(new Event('keydown'));
  expect(told).toBe(2);
});
