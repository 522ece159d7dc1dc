import { expect } from '@playwright/test';
import { makeImages, startEngine } from '#support/engines';
import { keyboard, mouse } from './support/hand.ts';
import { test } from './support/test.ts';

// An engine of its own: a first run is one where nothing is there yet.
for (const how of ['mouse', 'keyboard'] as const) {
  test(`from a first start to an answering model with the ${how}, and a bad version refused`, async ({ serve }) => {
    test.setTimeout(300_000);
    await using engine = await startEngine({}, { programs: 'installed' });
    // The gateway's image comes from a registry elsewhere; the sample's are made by the console.
    await makeImages(engine.url, 'gateway');
    await using server = await serve({ engine: engine.url });
    const began = Date.now();
    const page = await server.open();
    const hand = how === 'mouse' ? mouse() : keyboard(page);
    await expect(page.getByText('Nothing is served yet')).toBeVisible();
    await hand.press(page.getByRole('link', { name: 'Try the sample model' }));
    await hand.press(page.getByRole('button', { name: 'Try the sample model' }));
    await expect(page.getByText('No stop left')).toBeVisible();
    await hand.press(page.getByRole('button', { name: /^Deploy/ }));
    await expect(page.getByText('1.0.0 (r1) serves')).toBeVisible({ timeout: 90_000 });
    await hand.press(page.getByRole('link', { name: 'Try it' }));
    await hand.press(page.getByRole('button', { name: 'Ask', exact: true }));
    await expect(page.getByText(/200 in/)).toBeVisible();
    test.info().annotations.push({
      type: 'stopwatch',
      description: `${((Date.now() - began) / 1000).toFixed(1)} s and ${hand.presses()} presses to an answering model`,
    });
    expect(hand.presses(), 'presses to an answering model').toBeLessThan(10);
    await hand.press(page.getByRole('link', { name: '+ Add a host' }));
    await hand.press(page.getByRole('button', { name: 'Now break it on purpose' }));
    await expect(page.getByRole('heading', { name: /Update/ })).toBeVisible();
    await expect(page.getByText(/differs|wrong/).first()).toBeVisible({ timeout: 60_000 });
    await expect(page.getByRole('button', { name: /^Deploy/ })).toBeDisabled();
    await page.close();
  });
}
