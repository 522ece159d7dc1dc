import { expect } from '@playwright/test';
import { digits } from '#support/service-file';
import { test } from './support/test.ts';

test('a terminal deploys, and the console watches it', async ({ stage: { server, page, service, file } }) => {
  await expect(page.getByRole('heading', { name: 'Services' })).toBeVisible();
  await server.slipway('deploy', '-f', file());
  const row = page.getByRole('row', { name: service });
  await expect(row).toContainText('serving');
  await expect(row).toContainText('1.0.0');
  const deploying = server.slipway(
    'deploy',
    '-f',
    file({ model: digits('1.1.0'), strategy: { watch: '5s', drain: '1s' } }),
  );
  await page.getByRole('contentinfo').getByRole('link', { name: service }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('1.0.0 (r1) → 1.1.0 (r2)');
  await expect(page.getByText('Stop and take back')).toBeVisible();
  await deploying;
  await expect(page.getByRole('heading', { level: 1 })).toContainText('succeeded');
  await expect(page.getByText('1.1.0 (r2) serves')).toBeVisible();
});
