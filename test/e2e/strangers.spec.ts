import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { expect } from '@playwright/test';
import { test } from './support/test.ts';

// Chromium takes every name below localhost for this machine, as a name that an attacker rebinds would be.
const names = ['127.0.0.1', 'localhost', 'attacker.localhost', 'slipway.localhost'];

const tries = readFileSync(new URL('support/stranger.html', import.meta.url));

test('a page of another origin, in a browser that is let in, reaches nothing of the console', async ({
  stage: { server, page },
}) => {
  const console = new URL(server.address);
  await expect(page.getByRole('navigation').first()).toBeVisible();
  const cookies: string[] = [];
  const theirs = createServer(({ headers }, response) => {
    if (headers.cookie !== undefined) cookies.push(`${headers.host} got ${headers.cookie}`);
    response.setHeader('content-type', 'text/html').end(tries);
  });
  await once(theirs.listen(0, '127.0.0.1'), 'listening');
  const { port } = theirs.address() as { port: number };
  try {
    const tried = async (name: string) => {
      const stranger = await page.context().newPage();
      await stranger.goto(`http://${name}:${port}/?at=${encodeURIComponent(console.origin)}`);
      await expect(stranger).toHaveTitle('done');
      expect({ name, got: await stranger.locator('#got').textContent() }).toEqual({ name, got: '' });
      await stranger.close();
    };
    for (const name of [...names, `x.${console.hostname}`]) await tried(name);
    // Cookies keep no ports apart: what anybody may listen at must not be the console's name.
    expect(cookies).toEqual([]);
    // Whoever found the name out all the same is still no page of ours.
    await tried(console.hostname);
  } finally {
    theirs.close();
  }
});

test('a name that was bound to this machine by somebody else is no way in', async ({ stage: { server, page } }) => {
  const console = new URL(server.address);
  for (const name of [...names, `x.${console.hostname}`, `x${console.hostname}`]) {
    const rebound = await page.context().newPage();
    const answered = await rebound.goto(`http://${name}:${console.port}/`);
    expect([403, 421]).toContain(answered?.status());
    await expect(rebound.locator('body')).not.toContainText('Services');
    await rebound.close();
  }
});

test('no script reads what lets it in, and a link that was opened opens nothing again', async ({
  stage: { server, page },
}) => {
  await expect(page.getByRole('navigation').first()).toBeVisible();
  expect(await page.evaluate('document.cookie')).toBe('');
  expect(page.url()).not.toContain('link=');
  const link = await server.link();
  const other = await page.context().newPage();
  await other.goto(link);
  await other.waitForURL(server.address);
  const again = await other.goto(link);
  expect(again?.status()).toBe(401);
  await expect(other.getByText('slipway serve')).toBeVisible();
  await other.close();
});
