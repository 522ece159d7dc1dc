import { expect } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import { bothHands } from './support/hand.ts';
import { test } from './support/test.ts';

test('area by area a draft is decided, answered for and hardened, and its text has it all', async ({ stage }) => {
  test.setTimeout(300_000);
  const { server, page: first, open, service, file } = stage;
  await server.slipway('deploy', '-f', file({ security: { user: '1000:1000' }, scale: { replicas: 1 } }));
  const other = await open();
  await first.goto(new URL('/deploy', server.address).href);
  await first.getByLabel('Search images, or type a reference').fill('slipway-sample/digits:1.0.0');
  await first.keyboard.press('Enter');
  await other.goto(new URL(`/service/local/${service}/update`, server.address).href);
  await other.getByLabel('Search images, or type a reference').fill('slipway-sample/digits:1.0.0');
  await other.keyboard.press('Enter');

  await bothHands(
    first,
    other,
  )(async ({ page, hand }) => {
    const areas = page.getByRole('navigation', { name: 'Areas' });
    const found = (area: string) => page.getByRole('region', { name: area, exact: true });
    await hand.press(areas.getByRole('button', { name: /Evolution/ }));
    await expect(found('Evolution').getByText('Nobody is named to ask')).toBeVisible();
    await hand.write(page.getByRole('textbox', { name: 'Owner' }), 'the pricing team');
    await hand.write(page.getByRole('textbox', { name: 'Deputy' }), 'ada');
    await expect(areas.getByRole('button', { name: /Evolution decided/ })).toBeVisible();
    await expect(found('Evolution').getByText('Nobody is named to ask')).toBeHidden();

    await hand.press(areas.getByRole('button', { name: /Monitoring/ }));
    await hand.press(page.getByRole('button', { name: 'Answer: Who is called when it fails' }));
    await hand.write(page.getByLabel('Your answer'), 'ada, by telephone');
    await hand.press(page.getByRole('button', { name: 'Answer', exact: true }));
    await expect(page.getByText('“ada, by telephone”')).toBeVisible();
    await expectAccessible(page, 'an area with its questions');
  });

  await test.step('one button finds the tightest settings, and puts them into the draft', async () => {
    const page = other;
    await page.getByRole('button', { name: 'Next: Versioning' }).click();
    await page.getByRole('button', { name: 'Next: Security' }).click();
    await page.getByRole('button', { name: 'Harden' }).click();
    const tried = page.getByRole('list', { name: 'What was tried' });
    await expect(tried.getByText('as it is, as user 1000:1000')).toBeVisible({ timeout: 60_000 });
    const changes = page.getByRole('table', { name: 'What changes in the draft' });
    await expect(changes).toContainText('security.capDrop', { timeout: 120_000 });
    await expectAccessible(page, 'a hardening');
    await page.getByRole('button', { name: 'Put it into the draft' }).press('Enter');
    await expect(changes).toBeHidden();
    await page
      .getByRole('navigation', { name: 'Areas' })
      .getByRole('button', { name: /Review/ })
      .click();
    await page.getByText('YAML', { exact: true }).click();
    const text = page.getByRole('textbox', { name: /yaml/i });
    await expect(text).toContainText('capDrop');
    await expect(text).toContainText('the pricing team');
  });
});
