import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Deployment } from '#contract/deployment';
import { openStore } from '#core/store/open';
import { leftovers } from '#support/left';
import { digits, serviceFile } from '#support/service-file';
import { openCli, type Ran } from './cli-stage.ts';

const strategy = { kind: 'in-place', drain: '1s' } as const;
const file = serviceFile({
  strategy: { ...strategy, watch: '0s' },
  scale: { replicas: 1, memory: '128m' },
});
const { service } = file;
const cli = openCli([service]);
const status = () => cli.run(`status ${service} --json`);
const ids = ({ last }: Ran) =>
  (last as { services: { replicas: { id: string }[] }[] }).services[0]?.replicas.map(({ id }) => id);
const newest = async () => {
  const { last } = await cli.run('history --json');
  return (last as { deployments: Deployment[] }).deployments[0];
};

beforeAll(async () => {
  cli.write('one.yaml', file);
  cli.write('waiting.yaml', { ...file, model: digits('1.1.0', 'not-ready') });
  cli.write('watched.yaml', { ...file, model: digits('1.1.0'), strategy: { ...strategy, watch: '60s' } });
  expect((await cli.run('deploy -f one.yaml')).exit).toBe(0);
});
afterAll(async () => {
  await cli.run(`retire ${service} --yes`);
  await cli[Symbol.asyncDispose]();
});

test.each(['drain', 'stop', 'start', 'verify'])(
  'a console killed at %s leaves a gap that the next command ends, and counts',
  async (step) => {
    const before = { ids: ids(await status()), left: await leftovers(service) };
    const deploying = cli.start('deploy -f waiting.yaml --json');
    await deploying.prints(`"do":"${step}"`);
    deploying.signal('SIGKILL');
    await deploying.ended;
    const { last } = await status();
    expect(last).toMatchObject({ services: [{ state: 'serving', release: { release: 'r1' } }] });
    expect({ ids: ids(await status()), left: await leftovers(service) }).toEqual(before);
    expect(await newest()).toMatchObject({ state: 'interrupted', evidence: { gapMs: expect.any(Number) } });
  },
);

test('killed while it is watched, the new release is kept where it answers rightly', async () => {
  const deploying = cli.start('deploy -f watched.yaml --json');
  await deploying.prints('"do":"watch"');
  deploying.signal('SIGKILL');
  await deploying.ended;
  const { last } = await status();
  const done = await newest();
  expect(last).toMatchObject({ services: [{ state: 'serving', release: { version: '1.1.0' } }] });
  expect(done).toMatchObject({ evidence: { gapMs: expect.any(Number) } });
  // It is remembered like one that was not interrupted.
  using store = openStore({ file: join(cli.home, 'slipway.db'), access: 'read' });
  const remembered = store.releases.list(done?.engine ?? '', service).at(-1);
  expect(`r${remembered?.number}`).toBe(done?.to?.release);
  expect((await leftovers(service)).filter((it) => it.startsWith('container'))).toEqual([
    `container slipway-${service}-gateway`,
    `container slipway-${service}-${done?.to?.release}-1`,
  ]);
});
