import { expect } from '@playwright/test';
import { digits } from '#support/service-file';
import { bothHands } from './support/hand.ts';
import { test } from './support/test.ts';

test('a terminal deploys, and the console watches it, with the mouse and with the keyboard', async ({
  stage: { server, page: first, open, service, file },
}) => {
  const each = bothHands(first, await open());
  await each(({ page }) => expect(page.getByRole('heading', { name: 'Services' })).toBeVisible());
  await server.slipway('deploy', '-f', file());
  await each(async ({ page }) => {
    const row = page.getByRole('row', { name: service });
    await expect(row).toContainText('serving');
    await expect(row).toContainText('1.0.0');
  });
  const next = file({ model: digits('1.1.0'), strategy: { watch: '5s', drain: '1s' } });
  const deploying = server.slipway('deploy', '-f', next);
  await each(async ({ page, hand }) => {
    await hand.press(page.getByRole('contentinfo').getByRole('link', { name: service }));
    await expect(page.getByRole('heading', { level: 1 })).toContainText('1.0.0 (r1) → 1.1.0 (r2)');
    await expect(page.getByText('Stop and take back')).toBeVisible();
    await deploying;
    await expect(page.getByRole('heading', { level: 1 })).toContainText('succeeded');
    await expect(page.getByText('1.1.0 (r2) serves')).toBeVisible();
  });
});
