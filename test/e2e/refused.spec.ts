import { expect } from '@playwright/test';
import { digits } from '#support/service-file';
import { bothHands } from './support/hand.ts';
import { test } from './support/test.ts';

test('a wrong release is refused, and the console shows the answer that was wrong, to mouse and keyboard', async ({
  stage: { server, page: first, open, service, file },
}) => {
  await server.slipway('deploy', '-f', file());
  const each = bothHands(first, await open());
  const deploying = server
    .slipway('deploy', '-f', file({ model: digits('1.1.0', 'wrong-answer') }))
    .catch(() => undefined);
  await each(async ({ page, hand }) => {
    await hand.press(page.getByRole('contentinfo').getByRole('link', { name: service }));
    await deploying;
    await expect(page.getByRole('heading', { level: 1 })).toContainText('taken back');
    await expect(page.getByText('Refused: 1.0.0 (r1) serves as before.')).toBeVisible();
    const answers = page.getByRole('region', { name: 'Golden answers' });
    await expect(answers.getByText('wrong', { exact: true }).first()).toBeVisible();
    await expect(answers.getByText(/outputs\[0\]\.data\[0\]/).first()).toBeVisible();
    await hand.press(page.getByRole('link', { name: 'Try it' }));
    await expect(page.getByRole('heading', { level: 1 })).toContainText('serving');
  });
});
