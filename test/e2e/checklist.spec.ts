import { expect } from '@playwright/test';
import { ofService } from '#core/docker/labels';
import { expectAccessible } from './support/axe.ts';
import { keyboard, mouse } from './support/hand.ts';
import { test } from './support/test.ts';

/** Root's capabilities and a file system to write on: what new containers mend. */
const soft = { user: '1000:1000' };

test('what the checklist finds is fixed from where it is found: live with the mouse, with new containers by the keyboard', async ({
  stage,
}) => {
  test.setTimeout(600_000);
  const { server, page: first, open, service, file, operator } = stage;
  const at = new URL(`/service/local/${service}`, server.address).href;
  await server.slipway('deploy', '-f', file({ security: soft }));
  const containers = async () => {
    const all = await operator.engine.listContainers(ofService(service));
    return all.map(({ id }) => id).sort();
  };
  const before = await containers();

  await test.step('a next step that touches no container', async () => {
    const hand = mouse();
    await first.goto(at);
    await expect(first.getByRole('list', { name: 'Seven areas' })).toContainText(/\d+ of \d+/, { timeout: 90_000 });
    await hand.press(first.getByRole('button', { name: 'Fix, 2 min: Nobody is told when it fails' }));
    await expect(first.getByRole('heading', { name: /^Update/ })).toBeVisible();
    await expect(first.getByRole('table', { name: 'What differs' })).toContainText('monitoring.tell');
    await expect(first.getByText('nothing restarts')).toBeVisible();
    await expect(first.getByRole('region', { name: 'What will be done' })).toBeVisible();
    await hand.press(first.getByRole('button', { name: /^Apply to 1\.0\.0/ }));
    await expect(first.getByRole('heading', { level: 1 })).toContainText('succeeded');
    await first.goto(`${at}/checks?show=all&area=monitoring`);
    const told = first.getByRole('listitem').filter({ hasText: 'Somebody is told' });
    await expect(told.or(first.getByRole('listitem').filter({ hasText: 'desktop' })).first()).toContainText('pass');
    expect(await containers()).toEqual(before);
  });

  await test.step('all that new containers mend', async () => {
    const page = await open();
    const hand = keyboard(page);
    await page.goto(`${at}/checks`);
    await hand.press(page.getByRole('button', { name: /^It has capabilities/ }));
    const opened = page.getByRole('listitem').filter({ hasText: 'It has capabilities' });
    await expect(opened).toContainText('HostConfig.CapDrop: []');
    await expect(opened).toContainText(/GET \/containers\/[0-9a-f]{12}\/json/);
    await expect(opened).toContainText('Linux splits root');
    await expectAccessible(page, 'a finding, opened');
    await hand.press(page.getByRole('button', { name: /^Fix \d with new containers$/ }));
    await expect(page.getByText(/as now|right/).first()).toBeVisible({ timeout: 90_000 });
    await expect(page.getByRole('table', { name: 'What differs' })).toContainText('capDrop');
    const deploy = page.getByRole('button', { name: /^Deploy .*r2/ });
    await expect(deploy).toBeEnabled();
    await hand.press(deploy);
    await expect(page.getByText('(r2) serves').first()).toBeVisible({ timeout: 90_000 });
    await page.goto(`${at}/checks?show=all&area=security`);
    await expect(page.getByRole('listitem').filter({ hasText: 'ALL dropped' }).first()).toContainText('pass');
  });

  await test.step('what a person says of it', async () => {
    const page = first;
    const hand = keyboard(page);
    await page.goto(`${at}/checks?finding=EVO-12`);
    const asked = page.getByRole('listitem').filter({ hasText: 'how it ends' });
    await hand.press(asked.getByRole('button', { name: 'Answer', exact: true }));
    const question = page.getByRole('dialog', { name: 'A question for you' });
    await expect(question).toContainText('is it retired');
    await hand.write(question.getByLabel('Your answer'), 'with the shop, in June; nothing is kept');
    await hand.press(question.getByRole('button', { name: 'Answer', exact: true }));
    const answered = page.getByRole('listitem').filter({ hasText: 'Somebody has answered for it' });
    await expect(answered).toContainText('“with the shop, in June; nothing is kept”');
    await page.goto(`${at}/checks?finding=EVO-02`);
    const owner = page.getByRole('listitem').filter({ hasText: 'Nobody is named to ask' });
    await hand.press(owner.getByRole('button', { name: 'Accept it for a while' }));
    const accept = page.getByRole('dialog', { name: 'Live with it?' });
    await expectAccessible(page, 'an acceptance');
    await hand.write(accept.getByLabel('Why it is fine'), 'it is a trial');
    await hand.press(accept.getByRole('button', { name: 'Accept', exact: true }));
    await expect(owner).toContainText('“it is a trial”');
    await expect(owner).toContainText('accepted');
    await hand.press(owner.getByRole('button', { name: 'Withdraw' }));
    await expect(owner).toContainText('next step');
  });
});

test('a draft is judged while it is typed, and fixed beside what one decides', async ({
  stage: { server, page, service },
}) => {
  test.setTimeout(300_000);
  const text = `service: ${service}\nmodel: { image: "slipway-sample/digits:1.0.0" }\n`;
  await page.goto(new URL('/deploy', server.address).href);
  await page.getByRole('button', { name: 'Paste a file' }).click();
  const editor = page.getByRole('textbox', { name: /yaml/i }).first();
  await editor.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(text);
  const found = page.getByRole('region', { name: 'What we found' });
  await expect(found.getByText('Memory is not limited')).toBeVisible();
  const areas = page.getByRole('navigation', { name: 'Areas' });
  await expect(areas.getByRole('button', { name: /Security.*filled in/ })).toBeVisible();
  await found.getByRole('button', { name: 'Fix, 2 min: It has capabilities that a model does not need' }).click();
  await expect(editor).toContainText('capDrop');
  await areas.getByRole('button', { name: /Evolution/ }).click();
  await expect(page.getByRole('region', { name: 'Evolution' }).getByText('Nobody is named to ask')).toBeVisible();
  await expectAccessible(page, 'a draft with its areas');
});
