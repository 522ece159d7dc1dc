import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sshAddress } from '#core/docker/ssh/address';
import { readConfig } from '#core/docker/ssh/config-file';
import { namesIn } from '#core/docker/ssh/named-hosts';
import { settingsFor } from '#core/docker/ssh/settings';

const home = mkdtempSync(join(tmpdir(), 'slipway-ssh-config-'));
const folder = join(home, '.ssh');
mkdirSync(join(folder, 'conf.d'), { recursive: true });
afterAll(() => rmSync(home, { recursive: true, force: true }));
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const read = () => readConfig(join(folder, 'config'), { folder, home });

test('what is included counts where it stands, and only where the Host around it applies', async () => {
  write('config', 'Include conf.d/*.conf\nHost inner\n Include ~/.ssh/inner\nHost *\n User late\n');
  write('conf.d/a.conf', 'Host gpu\n HostName gpu.lab\n User early\n');
  write('inner', 'Port 2222\nHost gpu\n Port 1\n');
  const config = await read();
  const here = { home, user: 'ada', env: {} };
  const of = (url: string) => settingsFor(sshAddress(url), config, here);
  expect(of('ssh://gpu')).toMatchObject({ host: 'gpu.lab', user: 'early', port: 22 });
  expect(of('ssh://inner')).toMatchObject({ user: 'late', port: 2222 });
  expect(namesIn(config)).toEqual(['gpu', 'inner']);
});

test('a file that is not there says nothing, and one that includes itself comes to an end', async () => {
  expect(await readConfig(join(folder, 'none'), { folder, home })).toEqual([]);
  write('config', 'Include config\nHost one\n');
  expect(namesIn(await read())).toEqual(['one']);
});
