import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leftovers } from '#support/left';
import { digits, serviceFile } from '#support/service-file';
import { openCli, type Ran } from './cli-stage.ts';

const file = serviceFile();
const { service } = file;
const cli = openCli([service]);
let served: unknown;

beforeAll(async () => {
  cli.write('one.yaml', file);
  cli.write('watched.yaml', { ...file, model: digits('1.1.0'), strategy: { drain: '1s', watch: '60s' } });
  cli.write('waiting.yaml', { ...file, model: digits('1.1.0', 'not-ready') });
  await cli.run('deploy -f one.yaml');
  served = ids(await status());
  expect(served).toHaveLength(2);
});
afterAll(async () => {
  await cli.run(`retire ${service} --yes`);
  await cli[Symbol.asyncDispose]();
});

const interrupted = {
  deployment: expect.objectContaining({ state: 'interrupted', finishedAt: expect.any(String) }),
  error: expect.objectContaining({ code: 'INTERRUPTED', hint: expect.stringMatching(/./) }),
};

describe('Ctrl-C', () => {
  test('before the switch takes the deployment back', async () => {
    const deploying = cli.start('deploy -f waiting.yaml --json');
    await deploying.prints('"do":"verify"');
    deploying.interrupt();
    const { exit, last } = await deploying.ended;
    expect(last).toEqual(interrupted);
    expect(exit).toBe(130);
    await asBefore();
  });

  test('while it is watched goes back to what served', async () => {
    const deploying = cli.start('deploy -f watched.yaml');
    await deploying.prints('Watching it; Ctrl-C goes back.');
    deploying.interrupt();
    const { exit, out, err } = await deploying.ended;
    expect(out).toMatch(new RegExp(`^${service} serves 1\\.1\\.0 \\(r\\d+\\) at `));
    expect(err).toContain('Interrupted: it is being taken back.');
    expect(err).toMatch(/Deployment \w{26} of \S+: interrupted and taken back; the service is as it was\.\n$/);
    expect(exit).toBe(130);
    await asBefore();
  });
});

test('while one deploys, another is told who does, and reading goes on', async () => {
  const deploying = cli.start('deploy -f watched.yaml --json');
  await deploying.prints('"do":"watch"');
  const records = await recorded();
  for (const line of [`scale ${service} 3`, `restart ${service}`, 'deploy -f one.yaml', `retire ${service} --yes`]) {
    const { exit, last } = await cli.run(`${line} --json`);
    expect(last).toEqual({
      error: {
        code: 'BUSY',
        message: expect.stringMatching(new RegExp(`^Service ${service} is being deployed by .+@.+ since \\d{4}-`)),
        hint: expect.stringMatching(/./),
      },
    });
    expect(exit).toBe(5);
  }
  expect(await recorded()).toBe(records);
  expect((await status()).last).toMatchObject({ services: [{ state: 'deploying', reason: expect.any(String) }] });
  deploying.interrupt();
  expect((await deploying.ended).exit).toBe(130);
  await asBefore();
});

const status = () => cli.run(`status ${service} --json`);

async function asBefore(): Promise<void> {
  const now = await status();
  expect(now.last).toMatchObject({ services: [{ state: 'serving', release: { release: 'r1' } }] });
  expect(ids(now)).toEqual(served);
  expect((await leftovers(service)).filter((left) => left.startsWith('container'))).toHaveLength(3);
}

async function recorded(): Promise<number> {
  const { last } = await cli.run('history --json');
  return (last as { deployments: unknown[] }).deployments.length;
}

function ids({ last }: Ran): unknown {
  return (last as { services: { replicas: { id: string }[] }[] }).services[0]?.replicas.map(({ id }) => id);
}
