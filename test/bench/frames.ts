import type { CDPSession, Page } from '@playwright/test';

/** Frames of a page while it was scrolled: `dropped` of those that a display of 60 a second would have shown. */
export type Frames = {
  readonly shown: number;
  readonly dropped: number;
  /** Milliseconds of the longest one, and how many had nothing where a row should be. */
  readonly longest: number;
  readonly blank: number;
};

/** How a list is scrolled: as by a wheel, up and down again; or as by its bar, from one end to the other. */
export type Way = 'wheel' | 'bar';

const interval = 1000 / 60;
/** Pixels a second, and as many there and back. */
const wheel = { speed: 4_000, distance: 20_000 } as const;
/** Milliseconds for all of its length. */
const wholeLength = 5_000;

/** Counts in the page: the times of its frames, and whether a row lies in the middle of the box when each begins. */
const counting = `(selector, row) => {
  const { left, top, width, height } = document.querySelector(selector).getBoundingClientRect();
  const times = [];
  let blank = 0, goes = true;
  const tick = (time) => {
    times.push(time);
    if (row && !document.elementFromPoint(left + width / 2, top + height / 2)?.closest(row)) blank += 1;
    if (goes) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  window.counted = () => { goes = false; return { times, blank }; };
}`;

const dragging = `(selector, ms) => new Promise((done) => {
  const box = document.querySelector(selector);
  const whole = box.scrollHeight - box.clientHeight;
  const began = performance.now();
  const step = (now) => {
    const part = Math.min(1, (now - began) / ms);
    box.scrollTop = whole * (1 - part);
    if (part < 1) requestAnimationFrame(step); else done();
  };
  requestAnimationFrame(step);
})`;

export type Scrolled = { readonly box: string; readonly row: string | null };

/** Scrolls a box of a page from its end on and says what became of the frames. */
export async function framesOf(page: Page, { box, row }: Scrolled, way: Way): Promise<Frames> {
  const calling = (script: string, ...given: unknown[]) =>
    page.evaluate(`(${script})(${given.map((it) => JSON.stringify(it)).join(', ')})`);
  await calling('(selector) => { const it = document.querySelector(selector); it.scrollTop = it.scrollHeight; }', box);
  await page.waitForTimeout(500);
  await calling(counting, box, row);
  if (way === 'bar') await calling(dragging, box, wholeLength);
  else await turnWheel(page, box);
  const { times, blank } = (await page.evaluate('window.counted()')) as { times: number[]; blank: number };
  return { ...framesIn(times), blank };
}

/** Pure: what the times of frames tell, in milliseconds. */
export function framesIn(times: readonly number[]): Omit<Frames, 'blank'> {
  const gaps = times.slice(1).map((time, at) => time - (times[at] ?? time));
  const dropped = gaps.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / interval) - 1), 0);
  return { shown: times.length, dropped, longest: Math.max(0, ...gaps) };
}

/** By the browser's own input, steadily: what comes over the wire one by one would be as uneven as this process. */
async function turnWheel(page: Page, box: string): Promise<void> {
  const area = await page.locator(box).boundingBox();
  if (!area) throw new Error(`${box} is not to be seen`);
  const session: CDPSession = await page.context().newCDPSession(page);
  const at = { x: area.x + area.width / 2, y: area.y + area.height / 2 };
  const turn = (yDistance: number) =>
    session.send('Input.synthesizeScrollGesture', {
      ...at,
      yDistance,
      speed: wheel.speed,
      gestureSourceType: 'mouse',
      preventFling: true,
    });
  await turn(wheel.distance);
  await turn(-wheel.distance);
  await session.detach();
}
