import { expect } from '@playwright/test';
import { look } from './support/look.ts';
import { test } from './support/test.ts';

test('a host is guarded on its page, shows as production wherever it is named, and asks before it is guarded less', async ({
  stage: { page },
}) => {
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await page.getByRole('table', { name: 'Hosts' }).getByRole('link', { name: 'local' }).click();
  await expect(page.getByRole('heading', { name: 'local', level: 1 })).toBeVisible();
  const engine = page.getByRole('region', { name: 'Engine' });
  await expect(engine.getByText('Live-restore')).toBeVisible();
  await expect(engine.getByText(/ free$/)).toBeVisible();

  const guard = page.getByRole('region', { name: 'Guard' });
  await guard.getByRole('button', { name: 'Production' }).click();
  await guard.getByText('Type the name').click();
  await expect(guard.getByText("The host's name has to be typed")).toBeVisible();
  const rail = page.getByRole('navigation', { name: 'Hosts and services' });
  await expect(rail.getByText(', a host of production')).toBeAttached();

  await guard.getByText('Silent', { exact: true }).click();
  const asked = page.getByRole('dialog', { name: 'Change the host local' });
  const goAhead = asked.getByRole('button', { name: 'Go ahead on local' });
  await expect(goAhead).toBeDisabled();
  await look(page, 'guard-asks');
  await page.keyboard.press('Escape');
  await expect(asked).toBeHidden();
  await expect(guard.getByRole('alert')).toContainText('Nothing was changed');
  await expect(guard.getByRole('radio', { name: 'Type the name' })).toBeChecked();

  await guard.getByText('Silent', { exact: true }).click();
  await asked.getByLabel('Type local to go ahead').fill('local');
  await goAhead.click();
  await expect(guard.getByText('Nobody is asked')).toBeVisible();
  await look(page, 'host-production');
});
