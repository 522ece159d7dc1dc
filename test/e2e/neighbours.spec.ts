import { readFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import Docker from 'dockerode';
import { strangersImage } from '#support/images';
import { freshName } from '#support/names';
import { neighbourOn } from '#support/neighbour';
import { onDesktop } from './support/desktop.ts';
import { look } from './support/look.ts';
import { test } from './support/test.ts';

const docker = new Docker();
const image = (count: number) => Array.from({ length: count }, (_, at) => (at % 16) / 16);

/** What a shop has: brightness from 0 to 1, where the model takes 0 to 16. Two of them are torn on the way. */
const rows = Array.from({ length: 24 }, (_, at): object => ({ image: image(64), order: at }));
rows[6] = { image: image(60), order: 6 };
rows[16] = { image: image(64).with(3, 'bright' as never), order: 16 };

test("a stranger's image is called by its neighbour with a key, fed with real rows, and hardened", async ({
  stage,
}) => {
  const { server, page, service, operator } = stage;
  const network = freshName();
  await using after = new AsyncDisposableStack();
  const stranger = await strangersImage(`${freshName()}/ocr`, '2026.11');
  after.defer(() => docker.getImage(stranger).remove({ force: true }));
  await docker.createNetwork({ Name: network });
  after.defer(() => docker.getNetwork(network).remove());
  const neighbour = after.use(await neighbourOn(network));
  const began = Date.now();
  const areas = page.getByRole('navigation', { name: 'Areas' });
  let key = '';

  await test.step('Quick deploy, and who calls it', async () => {
    await page.goto(new URL('/deploy', server.address).href);
    await page.getByLabel('Search images, or type a reference').fill(stranger);
    await page.getByRole('button', { name: `Choose ${stranger}` }).click();
    await page.getByLabel('Name of the service').fill(service);
    await areas.getByRole('button', { name: /Integration/ }).click();
    await page.getByText('network', { exact: true }).click();
    await page.getByRole('textbox', { name: 'Networks' }).fill(`${network} as ocr`);
    await page.getByRole('textbox', { name: 'Names of API keys' }).fill('shop');
    await page.getByRole('button', { name: 'Make one: shop' }).click();
    key = (await page.getByRole('button', { name: 'Copy: the key shop' }).getAttribute('title')) ?? '';
    expect(key).toMatch(/^[0-9a-f]{64}$/);
  });

  await test.step('a sample of real data: mapped, sent, and the two bad rows named', async () => {
    const buffer = Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n'));
    await page
      .getByLabel('File with a sample')
      .setInputFiles({ name: 'orders.jsonl', mimeType: 'application/jsonl', buffer });
    await expect(page.getByText('24 rows can be read')).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'File with real requests' })).toHaveValue('orders.jsonl');
    await page.getByLabel('Field to map').fill('pixels');
    await page.getByRole('button', { name: 'Map it', exact: true }).click();
    await page.getByRole('textbox', { name: 'pixels: field of the row' }).fill('image');
    await page.getByRole('textbox', { name: 'pixels: times' }).fill('16');
    await page.getByRole('button', { name: 'Send its rows' }).click();
    const bad = page.getByRole('table', { name: 'Rows that do not fit' });
    await expect(bad).toBeVisible();
    await expect(page.getByText('22 of 24 rows fit: rows 7 and 17 do not')).toBeVisible();
    await expect(bad.getByRole('row', { name: /^7 pixels it has 60 elements/ })).toBeVisible();
    await expect(bad.getByRole('row', { name: /^17 pixels an element is the text "bright"/ })).toBeVisible();
    await expect(page.getByText('22 of 24 rows sent to a candidate answered')).toBeVisible();
    await look(page, 'sample');
    await page.getByRole('button', { name: 'Send them', exact: true }).click();
    const wrong = page.getByRole('table', { name: 'Wrong requests' });
    await expect(wrong).toBeVisible();
    await wrong.scrollIntoViewIfNeeded();
    await look(page, 'wrong-requests');
    await page.getByRole('button', { name: 'Write it in Python' }).click();
    await expect(page.getByRole('button', { name: `Save ${service}-adapter.py` })).toBeVisible();
  });

  await test.step('hardened by one button', async () => {
    await areas.getByRole('button', { name: /Security/ }).click();
    await page.getByRole('button', { name: 'Harden' }).click();
    const changes = page.getByRole('table', { name: 'What changes in the draft' });
    await expect(changes).toContainText('security.capDrop', { timeout: 120_000 });
    await page.getByRole('button', { name: 'Put it into the draft' }).click();
    await expect(changes).toBeHidden();
  });

  await test.step('it serves its neighbour, who has to show the key', async () => {
    await page.getByRole('button', { name: /^Deploy/ }).click();
    await expect(page.getByText(/\(r1\) serves/)).toBeVisible({ timeout: 120_000 });
    after.defer(() => operator.retire(service));
    expect(await neighbour.calls('ocr:8080')).toBe('401');
    expect(await neighbour.calls('ocr:8080', key)).toBe('200');
  });
  test.info().annotations.push({
    type: 'stopwatch',
    description: `${((Date.now() - began) / 1000).toFixed(1)} s from an image to an answer for its neighbour`,
  });

  await test.step('and its page for other teams says so', async () => {
    await page.goto(new URL(`/service/local/${service}`, server.address).href);
    await expect(page.getByRole('list', { name: 'Where it answers' })).toContainText('http://ocr:8080');
    await look(page, 'service-callers');
    await page.getByRole('button', { name: 'How to call it' }).click();
    await expect(page.locator('iframe')).toBeVisible();
    // Nothing runs in the frame, axe neither.
    await look(page, 'sheet', { without: 'iframe' });
    // The desktop asks where to, in a window of the system.
    if (onDesktop) return;
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const saved = await saving;
    expect(saved.suggestedFilename()).toBe(`${service}-how-to-call-it.html`);
    expect(readFileSync(await saved.path(), 'utf8')).toContain('http://ocr:8080');
  });
});
