import { Readable } from 'node:stream';
import { expect } from '@playwright/test';
import Docker from 'dockerode';
import { tar } from '#resources/setup/tar.mjs';
import { freshName } from '#support/names';
import { look } from './support/look.ts';
import { test } from './support/test.ts';

const docker = new Docker();

/** An image that nothing is made of, under a name that it takes from whatever had it; its id. */
async function imported(repo: string, letter: string): Promise<string> {
  const archive = tar([{ path: '/model', type: 'file', mode: 0o644, content: Buffer.alloc(1_000_000, letter) }]);
  const said = await docker.importImage(Readable.from(archive), { repo, tag: '1' });
  for await (const _ of said);
  return (await docker.getImage(`${repo}:1`).inspect()).Id;
}

// The machine's engine is somebody's: what could go there is looked at, and nothing of it is removed.
test('what could go from a host is looked for when somebody asks, and removed only once they agree', async ({
  stage,
}) => {
  const { server, page } = stage;
  const name = `slipway-test/${freshName()}`;
  const nameless = await imported(name, 'a');
  await imported(name, 'b');
  try {
    await page.goto(new URL('/host/local', server.address).href);
    await page.getByRole('button', { name: 'See what could go' }).click();
    const could = page.getByRole('table', { name: 'What could go' });
    await expect(could).toContainText(nameless.slice('sha256:'.length, 'sha256:'.length + 12));
    await expect(could).not.toContainText(name);
    await page.getByText(/kept, though no container uses/).click();
    await expect(page.getByRole('table', { name: 'What is kept' })).toContainText(name);
    await look(page, 'host-space');
    await page.getByRole('button', { name: /^Remove / }).click();
    await expect(page.getByRole('dialog')).toContainText('Reclaiming space wants your agreement first.');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('main')).toContainText('Nothing was changed.');
    expect((await docker.getImage(nameless).inspect()).Id).toBe(nameless);
  } finally {
    for (const image of [`${name}:1`, nameless]) await docker.getImage(image).remove();
  }
});
