import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { load } from '#support/load';
import { digits, serviceFile } from '#support/service-file';
import { type Cli, openCli } from './cli-stage.ts';

const file = serviceFile();
const { service } = file;
let cli: Cli;
let address: string;

beforeAll(async () => {
  cli = openCli([service]);
  cli.write('one.yaml', file);
  cli.write('two.yaml', { ...file, model: digits('1.1.0') });
  for (const line of ['deploy -f one.yaml', 'deploy -f two.yaml']) {
    const { exit, err } = await cli.run(line);
    expect(exit, err).toBe(0);
  }
  address = (await status()).address ?? '';
});
afterAll(() => cli[Symbol.asyncDispose]());

type Status = { readonly address: string | null; readonly state: string; readonly release: { release: string } | null };
const status = async (env: Record<string, string> = {}): Promise<Status> => {
  const { last, err } = await cli.run(`status ${service} --json`, { env });
  const [found] = (last as { services: Status[] }).services;
  if (!found) throw new Error(`there is no status:\n${err}`);
  return found;
};
const done = async (line: string, env: Record<string, string> = {}) => {
  const { exit, last, err } = await cli.run(`${line} --json`, { env });
  expect(exit, err).toBe(0);
  return (last as { deployment: { kind: string; state: string; to: { release: string } } }).deployment;
};

test('with a damaged record the service serves on, is seen, and is deployed from another data folder, numbers going on', async () => {
  const callers = load(address);
  const handle = openSync(join(cli.home, 'slipway.db'), 'r+');
  writeSync(handle, Buffer.alloc(40_000, 0xa5), 0, 40_000, 0);
  closeSync(handle);
  expect(await status()).toMatchObject({ state: 'serving', release: { release: 'r2' } });
  const refused = await cli.run('deploy -f one.yaml --json');
  expect(refused).toMatchObject({ exit: 1, last: { error: { code: 'RECORD_FAILED' } } });

  const env = { SLIPWAY_HOME: join(cli.folder, 'elsewhere') };
  expect(await status(env)).toMatchObject({ state: 'serving', release: { release: 'r2' } });
  expect(await done(`rollback ${service}`, env)).toMatchObject({ kind: 'rollback', to: { release: 'r1' } });
  cli.write('three.yaml', { ...file, model: { ...digits('1.1.0'), env: { LOG_LEVEL: 'debug' } } });
  expect(await done('deploy -f three.yaml', env)).toMatchObject({ kind: 'deploy', to: { release: 'r3' } });
  const seen = await callers.stop();
  expect(seen.failed).toEqual([]);
  expect(Object.keys(seen.releases).sort()).toEqual(['r1', 'r2', 'r3']);
});

test('with the record deleted, and with the whole data folder, the same folder goes on from the host', async () => {
  const callers = load(address);
  for (const end of ['', '-wal', '-shm']) rmSync(join(cli.home, `slipway.db${end}`), { force: true });
  expect(await status()).toMatchObject({ state: 'serving', release: { release: 'r3' } });
  const gone = await cli.run(`rollback ${service} --to r2`);
  expect(gone.exit, gone.err).toBe(0);
  expect(await cli.run('doctor')).toMatchObject({ out: expect.stringContaining('"slipway doctor --restore"') });

  rmSync(cli.home, { recursive: true });
  expect(await status()).toMatchObject({ state: 'serving', release: { release: 'r2' } });
  cli.write('four.yaml', { ...file, model: { ...digits('1.1.0'), env: { LOG_LEVEL: 'info' } } });
  expect(await done('deploy -f four.yaml')).toMatchObject({ to: { release: 'r4' } });
  expect((await callers.stop()).failed).toEqual([]);
});
