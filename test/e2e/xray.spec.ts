import { expect } from '@playwright/test';
import Docker from 'dockerode';
import { localUrl } from '#core/docker/local';
import { freshName } from '#support/names';
import { openWire } from '#support/wire';
import { expectAccessible } from './support/axe.ts';
import { bothHands } from './support/hand.ts';
import { test } from './support/test.ts';

const docker = new Docker();

/** As a careless Compose file makes one: a secret in its environment, open to every machine, no limits. */
const careless = (): Docker.ContainerCreateOptions => ({
  name: freshName(),
  Image: 'slipway-sample/digits:1.0.0',
  Labels: { 'com.docker.compose.project': 'shop' },
  Env: ['HF_TOKEN=hf_0123456789abcdefghijklmn'],
  HostConfig: { PortBindings: { '8080/tcp': [{ HostIp: '0.0.0.0', HostPort: '' }] } },
});

test('X-ray: any running container is looked at within ten seconds, and not touched', async ({ serve }) => {
  test.setTimeout(300_000);
  await using wire = await openWire(localUrl(process.env).replace('unix://', ''));
  await using server = await serve({ engine: wire.url });
  const container = await docker.createContainer(careless());
  try {
    await container.start();
    const { Name } = await container.inspect();
    const name = Name.slice(1);
    const pages = [await server.open(), await server.open()] as const;
    for (const page of pages) await expect(page.getByRole('link', { name: /other containers?$/ })).toBeVisible();
    const events = await docker.getEvents({ filters: { container: [container.id] } });
    const seen: string[] = [];
    events.on('data', (line: Buffer) => seen.push(...line.toString().split('\n').filter(Boolean)));
    const changes = wire.changes.length;
    await bothHands(...pages)(async ({ page, hand }) => {
      await hand.press(page.getByRole('link', { name: /other containers?$/ }));
      const began = Date.now();
      await hand.press(page.getByRole('main').getByRole('link', { name, exact: true }));
      await expect(page.getByText('nothing was touched')).toBeVisible();
      test.info().annotations.push({
        type: 'stopwatch',
        description: `${((Date.now() - began) / 1000).toFixed(1)} s to what it serves and how good it is`,
      });
      await expect(page.getByText('digits over the Open Inference Protocol, version 2')).toBeVisible();
      await expect(page.getByText('names the server slipway-digits')).toBeVisible();
      await expect(page.getByLabel('The request and its answer')).toContainText('"name": "digits"');
      const stops = page.getByRole('region', { name: '2 stops' });
      await expect(stops).toContainText('Other machines reach it without a key');
      await expect(stops).not.toContainText('hf_0123456789');
      const findings = page
        .getByRole('main')
        .getByRole('listitem')
        .filter({ has: page.locator('[aria-expanded]') });
      expect(await findings.count()).toBeGreaterThanOrEqual(20);
      const memory = findings.filter({ hasText: 'Memory is not limited' });
      await hand.press(memory.getByRole('button', { name: 'Memory is not limited', exact: true }));
      await expect(memory).toContainText('HostConfig.Memory: 0');
      await expect(memory).toContainText(`GET /containers/${container.id.slice(0, 12)}/json`);
      await hand.press(memory.getByRole('button', { name: /^Copy, 2 min/ }));
      await expect(memory.getByRole('button', { name: 'Copied' })).toBeVisible();
      await expect(page.getByRole('button', { name: /^Copy \d live fixes$/ })).toBeVisible();
    });
    expect(seen).toEqual([]);
    expect(wire.changes.slice(changes)).toEqual([]);
    (events as unknown as { destroy(): void }).destroy();
    const [page, other] = pages;
    await other.close();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page, `X-ray, ${colorScheme}`);
    }
    await test.step('its log is read, and it is stopped and started again', async () => {
      await page.getByRole('link', { name: 'Logs' }).click();
      await expect(page.getByRole('log')).toContainText('model ready');
      await expectAccessible(page, 'the log of a container');
      await page.getByRole('link', { name: 'To the container' }).click();
      await page.getByRole('button', { name: 'Stop', exact: true }).click();
      await expect(page.getByRole('status').getByText(/^Stopped in /)).toBeVisible();
      await expect(page.getByRole('button', { name: 'Restart', exact: true })).toBeHidden();
      expect((await container.inspect()).State.Running).toBe(false);
      await page.getByRole('button', { name: 'Start', exact: true }).click();
      await expect(page.getByText(/^Started in .*, and it runs$/)).toBeVisible();
      expect((await container.inspect()).State.Running).toBe(true);
      await expectAccessible(page, 'a container that was started');
    });
    await container.remove({ force: true, v: true });
    await expect(page.getByText('nothing was touched')).toBeVisible();
    await page.getByRole('button', { name: 'Look again' }).click();
    await expect(page.getByText('gone since')).toBeVisible();
    await page.reload();
    await expect(page.getByText('There is no such container on local any more')).toBeVisible();
    await page.close();
  } finally {
    await container.remove({ force: true, v: true }).catch(() => undefined);
  }
});
