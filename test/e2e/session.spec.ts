import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect } from '@playwright/test';
import { test } from './support/test.ts';

test('a link that is clicked in another page opens the console; signing out ends it in every tab', async ({
  stage: { server, page },
}) => {
  const link = await server.link();
  const chat = createServer((_, response) =>
    response.setHeader('content-type', 'text/html').end(`<a href="${link}">Open</a>`),
  );
  await once(chat.listen(0, '127.0.0.1'), 'listening');
  const { port } = chat.address() as { port: number };
  const other = await page.context().newPage();
  await other.goto(`http://chat.localhost:${port}/`);
  await other.getByRole('link', { name: 'Open' }).click();
  await other.waitForURL(server.address);
  await expect(page.getByText('This session has ended')).toBeHidden();
  await expect(other.getByRole('navigation').first()).toBeVisible();
  chat.close();
  await other.keyboard.press('Control+k');
  await expect(other.getByPlaceholder('Find or do anything')).toBeFocused();
  await other.keyboard.press('Escape');
  await expect(other.getByPlaceholder('Find or do anything')).toBeHidden();
  await other.keyboard.press('Control+k');
  await other.getByPlaceholder('Find or do anything').fill('sign out');
  await other.keyboard.press('Enter');
  await expect(other.getByRole('heading', { name: 'This page needs a link from you' })).toBeVisible();
  await other.goto(server.address);
  await expect(other.getByText('slipway serve')).toBeVisible();
  await other.close();
  await expect(page.getByText('This session has ended')).toBeVisible();
});

test('a page whose files do not come says so, and is loaded again by itself once', async ({ stage: { page } }) => {
  await expect(page.getByRole('navigation').first()).toBeVisible();
  let broken = true;
  let documents = 0;
  page.on('request', (request) => {
    if (request.isNavigationRequest()) documents += 1;
  });
  await page.route(/\/assets\/(HistoryPage|SettingsPage)-[\w-]+\.js$/, (route) =>
    broken ? route.abort('connectionreset') : route.continue(),
  );
  await page.getByRole('link', { name: 'History' }).click();
  await expect(page.getByRole('heading', { name: 'This page could not be loaded' })).toBeVisible();
  await expect.poll(() => documents).toBe(1);
  await expect(page.getByRole('heading', { name: 'This page could not be loaded' })).toBeVisible();
  await expect(page.getByRole('navigation').first()).toBeVisible();
  broken = false;
  await page.getByRole('button', { name: 'Load again' }).click();
  await expect(page.getByRole('heading', { name: 'History', level: 1 })).toBeVisible();
  expect(documents).toBe(2);
  await page.evaluate('sessionStorage.clear()');
  broken = true;
  page.on('request', (request) => {
    if (request.isNavigationRequest()) broken = false;
  });
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
  expect(documents).toBe(3);
});
