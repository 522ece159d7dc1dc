import { expect } from '@playwright/test';
import { digits } from '#support/service-file';
import { openWire } from '#support/wire';
import { bothHands } from './support/hand.ts';
import { test } from './support/test.ts';

test('everything is found in the history with the engine switched off, with the mouse and with the keyboard', async ({
  stage: { service, file },
  serve,
}) => {
  await using wire = await openWire('/var/run/docker.sock');
  await using server = await serve({ engine: wire.url });
  await server.slipway('deploy', '-f', file());
  await server.slipway('deploy', '-f', file({ model: digits('1.1.0'), note: 'fewer wrong sevens' }));
  wire.cut();
  const pages = [await server.open(), await server.open()] as const;
  await bothHands(...pages)(async ({ page, hand }) => {
    await expect(page.getByText('unreachable').first()).toBeVisible();
    await hand.press(page.getByRole('link', { name: 'History' }));
    await expect(page.getByText('2 records, none altered')).toBeVisible();
    await hand.write(page.getByLabel('Search'), 'wrong sevens');
    await expect(page.getByRole('row', { name: service })).toHaveCount(1);
    await hand.write(page.getByLabel('Search'), '');
    await expect(page.getByRole('row', { name: service })).toHaveCount(2);
    for (const box of await page.getByRole('checkbox').all()) await hand.tick(box);
    await hand.press(page.getByRole('link', { name: 'Compare the two' }));
    await expect(page.getByRole('row', { name: 'run.model.image' })).toContainText('slipway-sample/digits:1.1.0');
    await hand.press(page.getByRole('link', { name: 'History' }).first());
    await hand.press(page.getByRole('row', { name: 'fewer wrong sevens' }).getByRole('link'));
    await expect(page.getByText('1.1.0 (r2) serves')).toBeVisible();
    await expect(page.getByText('move traffic')).toBeVisible();
  });
  for (const page of pages) await page.close();
});
