import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fix } from '#contract/checklist';
import { localUrl } from '#core/docker/local';
import { imageFor, tagged } from '#support/images';
import { freshImage, freshName } from '#support/names';
import { type Operator, openOperator } from '#support/operator';
import { another, digits, serviceFile } from '#support/service-file';
import { openWire, type Wire } from '#support/wire';
import { type Cli, openCli } from './cli-stage.ts';

const docker = new Docker();
/** As somebody writes one who wants to see it answer: as the image has it, without limits, never started again. */
const { security: _, ...bare } = serviceFile({
  scale: { replicas: 1 },
  reliability: { restart: 'no', stopGrace: '3s' },
});
const careless = { ...bare, stage: 'internal' as const };

let operator: Operator;
let wire: Wire;
beforeAll(async () => {
  operator = await openOperator();
  wire = await openWire(localUrl(process.env).replace('unix://', ''));
});
afterAll(async () => {
  await wire?.[Symbol.asyncDispose]();
  await operator?.[Symbol.asyncDispose]();
});

const fixOf = (name: string, ids?: string[]): Promise<Fix> =>
  operator.client.checklist.fix({ subject: { kind: 'running', name }, ...(ids ? { ids } : {}) });
const check = (name: string) => operator.client.checklist.run({ subject: { kind: 'running', name } });

describe('a service', () => {
  beforeAll(() => operator.put(careless));
  afterAll(() => operator.retire(careless.service));

  test('is planned with what its remedies set, of the image that serves, and nothing is touched by it', async () => {
    const before = await operator.kept(careless.service);
    const ids = await operator.ids(careless.service);
    const fix = await fixOf(careless.service);
    expect(fix.applied.map(({ id }) => id)).toEqual(expect.arrayContaining(['SCA-01', 'SCA-06', 'REL-01', 'SEC-07']));
    expect(fix).toMatchObject({
      subject: { kind: 'service', name: careless.service, host: 'local' },
      left: [],
      problem: null,
      change: 'recreate',
      plan: { from: { release: 'r1' }, to: { release: 'r2' }, gap: 0 },
    });
    expect(fix.text).toMatch(/note: "?Mended by the checklist: .*REL-01/);
    expect([await operator.kept(careless.service), await operator.ids(careless.service)]).toEqual([before, ids]);
  });

  test('runs with it once that plan is carried out, keeps its address, and has nothing left to set', async () => {
    const address = await operator.address(careless.service);
    const { text, plan, applied } = await fixOf(careless.service);
    const act = { kind: 'deploy', file: { name: 'slipway.yaml', text } } as const;
    const { deployment } = await operator.act(act, { expect: plan?.hash ?? '' });
    expect(deployment).toMatchObject({
      state: 'succeeded',
      to: { release: 'r2' },
      note: expect.stringContaining('REL-01'),
    });
    expect(await operator.address(careless.service)).toBe(address);
    const { findings } = await check(careless.service);
    const still = findings.filter(({ id, verdict }) => applied.some((it) => it.id === id) && verdict !== 'pass');
    expect(still.map(({ id }) => id)).toEqual([]);
    const again = await fixOf(careless.service);
    expect(again).toMatchObject({ applied: [], left: [], change: 'none', plan: { steps: [] } });
  });

  test('is not written anew where a part of it is the value of a secret: it would be another file', async () => {
    const name = 'till';
    await operator.client.secrets.set({ name, value: btoa('digits') });
    await expect(fixOf(careless.service, ['REL-01'])).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
      hint: expect.stringContaining('-f FILE --fix'),
    });
    await operator.client.secrets.remove({ name });
  });

  test('asked for what touches no container, none is', async () => {
    const bound = another(careless);
    await operator.put(bound);
    const ids = await operator.ids(bound.service);
    const { change, text, plan } = await fixOf(bound.service, ['EVO-01', 'MON-07']);
    expect([change, plan?.kind, plan?.to?.release]).toEqual(['live', 'policy', 'r1']);
    const act = { kind: 'deploy', file: { name: 'slipway.yaml', text } } as const;
    expect((await operator.act(act, { expect: plan?.hash ?? '' })).deployment.state).toBe('succeeded');
    expect(await operator.ids(bound.service)).toEqual(ids);
    await operator.retire(bound.service);
  });
});

test('a service whose tag points elsewhere by now keeps the image that serves', async () => {
  const tag = await tagged(imageFor('1.0.0'), freshImage('stable'));
  const moved = { ...another(careless), model: { ...digits('1.0.0'), image: tag } };
  const { to } = await operator.put(moved);
  await tagged(imageFor('1.1.0'), tag);
  const fix = await fixOf(moved.service, ['REL-01']);
  expect(fix.plan?.to).toMatchObject({ release: 'r2', digest: to?.digest });
  expect(fix.text).not.toContain(tag);
  await operator.retire(moved.service);
  await docker.getImage(tag).remove();
});

test('a stranger’s container is told what its engine takes, live or made anew, and is not touched', async () => {
  const made = await docker.createContainer({ name: freshName(), Image: imageFor('1.0.0') });
  const { Name } = await made.inspect();
  const name = Name.slice(1);
  await operator.client.hosts.add({ name: 'wired', url: wire.url });
  const fix = await operator.client.checklist.fix({ subject: { kind: 'running', name }, host: 'wired' });
  await operator.client.hosts.remove({ name: 'wired' });
  await made.remove();
  expect(wire.changes).toEqual([]);
  expect(fix).toMatchObject({
    subject: { kind: 'container', name },
    text: '',
    applied: [],
    plan: null,
    change: 'none',
  });
  const why = Object.fromEntries(fix.left.map((it) => [it.id, it.why]));
  expect(why['SCA-01']).toBe(`Limit them while it runs: docker update --cpus 1 ${name}.`);
  expect(why['REL-01']).toContain(`docker update --restart always ${name}`);
});

describe('on the command line', () => {
  let cli: Cli;
  const { service } = { service: freshName() };
  beforeAll(() => {
    cli = openCli([service]);
  });
  afterAll(async () => {
    await cli?.[Symbol.asyncDispose]();
  });

  test('a file of two lines has no stop, and is deployed', async () => {
    const file = cli.write('two.yaml', `service: ${service}\nmodel: { image: ${imageFor('1.0.0')} }\n`);
    expect(await cli.run(`check -f ${file}`)).toMatchObject({ exit: 0 });
    expect(await cli.run(`deploy -f ${file}`)).toMatchObject({ exit: 0 });
  });

  test('its service is mended by one command, once that is confirmed', async () => {
    const shown = await cli.run(`check ${service} --fix SEC-03`);
    expect(shown).toMatchObject({
      exit: 2,
      out: expect.stringMatching(/SEC-03 {2}recreate {2}security\.capDrop: \["ALL"\]/),
    });
    const fixed = await cli.run(`check ${service} --fix SEC-03 --yes --json`);
    expect(fixed).toMatchObject({ exit: 0, last: { deployment: { state: 'succeeded', to: { release: 'r2' } } } });
    expect(fixed.lines[0]).toMatchObject({ applied: [{ id: 'SEC-03' }], written: null });
  });

  test('its file is written where it stands, and deploys with nothing left to do', async () => {
    const fixed = await cli.run('check -f two.yaml --fix SEC-03 --yes --json');
    expect(fixed).toMatchObject({ exit: 0, last: { written: join(cli.folder, 'two.yaml'), plan: { kind: 'policy' } } });
    const text = readFileSync(join(cli.folder, 'two.yaml'), 'utf8');
    expect(text).toBe(`service: ${service}\nmodel: { image: ${imageFor('1.0.0')} }\nsecurity:\n  capDrop: [ ALL ]\n`);
  });
});
