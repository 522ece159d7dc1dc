import Docker from 'dockerode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { labelsOf, names } from '#core/docker/labels';
import { leftovers } from '#support/left';
import { openOperator } from '#support/operator';
import { another, type Written } from '#support/service-file';
import { type Cli, openCli, type Ran } from './cli-stage.ts';
import {
  filesBelow,
  formsOf,
  killedWhen,
  leaks,
  marker,
  proves,
  reader,
  secretVolumes,
  sha256,
  toldByEngine,
} from './secrets-stage.ts';

const first = marker();
const second = marker();
const file = reader({ golden: proves(first) });
const { service } = file;
const said: string[] = [];
let cli: Cli;

beforeAll(() => {
  cli = openCli([service]);
});
afterAll(() => cli?.[Symbol.asyncDispose]());

/** Runs a command and keeps what it said. */
async function run(line: string, stdin = ''): Promise<Ran> {
  const ran = await cli.run(line, { stdin });
  said.push(ran.out, ran.err);
  return ran;
}

async function deploy(written: Written): Promise<Ran> {
  return run(`deploy -f ${cli.write('slipway.yaml', written)} --json`);
}

const deployed = (exit: number, state: string) => ({ exit, last: { deployment: { state } } });

test('a secret that nobody set is refused before anything begins, with what to do', async () => {
  const refused = await deploy(file);
  expect(refused).toMatchObject({ exit: 2, last: { error: { code: 'UNKNOWN_SECRET' } } });
  expect(refused.out).toContain('slipway secrets set token');
  expect(await leftovers(service)).toEqual([]);
  expect((await run('history --json')).last).toEqual({ deployments: [] });
});

test('a secret reaches the model in a file that only its own user can read, on a read-only root', async () => {
  expect(await run('secrets set token --json', `${first}\n`)).toMatchObject({
    exit: 0,
    last: { secrets: [{ name: 'token', usedBy: [] }] },
  });
  expect(await deploy(file)).toMatchObject(deployed(0, 'succeeded'));
  const [volume] = await secretVolumes(service);
  expect(volume).toMatch(new RegExp(`^${names.secrets(service, '[0-9a-f]{12}$')}`));
  expect((await run('secrets --json')).last).toMatchObject({ secrets: [{ name: 'token', usedBy: [service] }] });
});

test('a model that prints and answers its own secret does not put it on the screen or into the record', async () => {
  const told = await run(`ask ${service} --json`);
  expect(told.last).toMatchObject({ status: 200 });
  const leaking = await deploy({ ...file, golden: leaks });
  expect(leaking).toMatchObject(deployed(0, 'succeeded'));
  expect(leaking.out).toContain('[redacted]');
  expect((await run(`ask ${service} --golden --json`)).out).toContain('[redacted]');
  expect((await run(`logs ${service} --json`)).out).toContain('the token is [redacted]');
  const wrong = await deploy({
    ...file,
    note: 'taken back',
    model: { ...file.model, env: { WRONG: '1' } },
    golden: leaks.map((it) => ({ ...it, expect: { json: { value: 'another' } } })),
  });
  expect(wrong).toMatchObject({ exit: 1, last: { deployment: { state: 'taken-back' } } });
  expect(wrong.out).toContain('[redacted]');
});

test('a new value comes with a restart, in a volume of its own; the one before goes with the last replica', async () => {
  const before = await secretVolumes(service);
  expect(await deploy(file)).toMatchObject(deployed(0, 'succeeded'));
  await run('secrets set token', second);
  expect(await deploy({ ...file, golden: proves(first) })).toMatchObject(deployed(0, 'succeeded'));
  expect(await secretVolumes(service)).toEqual(before);
  // The golden request that the release is kept with still wants the value before.
  expect(await run(`restart ${service} --json`)).toMatchObject({
    exit: 1,
    last: { deployment: { state: 'taken-back' } },
  });
  expect(await secretVolumes(service)).toEqual(before);
  expect(await deploy({ ...file, golden: [] })).toMatchObject(deployed(0, 'succeeded'));
  expect(await run(`restart ${service} --json`)).toMatchObject(deployed(0, 'succeeded'));
  expect((await run(`ask ${service} --json`)).last).toMatchObject({ body: { hash: sha256(second) } });
  const after = await secretVolumes(service);
  expect(after).toHaveLength(1);
  expect(after).not.toEqual(before);
});

test('a rollback returns with the secret that ran then, also from a console that does not know it', async () => {
  await run('secrets set token', first);
  const next = { ...file, golden: proves(first), model: { ...file.model, env: { NEXT: '1' } } };
  expect(await deploy(next)).toMatchObject(deployed(0, 'succeeded'));
  expect(await secretVolumes(service)).toHaveLength(2);
  await using colleague = await openOperator('grace');
  expect((await colleague.rollback(service, 'r1')).deployment).toMatchObject({ state: 'succeeded' });
  expect((await run(`ask ${service} --json`)).last).toMatchObject({ body: { hash: sha256(second) } });
  expect((await colleague.act({ kind: 'restart', service })).deployment).toMatchObject({ state: 'succeeded' });
  expect((await run(`rollback ${service} --json`)).last).toMatchObject({ deployment: { state: 'succeeded' } });
  expect((await run(`ask ${service} --json`)).last).toMatchObject({ body: { hash: sha256(first) } });
  expect(await secretVolumes(service)).toHaveLength(2);
});

test('what a killed console left in the way of filling is cleared, and what it made is taken back on a failure', async () => {
  const before = await secretVolumes(service);
  const image = (await new Docker().getContainer(names.gateway(service)).inspect()).Image;
  await new Docker().createContainer({
    name: names.filling(service),
    Image: image,
    Labels: labelsOf(service, 'probe'),
  });
  const bad = {
    ...file,
    golden: proves('another'),
    model: {
      ...file.model,
      secrets: [
        { name: 'token', file: '/run/secrets/deep/token' },
        { name: 'token', file: '/srv/app/token' },
      ],
    },
  };
  expect(await deploy(bad)).toMatchObject({ exit: 1, last: { deployment: { state: 'taken-back' } } });
  expect(await secretVolumes(service)).toEqual(before);
  expect((await leftovers(service)).filter((it) => it.includes('fill'))).toEqual([]);
});

test.each(['secrets', 'create', 'verify'])('a console killed at "%s" leaves no secret behind', async (step) => {
  const [volumes, left] = [await secretVolumes(service), await leftovers(service)];
  const killed = reader({
    service,
    golden: proves(first, { me: 0 }),
    security: { user: '0:0' },
    model: { ...file.model, env: { KILLED: step } },
  });
  const line = `deploy -f ${cli.write('killed.yaml', killed)} --json`;
  expect(await killedWhen(cli, line, `"do":"${step}"`)).toBe(true);
  const settled = await run(`status ${service} --json`);
  expect(settled.last).toMatchObject({ services: [{ state: 'serving' }], settled: [{ outcome: 'taken-back' }] });
  expect(await secretVolumes(service)).toEqual(volumes);
  expect(await leftovers(service)).toEqual(left);
});

test('a secret in the environment reaches the model too, and the deployment says that it can be read', async () => {
  const both = {
    ...file,
    golden: proves(first, { env: true }),
    security: { user: 'model', readOnly: true },
    model: { ...file.model, secrets: [...(file.model.secrets ?? []), { name: 'token', env: 'TOKEN' }] },
  };
  const other = another(both);
  try {
    const ran = await deploy(other);
    expect(ran).toMatchObject(deployed(0, 'succeeded'));
    expect(ran.last).toMatchObject({
      deployment: { evidence: { findings: [expect.stringContaining('token is given in the environment (TOKEN)')] } },
    });
  } finally {
    await run(`retire ${other.service} --yes`);
  }
});

test('the value of a secret in the service file is stopped, and stands in no record', async () => {
  const stopped = await deploy({ ...file, model: { ...file.model, env: { TOKEN: first } } });
  expect(stopped).toMatchObject({ exit: 3, last: { error: { code: 'STOPPED', stop: 'secret-visible' } } });
});

test('the secret is nowhere but in its volume and its model', async () => {
  const { deployments } = (await run('history --json')).last as { deployments: { id: string }[] };
  for (const { id } of deployments) await run(`history show ${id} --json`);
  await run(`history diff ${deployments.at(-1)?.id} ${deployments[1]?.id} --json`);
  for (const line of ['status', 'doctor', 'secrets', 'hosts', 'history verify', `plan -f slipway.yaml`])
    await run(`${line} --json`);
  await using looking = await openOperator();
  const kept = await looking.engine.getFiles(names.gateway(service), '/slipway/state');
  const told = await toldByEngine(service);
  const sinks = new Map<string, string>([
    ['the output', said.join('\n')],
    ['the engine', told],
    ...[...filesBelow(cli.home)].map(([path, bytes]) => [path, bytes.toString('latin1')] as const),
    ...[...(kept ?? [])].map(([path, bytes]) => [path, bytes.toString('latin1')] as const),
  ]);
  expect(deployments.length).toBeGreaterThan(8);
  expect(kept?.size).toBeGreaterThan(3);
  const forms = [first, second].flatMap(formsOf);
  const found = [...sinks].flatMap(([where, text]) => forms.filter((form) => text.includes(form)).map(() => where));
  expect(found).toEqual([]);
  // What is looked for is found where it is.
  const [model] = await looking.containers(service);
  const own = await looking.engine.getFiles(model?.Id ?? '', '/run/secrets/deep');
  expect([...(own ?? [])].map(([path, bytes]) => [path, String(bytes)])).toEqual([['deep/token', first]]);
});

test('retiring leaves no secret on the host, and the secret itself is removed by name', async () => {
  expect((await run('secrets remove token --json')).last).toMatchObject({ error: { code: 'CONFIRMATION_NEEDED' } });
  expect(said.at(-2)).toContain(`${service} uses token`);
  expect(await run(`retire ${service} --yes --json`)).toMatchObject(deployed(0, 'succeeded'));
  expect(await secretVolumes(service)).toEqual([]);
  expect(await run('secrets remove token --yes --json')).toMatchObject({
    exit: 0,
    last: { removed: 'token', secrets: [] },
  });
  expect((await run('secrets --json')).last).toEqual({ secrets: [] });
});
