import { expect } from '@playwright/test';
import { test } from './support/test.ts';
import { openWindow } from './support/window.ts';

test('in a desktop window the page reaches the core over a port, under the same policy', async ({ window }) => {
  await using desktop = await openWindow(window);
  const { page } = desktop;
  const wrong: string[] = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  await page.reload();
  await expect(page.getByRole('heading', { name: 'local' }).first()).toBeVisible();
  expect(wrong).toEqual([]);
});

test('the menu, a notification and a link from outside lead to their places', async ({ window }) => {
  await using desktop = await openWindow(window);
  const { page } = desktop;
  await expect(page.getByRole('heading', { name: 'local' }).first()).toBeVisible();
  await desktop.say({ do: 'command', id: 'history' });
  await expect(page).toHaveURL(/\/history$/);
  await desktop.say({ do: 'command', id: 'palette' });
  await expect(page.getByPlaceholder('Find or do anything')).toBeVisible();
  await page.keyboard.press('Escape');
  await desktop.say({ do: 'command', id: 'shortcuts' });
  await expect(page.getByText('search on this page')).toBeVisible();
  await page.keyboard.press('Escape');
  await desktop.say({ do: 'show', what: 'deployment', id: '01JABCDEF0' });
  await expect(page).toHaveURL(/\/deployment\/01JABCDEF0$/);
  await desktop.say({ do: 'show', what: 'service', host: 'local', service: 'digits' });
  await expect(page).toHaveURL(/\/service\/local\/digits$/);
  const before = await page.locator('html').getAttribute('data-mantine-color-scheme');
  await desktop.say({ do: 'command', id: 'theme' });
  await expect(page.locator('html')).not.toHaveAttribute('data-mantine-color-scheme', before ?? '');
});

test('a core that is gone is said in the page, and followed once it was started again', async ({ window }) => {
  await using desktop = await openWindow(window);
  const { page } = desktop;
  await expect(page.getByRole('heading', { name: 'local' }).first()).toBeVisible();
  await desktop.crash();
  const said = page.getByText('Not connected to Slipway');
  await expect(said).toBeVisible();
  await desktop.restart();
  await expect(said).toBeHidden();
});
