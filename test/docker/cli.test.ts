import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Deployment } from '#contract/deployment';
import { digits, golden, serviceFile } from '#support/service-file';
import { leftBeside, openCli, type Ran, running } from './cli-stage.ts';

const first = serviceFile({ note: 'the first one' });
const second = { ...first, note: 'the second one', model: digits('1.1.0') };
const { service } = first;
const cli = openCli([service]);
const body = JSON.stringify(golden[0]?.request.body);

const digest = expect.stringMatching(/^sha256:[0-9a-f]{64}$/);
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const r1 = { release: 'r1', version: '1.0.0', digest };
const r2 = { release: 'r2', version: '1.1.0', digest };
const replica = (release: string, index: number) => `slipway-${service}-${release}-${index}`;

let deployed: Ran;
let replaced: Ran;
beforeAll(async () => {
  cli.write('one.yaml', first);
  cli.write('two.yaml', second);
  deployed = await cli.run('deploy -f one.yaml --json');
  replaced = await cli.run('deploy -f two.yaml');
});
afterAll(() => cli[Symbol.asyncDispose]());

describe('deploy', () => {
  test('under --json streams its steps, and its last line is the deployment', () => {
    expect(deployed.exit).toBe(0);
    expect(deployed.err).toBe('');
    const steps = deployed.lines.slice(0, -1);
    const of = (deployed.last as { deployment: Deployment }).deployment.steps.length;
    for (const step of steps) {
      expect(step).toEqual({
        n: expect.any(Number),
        of,
        do: expect.stringMatching(/^[a-z-]+$/),
        target: expect.any(String),
        state: expect.stringMatching(/^(started|done)$/),
        ms: expect.any(Number),
      });
    }
    expect(deployed.last).toEqual({
      deployment: {
        id: expect.stringMatching(/^[0-9A-Z]{26}$/),
        service,
        host: 'local',
        kind: 'deploy',
        state: 'succeeded',
        from: null,
        to: r1,
        startedAt: time,
        servingAt: time,
        finishedAt: time,
        steps: steps.filter((step) => (step as { state: string }).state === 'done').sort(byNumber),
        reason: null,
        operator: expect.stringMatching(/^.+@.+$/),
        console: expect.stringMatching(/^slipway \d+\.\d+\.\d+$/),
        engine: expect.any(String),
        note: 'the first one',
        evidence: expect.objectContaining({ switchedMs: expect.any(Number), findings: [], logs: {} }),
      },
    });
  });

  test('for people says where it serves on standard output, and the steps beside it', () => {
    expect(replaced.exit).toBe(0);
    expect(replaced.out).toMatch(
      new RegExp(
        `^${service} serves 1\\.1\\.0 \\(r2\\) at 127\\.0\\.0\\.1:\\d+ after \\d+\\.\\d s\nDeployment \\w{26} \\(deploy\\) succeeded in .+\\.\n$`,
      ),
    );
    expect(replaced.err).toMatch(/^ {2}✓ +\d+\/\d+ +\S+ m?s {2}switch {2}r2$/m);
    expect(replaced.out + replaced.err).not.toContain('\x1b');
  });

  test('from npm finds the file where the operator stands, and does nothing where nothing changed', async () => {
    const project = new URL('../../', import.meta.url).pathname;
    const line = ['--prefix', project, 'run', '-s', 'slipway', '--', 'deploy', '-f', 'two.yaml', '--json'];
    const { INIT_CWD: _, ...env } = process.env;
    const npm = running(spawn('npm', line, { cwd: cli.folder, env: { ...env, SLIPWAY_HOME: cli.home } }));
    const { exit, last } = await npm.ended;
    expect(exit).toBe(0);
    expect(last).toMatchObject({ deployment: { state: 'succeeded', steps: [], to: r2 } });
  });
});

test('plan shows the steps and changes nothing', async () => {
  const { exit, last } = await cli.run('plan -f one.yaml --json');
  expect(exit).toBe(0);
  expect(last).toEqual({
    service,
    host: 'local',
    kind: 'deploy',
    from: r2,
    to: { ...r1, release: 'r3' },
    identity: expect.stringMatching(/^[0-9a-f]{64}$/),
    steps: expect.arrayContaining([expect.objectContaining({ do: 'switch', target: 'r3' })]),
    gap: 0,
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    notes: expect.any(Array),
  });
  const again = await cli.run('plan -f one.yaml');
  expect(again.out).toContain(`deploy ${service} on local: 1.1.0 (r2) → 1.0.0 (r3); `);
  expect(again.out).toContain((last as { hash: string }).hash);
  expect(again.out).toMatch(/^Carry it out: slipway deploy -f one\.yaml$/m);
  expect((await cli.run(`status ${service} --json`)).last).toMatchObject({ services: [{ release: r2 }] });
});

test('status says what runs', async () => {
  const { exit, last } = await cli.run(`status ${service} --json`);
  expect(exit).toBe(0);
  const runs = (index: number) => ({
    name: replica('r2', index),
    id: expect.stringMatching(/^[0-9a-f]{64}$/),
    state: 'ready',
    release: 'r2',
    admitted: true,
  });
  expect(last).toEqual({
    services: [
      {
        service,
        host: 'local',
        address: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
        state: 'serving',
        release: r2,
        replicas: [runs(1), runs(2)],
        gateway: {
          name: `slipway-${service}-gateway`,
          id: expect.any(String),
          image: expect.any(String),
          running: true,
        },
        traffic: expect.any(Array),
      },
    ],
  });
  const text = await cli.run('status');
  expect(text.out).toMatch(/^SERVICE +HOST +ADDRESS +STATE +RELEASE +REPLICAS$/m);
  expect(text.out).toMatch(
    new RegExp(`^${service} +local +127\\.0\\.0\\.1:\\d+ +serving +1\\.1\\.0 \\(r2\\) +2/2$`, 'm'),
  );
});

describe('ask', () => {
  test('sends a body from a file and gives the answer with its time', async () => {
    writeFileSync(join(cli.folder, 'seven.json'), body);
    const { exit, last } = await cli.run(['ask', service, '-d', '@seven.json', '--json']);
    expect(exit).toBe(0);
    expect(last).toEqual({
      status: 200,
      ms: expect.any(Number),
      body: expect.objectContaining({ model_name: 'digits' }),
      golden: [],
    });
    const text = await cli.run(['ask', service, '-d', '-'], { stdin: body });
    expect(text.out).toMatch(/^200 in \S+ m?s\n\{\n/);
    expect(JSON.parse(text.out.slice(text.out.indexOf('\n')))).toMatchObject({ outputs: [{ data: [7] }, {}] });
  });

  test('asks the golden requests', async () => {
    const { exit, last } = await cli.run(`ask ${service} --golden --json`);
    expect(exit).toBe(0);
    expect(last).toEqual({
      status: 200,
      ms: expect.any(Number),
      body: expect.anything(),
      golden: [expect.objectContaining({ name: 'a seven', ok: true, generated: false, status: 200, wrong: [] })],
    });
    expect((await cli.run(`ask ${service} --golden`)).out).toMatch(/^a seven +right +200 +\S+ m?s$/m);
  });

  test('asks a container too, and leaves nothing beside it', async () => {
    const asked = await cli.run(['ask', replica('r2', 1), '-d', body, '--json']);
    expect(asked.exit).toBe(0);
    expect(asked.last).toMatchObject({ status: 200, body: { outputs: [{ data: [7] }, {}] } });
    expect(await leftBeside(replica('r2', 1))).toEqual([]);
  });
});

describe('inspect', () => {
  test('reads an image', async () => {
    const { exit, last } = await cli.run('inspect slipway-sample/digits:1.0.0 --json');
    expect(exit).toBe(0);
    expect(last).toMatchObject({ subject: 'image', name: 'slipway-sample/digits:1.0.0', digest, ports: [8080] });
    expect(last).toMatchObject({ port: 8080, version: '1.0.0', reasons: expect.arrayContaining([expect.any(String)]) });
    expect((await cli.run('inspect slipway-sample/digits:1.0.0')).out).toMatch(/^port +8080$/m);
  });

  test('asks a container, and leaves nothing beside it', async () => {
    const { exit, last } = await cli.run(`inspect ${replica('r2', 1)} --json`);
    expect(exit).toBe(0);
    expect(last).toMatchObject({
      subject: 'container',
      protocol: 'oip-v2',
      confidence: 'certain',
      models: ['digits'],
      port: 8080,
      paths: { predict: '/v2/models/digits/infer', metrics: '/metrics' },
      schema: { kind: 'tensors' },
    });
    expect((await cli.run(`inspect ${replica('r2', 1)}`)).out).toMatch(/^protocol +oip-v2 \(certain\)$/m);
    expect(await leftBeside(replica('r2', 1))).toEqual([]);
  });
});

test('hosts and doctor say how they are', async () => {
  const local = {
    name: 'local',
    url: expect.stringMatching(/^(unix|npipe|tcp):/),
    state: 'connected',
    engine: expect.objectContaining({ version: expect.any(String), architecture: expect.any(String) }),
    containers: expect.any(Number),
    services: expect.any(Number),
  };
  expect(await cli.run('hosts --json')).toMatchObject({ exit: 0, last: { hosts: [local] } });
  expect(await cli.run('hosts check local --json')).toMatchObject({ exit: 0, last: { hosts: [local] } });
  expect((await cli.run('hosts')).out).toMatch(/^local +connected +\S+ +\S+ \S+ +\d+ +\d+$/m);
  const doctor = await cli.run('doctor --json');
  expect(doctor).toMatchObject({ exit: 0, last: { ok: true, problems: expect.any(Array) } });
  expect((await cli.run('doctor')).out).toMatch(/(All is well|Nothing keeps Slipway from working)\.\n$/);
  expect((await cli.run('paths --json')).last).toMatchObject({
    home: cli.home,
    database: join(cli.home, 'slipway.db'),
    logs: join(cli.home, 'logs'),
    schema: expect.stringMatching(/service\.schema\.json$/),
  });
});

describe('logs', () => {
  test('are an object a line, of the replicas, of those that are gone and of the gateway', async () => {
    const { exit, lines } = await cli.run(`logs ${service} --json`);
    expect(exit).toBe(0);
    const found = lines as { replica: string; release: string }[];
    for (const line of found) {
      expect(line).toEqual({
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
        replica: expect.any(String),
        release: expect.stringMatching(/^(r\d+)?$/),
        stream: expect.stringMatching(/^(stdout|stderr)$/),
        line: expect.any(String),
      });
    }
    const releases = new Map(found.map((line) => [line.replica, line.release]));
    expect(releases.get(replica('r1', 1))).toBe('r1');
    expect(releases.get(replica('r2', 2))).toBe('r2');
    expect(releases.get(`slipway-${service}-gateway`)).toBe('');
  });

  test('can be narrowed to a replica and to what matches', async () => {
    const { out, exit } = await cli.run(`logs ${service} --replica ${replica('r1', 1)} --grep stopp(ing|ed)`);
    expect(exit).toBe(0);
    expect(out.trimEnd().split('\n')).toHaveLength(2);
    for (const line of out.trimEnd().split('\n')) expect(line).toContain(` ${replica('r1', 1)} {"time"`);
  });

  test('are followed until Ctrl-C', async () => {
    const follow = cli.start(`logs ${service} --follow --grep request --json`);
    await cli.run(['ask', service, '-d', body]);
    await follow.prints('/v2/models/digits/infer');
    follow.interrupt();
    const { exit, lines } = await follow.ended;
    expect(exit).toBe(130);
    expect(lines.length).toBeGreaterThan(0);
  });
});

describe('what else is done to a service', () => {
  test.each([
    ['scale', () => `scale ${service} 1`, r2, 1],
    ['rollback', () => `rollback ${service}`, r1, 1],
    ['rollback', () => `rollback ${service} --to r2 --exact`, r2, 2],
    ['restart', () => `restart ${service}`, r2, 2],
  ])('%s ends as a deployment does', async (kind, line, to, replicas) => {
    const { exit, last } = await cli.run(`${line()} --json`);
    expect(last).toMatchObject({ deployment: { kind, service, state: 'succeeded', to } });
    expect(exit).toBe(0);
    const { last: status } = await cli.run(`status ${service} --json`);
    const [found] = (status as { services: { replicas: unknown[] }[] }).services;
    expect(found).toMatchObject({ state: 'serving', release: to });
    expect(found?.replicas).toHaveLength(replicas);
  });

  test('retire asks first, and without a terminal wants --yes', async () => {
    const asked = await cli.run(`retire ${service} --json`);
    expect(asked).toMatchObject({ exit: 2, last: { error: { code: 'CONFIRMATION_NEEDED' } } });
    expect((await cli.run(`retire ${service}`)).err).toContain('Repeat it with --yes.');
    const done = await cli.run(`retire ${service} --yes --json`);
    expect(done).toMatchObject({ exit: 0, last: { deployment: { kind: 'retire', state: 'succeeded', to: null } } });
    expect((await cli.run(`status ${service} --json`)).last).toMatchObject({ services: [{ state: 'retired' }] });
  });
});

const byNumber = (a: unknown, b: unknown): number => (a as { n: number }).n - (b as { n: number }).n;
