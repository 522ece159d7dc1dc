import { expect } from '@playwright/test';
import { load } from '#support/load';
import { digits } from '#support/service-file';
import { keyboard, mouse } from './support/hand.ts';
import { test } from './support/test.ts';

for (const how of ['mouse', 'keyboard'] as const) {
  test(`ship with proof and go back, with the ${how}: nobody's request fails`, async ({ stage }) => {
    test.setTimeout(300_000);
    const { server, page, service, file, operator } = stage;
    const hand = how === 'mouse' ? mouse() : keyboard(page);
    await server.slipway('deploy', '-f', file());
    const callers = load(await operator.address(service), { keeping: 2, fresh: 1, pause: 20 });
    const began = Date.now();
    await page.goto(new URL(`/service/local/${service}`, server.address).href);
    await hand.press(page.getByRole('link', { name: 'Update' }));
    await hand.write(page.getByLabel('Search images, or type a reference'), 'slipway-sample/digits:1.1.0');
    await page.keyboard.press('Enter');
    await expect(page.getByText('as now').first()).toBeVisible({ timeout: 60_000 });
    const deploy = page.getByRole('button', { name: /^Deploy/ });
    await expect(deploy).toBeEnabled();
    await hand.press(deploy);
    await expect(page.getByText('requests so far')).toBeVisible();
    await expect(page.getByText('1.1.0 (r2) serves; 0 of')).toBeVisible({ timeout: 90_000 });
    await hand.press(page.getByRole('button', { name: /^Go back/ }));
    await expect(page.getByRole('heading', { level: 1 })).toContainText('1.1.0 (r2) → 1.0.0 (r1)');
    await expect(page.getByText('1.0.0 (r1) serves; 0 of')).toBeVisible({ timeout: 90_000 });
    test.info().annotations.push({
      type: 'stopwatch',
      description: `${((Date.now() - began) / 1000).toFixed(1)} s there and back`,
    });
    const { failed, requests } = await callers.stop();
    expect(failed).toEqual([]);
    expect(requests).toBeGreaterThan(100);
  });
}

test('a deployment whose page is left open says the same as when it is opened later', async ({ stage }) => {
  const { server, page, service, file, operator } = stage;
  await server.slipway('deploy', '-f', file());
  const callers = load(await operator.address(service), { keeping: 2, fresh: 1, pause: 20 });
  const deploying = server.slipway('deploy', '-f', file({ model: digits('1.1.0') }));
  await page.getByRole('contentinfo').getByRole('link', { name: service }).click();
  await deploying;
  await expect(page.getByText('1.1.0 (r2) serves; 0 of')).toBeVisible();
  const replicas = page.getByRole('list', { name: 'Replicas' });
  const chart = page.getByRole('img', { name: /^Requests\/s: r1 0\.0 at last, r2 [1-9].* traffic moves at/ });
  const numbers = page.getByText('requests since the switch').locator('xpath=../..');
  await expect(chart).toBeVisible();
  // What is shown as of now ends shortly after the deployment.
  await expect(replicas.getByText('requests')).toHaveCount(0);
  await expect(replicas.getByRole('listitem').filter({ hasText: 'removed' })).toHaveCount(2);
  await expect(replicas.getByRole('listitem').filter({ hasText: 'right' })).toHaveCount(2);
  const read = async () => [
    await replicas.textContent(),
    await numbers.textContent(),
    await chart.getAttribute('aria-label'),
    await chart.locator('xpath=ancestor::figure').textContent(),
  ];
  const leftOpen = await read();
  await page.reload();
  await expect(chart).toBeVisible();
  expect(await read()).toEqual(leftOpen);
  expect((await callers.stop()).failed).toEqual([]);
});
