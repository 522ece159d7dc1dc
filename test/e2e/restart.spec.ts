import { expect } from '@playwright/test';
import { digits } from '#support/service-file';
import { bothHands } from './support/hand.ts';
import { test } from './support/test.ts';

test('a console killed in the middle of a deployment: the page waits, and says what became of it', async ({
  stage: { server, page: first, open, service, file },
}) => {
  await server.slipway('deploy', '-f', file());
  const each = bothHands(first, await open());
  const next = file({ model: digits('1.1.0'), strategy: { watch: '60s', drain: '1s' } });
  const terminal = server.spawn('deploy', '-f', next);
  await each(async ({ page, hand }) => {
    await hand.press(page.getByRole('contentinfo').getByRole('link', { name: service }));
    await expect(page.getByText('watch for 60 s')).toBeVisible();
    const moved = page.getByRole('listitem').filter({ hasText: 'move traffic' });
    await expect(moved.getByRole('img', { name: 'done' })).toBeVisible();
  });
  await server.kill();
  terminal.kill();
  await each(({ page }) => expect(page.getByText('Not connected to Slipway')).toBeVisible());
  await server.start();
  await each(async ({ page, hand }) => {
    await expect(page.getByText('Not connected to Slipway')).toBeHidden();
    await expect(page.getByText('Stop and take back')).toBeHidden();
    // Callers were sent to it already and it did well: it is finished, not taken back.
    await expect(page.getByRole('heading', { level: 1 })).toContainText('interrupted');
    await expect(page.getByText('Interrupted, and settled.')).toBeVisible();
    await expect(page.getByText(/and was completed\.$/)).toBeVisible();
    await hand.press(page.getByRole('link', { name: 'Try it' }));
    await expect(page.getByRole('heading', { level: 1 })).toContainText('serving');
    await expect(page.getByText('1.1.0 (r2)').first()).toBeVisible();
  });
});

test('a console that goes away while somebody writes an answer: the words stay, and are recorded once it is back', async ({
  stage: { server, page },
}) => {
  await page.goto(new URL('/deploy', server.address).href);
  await page.getByLabel('Search images, or type a reference').fill('slipway-sample/digits:1.0.0');
  await page.keyboard.press('Enter');
  await page
    .getByRole('navigation', { name: 'Areas' })
    .getByRole('button', { name: /Monitoring/ })
    .click();
  await page.getByRole('button', { name: 'Answer: Who is called when it fails' }).click();
  await page.getByLabel('Your answer').fill('ada, by telephone');
  await server.kill();
  await expect(page.getByText('Not connected to Slipway')).toBeVisible();
  await server.start();
  await expect(page.getByText('Not connected to Slipway')).toBeHidden();
  await expect(page.getByLabel('Your answer')).toHaveValue('ada, by telephone');
  await page.getByRole('button', { name: 'Answer', exact: true }).click();
  await expect(page.getByText('“ada, by telephone”')).toBeVisible();
});
