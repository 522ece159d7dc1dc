import { expect, type Locator, type Page, test } from '@playwright/test';

/** How a journey is made: with the mouse, or with nothing but the keyboard. `presses` counts what a person did. */
export type Hand = {
  readonly presses: () => number;
  press(target: Locator): Promise<void>;
  tick(box: Locator): Promise<void>;
  /** Replaces what stands in a field. */
  write(target: Locator, text: string): Promise<void>;
};

export function mouse(): Hand {
  let n = 0;
  return {
    presses: () => n,
    async press(target) {
      n += 1;
      await target.click();
    },
    async tick(box) {
      n += 1;
      await box.check();
    },
    async write(target, text) {
      n += 1;
      await target.click();
      await target.fill(text);
    },
  };
}

/** Tabs that one may have to press on a page before it is clear that something cannot be reached. */
const most = 200;

export function keyboard(page: Page): Hand {
  let n = 0;
  const reach = async (target: Locator) => {
    await target.waitFor();
    for (let tabs = 0; tabs < most; tabs += 1) {
      if ((await target.and(page.locator(':focus')).count()) > 0) return;
      await page.keyboard.press('Tab');
      // No person presses it twice within a page's turn; what keeps the focus in a dialog acts in the next one.
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
    }
    throw new Error(`The keyboard does not reach ${String(target)}`);
  };
  return {
    presses: () => n,
    async press(target) {
      n += 1;
      await reach(target);
      await expect(target, 'where the keyboard is can be seen').not.toHaveCSS('outline-style', 'none');
      await page.keyboard.press('Enter');
    },
    async tick(box) {
      n += 1;
      await reach(box);
      await page.keyboard.press('Space');
    },
    async write(target, text) {
      n += 1;
      await reach(target);
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.press('Delete');
      await page.keyboard.type(text);
    },
  };
}

export type Walk = (at: { readonly page: Page; readonly hand: Hand }) => Promise<void>;

/**
 * The same way gone twice at once, in one window with the mouse and in another with nothing but the keyboard, so that
 * what it takes to get there is set up once.
 */
export function bothHands(one: Page, other: Page): (walk: Walk) => Promise<void> {
  const hands = [
    { name: 'with the mouse', page: one, hand: mouse() },
    { name: 'with the keyboard', page: other, hand: keyboard(other) },
  ];
  return async (walk) => void (await Promise.all(hands.map(({ name, ...at }) => test.step(name, () => walk(at)))));
}
