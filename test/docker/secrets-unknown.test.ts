import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leftovers } from '#support/left';
import { type Cli, openCli, type Ran } from './cli-stage.ts';
import { filesBelow, formsOf, leaks, marker, reader, secretFile } from './secrets-stage.ts';

// A colleague's console knows nothing of the secrets that it meets on the host.
const token = marker();
const other = marker();
const inFile = { name: 'token', file: secretFile };
const file = reader({ golden: leaks }, { secrets: [inFile, { name: 'other', env: 'OTHER' }] });
const { service } = file;
const silent = `require('node:http').createServer((_, response) => response.end('{}')).listen(8080);
process.on('SIGTERM', () => process.exit(0));`;
let cli: Cli;
let elsewhere: string;
const said: string[] = [];

const done = async (line: string): Promise<void> => {
  const { exit, err } = await cli.run(line);
  expect(exit, err).toBe(0);
};
const colleague = async (line: string): Promise<Ran> => {
  const ran = await cli.run(line, { env: { SLIPWAY_HOME: elsewhere } });
  said.push(ran.out, ran.err);
  return ran;
};
const forms = [token, other].flatMap(formsOf);
const isIn = (text: string): boolean => forms.some((form) => text.includes(form));

beforeAll(async () => {
  cli = openCli([service]);
  elsewhere = join(cli.folder, 'colleague');
  await cli.run('secrets set token', { stdin: token });
  await cli.run('secrets set other', { stdin: other });
  await done(`deploy -f ${cli.write('slipway.yaml', file)}`);
});
afterAll(() => cli[Symbol.asyncDispose]());

test('its logs and its answers come without the secret, and nothing is left of having looked', async () => {
  const before = await leftovers(service);
  expect((await colleague(`logs ${service} --json`)).out).toContain('the token is [redacted]');
  expect((await colleague(`ask ${service} --json`)).out).toContain('[redacted]');
  expect(said.filter(isIn)).toEqual([]);
  expect(await leftovers(service)).toEqual(before);
});

test('what it records is without the secret, also where no replica is left to read it from', async () => {
  // A variable needs its value to make a replica.
  const scaled = await colleague(`scale ${service} 2 --json`);
  expect(scaled).toMatchObject({ exit: 2, last: { error: { code: 'UNKNOWN_SECRET' } } });
  await done(`deploy -f ${cli.write('plain.yaml', { ...file, model: { ...file.model, secrets: [inFile] } })}`);
  const none = { ...file.model, secrets: [], command: ['/bin/node', '-e', silent] };
  await done(`deploy -f ${cli.write('none.yaml', { ...file, golden: [], model: none })}`);

  const back = await colleague(`rollback ${service} --json`);
  expect(back).toMatchObject({ exit: 0, last: { deployment: { state: 'succeeded' } } });
  const restarted = await colleague(`restart ${service} --json`);
  const findings = expect.arrayContaining([expect.stringMatching(/^This console does not know token/)]);
  expect(restarted).toMatchObject({ exit: 0, last: { deployment: { evidence: { findings } } } });
  const { deployments } = (await colleague('history --json')).last as { deployments: { id: string }[] };
  for (const { id } of deployments) expect((await colleague(`history show ${id} --json`)).out).toContain('[redacted]');
  expect(deployments).toHaveLength(2);
  expect(said.filter(isIn)).toEqual([]);
  const kept = [...filesBelow(elsewhere)].filter(([, bytes]) => isIn(bytes.toString('latin1'))).map(([path]) => path);
  expect(kept).toEqual([]);
});
