import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './axe.ts';

const folder = fileURLToPath(new URL('../../../.e2e/screens/', import.meta.url));
const sizes = [
  { width: 1280, height: 800 },
  { width: 1600, height: 1000 },
];

/**
 * Shows a page in both themes and sizes: axe finds nothing, nothing is wider than the window, and a picture is kept.
 * `without` is left out by axe: what it cannot look into.
 */
export async function look(page: Page, name: string, { without }: { without?: string } = {}): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const size of sizes) {
      await page.setViewportSize(size);
      const over = await page.locator('main').evaluate((it) => {
        const { scrollWidth, clientWidth } = it as unknown as { scrollWidth: number; clientWidth: number };
        return scrollWidth - clientWidth;
      });
      expect(over, `${name} at ${size.width} is wider than its window, in pixels`).toBe(0);
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${size.width}.png`) });
    }
    await expectAccessible(page, `${name}, ${colorScheme}`, without);
  }
}
