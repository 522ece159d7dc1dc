import { expect } from '@playwright/test';
import { names } from '#core/docker/labels';
import { test } from './support/test.ts';

const reason = 'nobody wants 1.0.0 back';

test('that there is no way back is accepted with a reason, and the history tells of it', async ({ stage }) => {
  const { server, page, service, file, operator } = stage;
  await server.slipway('deploy', '-f', file());
  await page.goto(new URL(`/service/local/${service}/update`, server.address).href);
  await page.getByLabel('Search images, or type a reference').fill('slipway-sample/digits:1.1.0');
  await page.keyboard.press('Enter');
  await expect(page.getByText('as now').first()).toBeVisible({ timeout: 60_000 });
  const { epoch } = await operator.kept(service);
  const damage = ['sh', '/slipway/state/switch.sh', 'keep', `${epoch}`, 'releases/r1.json'];
  await operator.engine.exec(names.gateway(service), damage, { input: '{"number":1' });
  await page.getByRole('button', { name: 'Look again' }).click();
  await expect(page.getByText('1 stop left')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Deploy/ })).toBeDisabled();
  await page.getByRole('button', { name: 'Accept and deploy…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Deploy without a way back?' });
  const accept = dialog.getByRole('button', { name: 'Accept and deploy' });
  await expect(accept).toBeDisabled();
  await dialog.getByLabel('Why it is fine').fill(reason);
  await expect(dialog.getByText('move traffic')).toBeVisible();
  await expect(dialog).toContainText('r1 cannot return after this.');
  await expect(dialog).not.toContainText('Accepted until');
  await accept.click();
  await expect(page.getByText('1.1.0 (r2) serves.')).toBeVisible();
  const accepted = page.getByRole('region', { name: 'Accepted' });
  await expect(accepted).toContainText(`no way back“${reason}”by `);
  await page.getByRole('link', { name: 'History' }).first().click();
  await expect(page.getByRole('row', { name: `no way back accepted: “${reason}”` })).toContainText('succeeded');
});
