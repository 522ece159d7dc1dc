import { expect } from '@playwright/test';
import { digits } from '#support/service-file';
import { openWire } from '#support/wire';
import { openServer } from './support/server.ts';
import { test } from './support/test.ts';

test('everything is found in the history with the engine switched off', async ({
  stage: { service, file },
  window,
}) => {
  await using wire = await openWire('/var/run/docker.sock');
  await using server = await openServer({ engine: wire.url });
  await server.slipway('deploy', '-f', file());
  await server.slipway('deploy', '-f', file({ model: digits('1.1.0'), note: 'fewer wrong sevens' }));
  wire.cut();
  const page = await window.newPage();
  await page.goto(await server.link());
  await expect(page.getByText('unreachable').first()).toBeVisible();
  await page.getByRole('link', { name: 'History' }).click();
  await expect(page.getByText('2 records, none altered')).toBeVisible();
  await page.getByLabel('Search').fill('wrong sevens');
  await expect(page.getByRole('row', { name: service })).toHaveCount(1);
  await page.getByLabel('Search').fill('');
  await expect(page.getByRole('row', { name: service })).toHaveCount(2);
  for (const box of await page.getByRole('checkbox').all()) await box.check();
  await page.getByRole('link', { name: 'Compare the two' }).click();
  await expect(page.getByRole('row', { name: 'run.model.image' })).toContainText('slipway-sample/digits:1.1.0');
  await page.getByRole('link', { name: 'History' }).first().click();
  await page.getByRole('row', { name: 'fewer wrong sevens' }).click();
  await expect(page.getByText('1.1.0 (r2) serves')).toBeVisible();
  await expect(page.getByText('move traffic')).toBeVisible();
  await page.close();
});
