import { expect } from '@playwright/test';
import { digits } from '#support/service-file';
import { test } from './support/test.ts';

test('a server killed in the middle of a deployment: the page waits, and says what became of it', async ({
  stage: { server, page, service, file },
}) => {
  await server.slipway('deploy', '-f', file());
  const next = file({ model: digits('1.1.0'), strategy: { watch: '60s', drain: '1s' } });
  const terminal = server.spawn('deploy', '-f', next);
  await page.getByRole('contentinfo').getByRole('link', { name: service }).click();
  await expect(page.getByText('watch for 60 s')).toBeVisible();
  const moved = page.getByRole('listitem').filter({ hasText: 'move traffic' });
  await expect(moved.getByRole('img', { name: 'done' })).toBeVisible();
  await server.kill();
  terminal.kill();
  await expect(page.getByText('Not connected to Slipway')).toBeVisible();
  await server.start();
  await expect(page.getByText('Not connected to Slipway')).toBeHidden();
  await expect(page.getByText('Stop and take back')).toBeHidden();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/succeeded|taken back|interrupted/);
});
