import { expect } from '@playwright/test';
import { load } from '#support/load';
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
