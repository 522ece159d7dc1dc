import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCli } from './cli-stage.ts';

const project = new URL('../../', import.meta.url).pathname;
// Beside the sources, as `dist` is: the packages that stay outside the bundle are found from there.
const outDir = join(project, '.cache', `built-${process.pid}`);
const given = process.env.SLIPWAY_TEST_PROGRAM;
const cli = openCli([], given || join(outDir, 'slipway.mjs'));

beforeAll(async () => {
  if (given) return;
  await build({ root: project, configFile: join(project, 'vite.config.ts'), logLevel: 'warn', build: { outDir } });
});
afterAll(async () => {
  await cli[Symbol.asyncDispose]();
  rmSync(outDir, { recursive: true, force: true });
});

test('what npm run build makes is the same command line', async () => {
  expect(await cli.run('--version')).toMatchObject({
    exit: 0,
    out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    err: '',
  });
  expect((await cli.run('paths --json')).last).toEqual({
    home: cli.home,
    database: join(cli.home, 'slipway.db'),
    key: join(cli.home, 'key'),
    knownHosts: join(cli.home, 'known_hosts'),
    logs: join(cli.home, 'logs'),
    schema: join(project, 'resources', 'service.schema.json'),
  });
  expect(await cli.run('status --json')).toMatchObject({ exit: 0, last: { services: expect.any(Array) }, err: '' });
  expect(await cli.run('history verify')).toMatchObject({ exit: 0, out: '0 records, none altered.\n' });
  expect(await cli.run('nosuch --json')).toMatchObject({ exit: 2, last: { error: { code: 'BAD_COMMAND' } } });
});
