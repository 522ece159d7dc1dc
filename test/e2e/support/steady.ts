import type { Page } from '@playwright/test';

const most = 5;

/** Chromium gives up a navigation when an interface of the machine comes or goes, as those of containers do all the time. */
export async function despiteNetworks<T>(navigate: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await navigate();
    } catch (error) {
      if (tries === most || !String(error).includes('ERR_NETWORK_CHANGED')) throw error;
    }
  }
}

/** From here on the page tries again by itself. */
export function steady(page: Page): void {
  const go = page.goto.bind(page);
  const reload = page.reload.bind(page);
  page.goto = (...to) => despiteNetworks(() => go(...to));
  page.reload = (...how) => despiteNetworks(() => reload(...how));
}
