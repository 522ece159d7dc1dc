import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { Deployment } from '#contract/deployment';
import { digits, serviceFile } from '#support/service-file';
import { expectHarmless, watchHarm } from './support/harm.ts';
import { bidi, hostileContainers, hostileImage, long, markup, texts } from './support/hostile.ts';
import { type Lie, openLiar } from './support/liar.ts';
import { test } from './support/test.ts';

/** Strangers as no engine lets anybody make them, in every field; and an engine and images that say the like of themselves. */
const lies: Lie = (path, query, answer) => {
  if (path === '/containers/json') {
    // Asked for some only, it is about those.
    if (query.has('filters') && query.get('filters') !== '{}') return answer;
    return [...(answer as object[]), ...texts.map(stranger)];
  }
  if (path === '/images/json') return [...(answer as object[]), ...texts.map(image)];
  if (path === '/info')
    return { ...(answer as object), Name: markup, OperatingSystem: bidi, Warnings: [...texts], ServerVersion: markup };
  return { ...(answer as object), Version: `20.10.0${markup}`, Arch: bidi, KernelVersion: long };
};

const stranger = (text: string, at: number) => ({
  Id: `${at}`.repeat(64),
  Names: [`/${text}`],
  Image: text,
  ImageID: text,
  Command: text,
  Created: 1,
  Ports: [{ IP: text, PrivatePort: 80, PublicPort: 80, Type: text }],
  Labels: { [text]: text },
  State: text,
  Status: text,
  Mounts: [{ Type: text, Source: text, Destination: text }],
});

const image = (text: string, at: number) => ({
  Id: `sha256:${`${at}`.repeat(64)}`,
  RepoTags: [`${text}:${text}`],
  RepoDigests: [text],
  Created: 1_900_000_000,
  Size: 1,
  Labels: { 'org.opencontainers.image.title': text, 'org.opencontainers.image.version': text },
});

test('a container that is hostile in every field runs nothing and breaks no screen', async ({ serve, stage }) => {
  test.setTimeout(240_000);
  const { operator, service } = stage;
  const image = await hostileImage(operator.engine);
  await using strangers = await hostileContainers(operator.engine, image);
  await using liar = await openLiar(operator.engine.url.replace('unix://', ''), lies);
  await using server = await serve({ engine: liar.url });
  const deploy = async (name: string, env: Record<string, string>) => {
    const path = join(server.home, `${name}.yaml`);
    const model = { ...digits('1.0.0'), image, env: { PWN: markup, ...env } };
    writeFileSync(path, JSON.stringify(serviceFile({ service, model, note: `${bidi}${markup}` })));
    await server.slipway('deploy', '-f', path);
  };
  await deploy('serves', {});
  await deploy('ends', { ENDS: 'yes' }).then(
    () => expect(null, 'a release that ends at once').toBe('refused'),
    () => undefined,
  );
  const [{ deployments } = { deployments: [] }] = (await server.slipway('history')) as { deployments: Deployment[] }[];
  const [refused, served] = deployments;
  let done: readonly string[] = [];
  const page = await server.open((it) => {
    done = watchHarm(it);
  });
  await expect(page.getByRole('navigation').first()).toBeVisible();
  const go = async (path: string, shows: string | RegExp) => {
    await page.goto(new URL(path, server.address).href);
    await expect(page.locator('main')).toContainText(shows);
    await expect(page.locator('main').getByText(/(?<!Retire)…$/)).toHaveCount(0);
    await expectHarmless(page, path, done);
  };
  const at = `/service/local/${service}`;
  await go('/', 'pwn');
  await go('/host/local', 'pwn');
  await go(`/host/local/container/${strangers.stranger.slice(0, 12)}`, 'nothing was touched');
  await page
    .getByRole('main')
    .getByRole('button', { name: /first process|never started again|crash/i })
    .first()
    .click();
  await expectHarmless(page, 'a stranger’s findings', done);
  await go('/start', 'DOCKER_HOST names it');
  await go('/deploy', 'pwn');
  await go(at, 'pwn');
  await go(`${at}/checks?show=all&finding=VER-05`, 'Looked at');
  await go(`${at}/logs`, 'pwn');
  await go(`${at}/update`, 'Update');
  await go(`/service/local/${strangers.claims}`, strangers.claims);
  await go(`/service/local/${strangers.claims}/logs`, 'pwn');
  await go(`/service/local/${strangers.locks}`, 'pwn');
  await go(`/deployment/${served?.id}`, 'serves');
  await go(`/deployment/${refused?.id}`, 'pwn');
  await go('/history', 'pwn');
  await go(`/history/${served?.id}/${refused?.id}`, 'pwn');
  await go('/settings', 'Doctor');
  await page.close();
});
