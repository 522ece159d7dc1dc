import { expect, type Page } from '@playwright/test';
import type { Deployment } from '#contract/deployment';
import { digits, seven } from '#support/service-file';
import { openLiar } from './support/liar.ts';
import { look } from './support/look.ts';
import { test } from './support/test.ts';

/** What an engine says that has two GPUs by CDI, and a kernel without swap accounting. */
const fromCdi = {
  Warnings: ['WARNING: No swap limit support'],
  CDISpecDirs: ['/etc/cdi'],
  DiscoveredDevices: ['GPU-8f2d', 'GPU-91c0'].map((id) => ({ Source: 'cdi', ID: `nvidia.com/gpu=${id}` })),
};

/** Nothing on it is still being looked for or opened. */
async function settled(page: Page): Promise<void> {
  await expect(page.locator('main').getByText(/(?<!Retire)…$/)).toHaveCount(0);
}

test('every screen with real data is accessible and holds its width in both themes', async ({ stage }) => {
  test.setTimeout(600_000);
  const { server, page, service, file, operator } = stage;
  const host = 'local';
  await server.slipway('deploy', '-f', file());
  await server.slipway('deploy', '-f', file({ model: digits('1.1.0'), note: 'fewer wrong answers' }));
  const wrong = { model: digits('1.1.0', 'wrong-answer'), golden: seven({}) };
  await server.slipway('deploy', '-f', file(wrong)).catch(() => undefined);
  const [{ deployments } = { deployments: [] }] = (await server.slipway('history')) as { deployments: Deployment[] }[];
  const [refused, second, first] = deployments;
  const at = `/service/${host}/${service}`;
  const pages: readonly (readonly [name: string, path: string, shows: string])[] = [
    ['overview', '/', service],
    ['service', at, '1.1.0 (r2)'],
    ['checks', `${at}/checks?show=all&finding=SEC-03`, 'Linux splits'],
    ['logs', `${at}/logs`, 'Logs'],
    ['update', `${at}/update`, 'Update'],
    ['images', '/deploy', 'slipway-sample/digits'],
    ['deployment', `/deployment/${second?.id}`, '1.1.0 (r2) serves'],
    ['refused', `/deployment/${refused?.id}`, 'serves as before'],
    ['history', '/history', 'fewer wrong answers'],
    ['compare', `/history/${first?.id}/${second?.id}`, 'run.model.image'],
    ['host', `/host/${host}`, 'Services'],
    [
      'xray',
      `/host/${host}/container/${(await operator.containers(service))[0]?.Id.slice(0, 12)}`,
      'nothing was touched',
    ],
    ['xray-gone', `/host/${host}/container/0123456789ab`, 'There is no such container'],
    ['start', '/start', 'Hosts'],
    ['settings', '/settings', 'Where things are kept'],
    ['nowhere', '/nowhere', 'There is no such page'],
  ];
  for (const [name, path, shows] of pages) {
    await page.goto(new URL(path, server.address).href);
    await expect(page.locator('main')).toContainText(shows);
    await settled(page);
    await look(page, name);
  }
});

test('every area of a draft, with findings good, bad and unchecked, is accessible and holds its width in both themes', async ({
  stage,
}) => {
  test.setTimeout(600_000);
  const { server, page, service, file } = stage;
  // What a trial calls next steps is open in it.
  const strategy = { watch: '0s', drain: '1s' };
  await server.slipway('deploy', '-f', file({ stage: 'internal', scale: { replicas: 1 }, strategy }));
  const update = `/service/local/${service}/update`;
  await page.goto(new URL(update, server.address).href);
  await page.getByLabel('Search images, or type a reference').fill('slipway-sample/digits:1.1.0');
  await page.keyboard.press('Enter');
  const areas = page.getByRole('navigation', { name: 'Areas' });
  await areas.getByRole('button', { name: /Evolution/ }).click();
  await page.getByRole('textbox', { name: 'Owner' }).fill('the pricing team');
  await expect(areas.getByRole('button', { name: /Evolution decided/ })).toBeVisible();
  const all = [
    'Integration',
    'Scalability',
    'Reliability',
    'Monitoring',
    'Versioning',
    'Security',
    'Evolution',
  ] as const;
  const standings = new Set<string>();
  for (const area of all) {
    await areas.getByRole('button', { name: new RegExp(area) }).click();
    await expect(page.getByRole('heading', { level: 2, name: area, exact: true })).toBeVisible();
    await settled(page);
    for (const word of ['fail', 'warn', 'unchecked', 'pass'] as const)
      if ((await page.locator('main').getByText(word, { exact: true }).count()) > 0) standings.add(word);
    await look(page, `area-${area.toLowerCase()}`);
  }
  expect([...standings]).toEqual(expect.arrayContaining(['fail', 'unchecked', 'pass']));
  await areas.getByRole('button', { name: /Review/ }).click();
  await settled(page);
  await look(page, 'area-review');
});

test("a host's page with GPUs and warnings, and once its engine is away", async ({ stage, serve }) => {
  const { operator } = stage;
  await using liar = await openLiar(operator.engine.url.replace('unix://', ''), (path, _, answer) =>
    path === '/info' ? { ...(answer as object), ...fromCdi } : answer,
  );
  await using server = await serve({ engine: liar.url });
  const page = await server.open();
  await page.goto(new URL('/host/local', server.address).href);
  const main = page.locator('main');
  await expect(main).toContainText('No swap limit support');
  await expect(main).toContainText('GPU-8f2d');
  await settled(page);
  await look(page, 'host-warnings');
  await liar[Symbol.asyncDispose]();
  await expect(main).toContainText('No Docker engine answers');
  await settled(page);
  await look(page, 'host-away');
  await page.close();
});

test('without an engine every screen says so and what to do', async ({ serve }) => {
  await using server = await serve({ engine: 'unix:///nonexistent/docker.sock' });
  const page = await server.open();
  await expect(page.getByText('No Docker engine answers.')).toBeVisible();
  await look(page, 'overview-no-engine');
  const pages: readonly (readonly [path: string, says: string])[] = [
    ['/start', 'It needs a host that answers.'],
    ['/deploy', 'No Docker engine answers, so there is nowhere to run it.'],
    ['/history', 'Nothing is recorded yet.'],
    ['/settings', 'No Docker engine answers at unix:///nonexistent/docker.sock (ENOENT)'],
  ];
  for (const [path, says] of pages) {
    await page.goto(new URL(path, server.address).href);
    await expect(page.locator('main')).toContainText(says);
    await settled(page);
    await look(page, `${path.slice(1)}-no-engine`);
  }
  await page.close();
});

test('with the server gone a page keeps what it shows and says how old it is', async ({ stage }) => {
  const { server, page, service, file } = stage;
  await server.slipway('deploy', '-f', file());
  await expect(page.getByRole('row', { name: service })).toContainText('serving');
  await server.kill();
  await expect(page.getByText('Not connected to Slipway')).toBeVisible();
  await expect(page.getByRole('row', { name: service })).toBeVisible();
  await look(page, 'overview-lost');
  await server.start();
  await expect(page.getByText('Not connected to Slipway')).toBeHidden();
});
