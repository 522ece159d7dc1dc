import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '#support/until';
import { browse } from '../../resources/setup/browse.mjs';

const link = 'http://slipway-0a1b.localhost:7811/enter?link=one-time&then=%22';

function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-browse-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A browser that writes down with which words it was started. */
function browser() {
  const folder = scratchFolder();
  const words = join(folder, 'words');
  writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\necho "$@" > '${words}.new' && mv '${words}.new' '${words}'\n`, {
    mode: 0o755,
  });
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` };
  const told = async () => {
    await until('it was started', () => existsSync(words));
    return readFileSync(words, 'utf8').trim();
  };
  return { env, told };
}

test('the link is told to the browser in a page that only its user can read, and is no word that others see', async () => {
  const { env, told } = browser();
  const { page, remove } = browse(link, { platform: 'linux', env });
  onTestFinished(remove);
  expect(fileURLToPath(await told())).toBe(page);
  expect(page).not.toContain('one-time');
  expect(statSync(page).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(page)).mode & 0o777).toBe(0o700);
  expect(readFileSync(page, 'utf8')).toContain(
    'content="0; url=http://slipway-0a1b.localhost:7811/enter?link=one-time&amp;then=%22"',
  );
  remove();
  expect(existsSync(dirname(page))).toBe(false);
});

test('where there is no browser nothing is left behind', async () => {
  const { page } = browse(link, { platform: 'linux', env: { PATH: scratchFolder() } });
  await until('it is gone', () => !existsSync(dirname(page)));
});
