import type { Locator, Page } from '@playwright/test';

/** How a journey is made: with the mouse, or with nothing but the keyboard. `presses` counts what a person did. */
export type Hand = {
  readonly presses: () => number;
  press(target: Locator): Promise<void>;
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
    }
    throw new Error(`The keyboard does not reach ${String(target)}`);
  };
  return {
    presses: () => n,
    async press(target) {
      n += 1;
      await reach(target);
      await page.keyboard.press('Enter');
    },
    async write(target, text) {
      n += 1;
      await reach(target);
      await page.keyboard.press('Control+a');
      await page.keyboard.type(text);
    },
  };
}
