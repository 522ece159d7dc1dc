import { expect } from '@playwright/test';
import { openServer } from './support/server.ts';
import { test } from './support/test.ts';

test('a page whose styles were cut off while they were loaded asks for them again', async ({ window }) => {
  await using server = await openServer(window, { engine: 'unix:///nonexistent/docker.sock' });
  const page = await window.newPage();
  let cut = 0;
  await page.route('**/*.css', (route) => {
    cut += 1;
    return cut === 1 ? route.abort('failed') : route.continue();
  });
  await page.goto(await server.link());
  await expect(page.locator('body')).toHaveCSS('overflow', 'hidden');
  expect(cut).toBeGreaterThan(1);
  await page.close();
});
