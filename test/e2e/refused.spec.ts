import { expect } from '@playwright/test';
import { digits } from '#support/service-file';
import { test } from './support/test.ts';

test('a wrong release is refused, and the console shows the answer that was wrong', async ({ stage }) => {
  const { server, page, service, file } = stage;
  await server.slipway('deploy', '-f', file());
  const deploying = server
    .slipway('deploy', '-f', file({ model: digits('1.1.0', 'wrong-answer') }))
    .catch(() => undefined);
  await page.getByRole('contentinfo').getByRole('link', { name: service }).click();
  await deploying;
  await expect(page.getByRole('heading', { level: 1 })).toContainText('taken back');
  await expect(page.getByText('Refused: 1.0.0 (r1) serves as before.')).toBeVisible();
  const answers = page.getByRole('region', { name: 'Golden answers' });
  await expect(answers.getByText('wrong', { exact: true }).first()).toBeVisible();
  await expect(answers.getByText(/outputs\[0\]\.data\[0\]/).first()).toBeVisible();
  await page.getByRole('link', { name: 'Try it' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('serving');
});
