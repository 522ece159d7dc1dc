import { createServer, connect as dial, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leftovers } from '#support/left';
import { freshName } from '#support/names';
import { serviceFile, seven } from '#support/service-file';
import { openCli } from './cli-stage.ts';

const file = serviceFile();
const { service } = file;
const stranger = freshName();
const cli = openCli([service, stranger]);
const nowhere = { env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' } };

beforeAll(async () => {
  cli.write('one.yaml', file);
  const { exit, err } = await cli.run('deploy -f one.yaml');
  expect(exit, err).toBe(0);
});
afterAll(async () => {
  await cli.run(`retire ${service} --yes`);
  await cli[Symbol.asyncDispose]();
});

describe('a bad file is refused with its place and what to do, and nothing is touched', () => {
  const two = `service: ${stranger}\nmodel: { image: "slipway-sample/digits:1.0.0" }\n`;
  const bomb = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]\n`).join('');
  test.each([
    ['an unknown key', `${two}stragety: { drain: 1s }\n`, 3, 1, 'unknown key "stragety"', 'Write strategy:'],
    ['a wrong unit', `${two}scale: { memory: 12q }\n`, 3, 18, 'scale.memory is "12q"', 'Correct line 3.'],
    ['a wrong type', `${two}scale: { replicas: many }\n`, 3, 20, 'scale.replicas is "many"', 'Correct line 3.'],
    ['broken YAML', `${two}note: "open\n`, 4, 1, 'broken YAML: Missing closing "quote', 'Look at'],
    ['an alias bomb', `a0: &a0 [x]\n${bomb}`, 3, 10, 'more than 100 aliases', 'Correct line 3.'],
    ['3 MB of one letter', 'x'.repeat(3_000_000), 1, 1, 'is larger than 1 MiB', 'A service file is a page of text'],
    [
      'what cannot be done yet',
      `${two}strategy: { kind: canary }\n`,
      3,
      13,
      'strategy.kind: canary is not',
      'Use rolling',
    ],
  ])('%s', async (_what, text, line, column, message, hint) => {
    cli.write('bad.yaml', text);
    const asked = await cli.run('deploy -f bad.yaml --json');
    expect(asked.exit).toBe(2);
    expect(asked.lines).toEqual([
      {
        error: {
          code: expect.stringMatching(/^(BAD_FILE|NOT_SUPPORTED)$/),
          message: expect.stringContaining(message),
          hint: expect.stringContaining(hint),
          where: { file: 'bad.yaml', line, column },
        },
      },
    ]);
    const { exit, out, err } = await cli.run('deploy -f bad.yaml');
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err.trimEnd().split('\n')).toHaveLength(3);
    expect(err).toContain(`\n  bad.yaml:${line}:${column}\n`);
  });

  test('none of them left anything on the engine or in the record', async () => {
    expect(await leftovers(stranger)).toEqual([]);
    const { last } = await cli.run('history --json');
    expect((last as { deployments: unknown[] }).deployments).toHaveLength(1);
  });

  test('one that is not there', async () => {
    const { exit, last } = await cli.run('deploy -f missing.yaml --json');
    expect(exit).toBe(2);
    expect(last).toMatchObject({
      error: { code: 'BAD_FILE', message: 'missing.yaml cannot be read: there is no such file.' },
    });
  });
});

test.each([
  ['status', 'nosuch', 'UNKNOWN_SERVICE'],
  ['logs', 'nosuch', 'UNKNOWN_SERVICE'],
  ['ask', 'nosuch', 'UNKNOWN_SERVICE'],
  ['scale', 'nosuch 2', 'UNKNOWN_SERVICE'],
  ['rollback', 'nosuch', 'UNKNOWN_SERVICE'],
  ['restart', 'nosuch', 'UNKNOWN_SERVICE'],
  ['retire', 'nosuch --yes', 'UNKNOWN_SERVICE'],
  ['rollback', `${service} --to r99`, 'UNKNOWN_RELEASE'],
  ['rollback', service, 'UNKNOWN_RELEASE'],
  ['inspect', 'nosuch', 'UNKNOWN_CONTAINER'],
  ['history show', 'nosuch', 'UNKNOWN_DEPLOYMENT'],
  ['hosts check', 'nosuch', 'UNKNOWN_HOST'],
  ['hosts remove', 'nosuch --yes', 'UNKNOWN_HOST'],
  ['deploy', '-f one.yaml --host nosuch', 'UNKNOWN_HOST'],
  ['status', '--host nosuch', 'UNKNOWN_HOST'],
])('"%s %s" names what is not known', async (command, words, code) => {
  const { exit, last } = await cli.run(`${command} ${words} --json`);
  expect(last).toEqual({ error: { code, message: expect.any(String), hint: expect.stringMatching(/./) } });
  expect(exit).toBe(2);
});

test('a stop is exit 3, names itself and is recorded', async () => {
  cli.write('open.yaml', { ...file, service: stranger, front: { callers: 'internet' } });
  const { exit, last } = await cli.run('deploy -f open.yaml --json');
  expect(exit).toBe(3);
  expect(last).toMatchObject({
    deployment: { state: 'stopped', steps: [] },
    error: { code: 'STOPPED', stop: 'open-without-key', hint: expect.stringMatching(/./) },
  });
  expect((await cli.run('deploy -f open.yaml')).err).toMatch(
    /without a key \[open-without-key\]\n {2}Name a key in front\.keys/,
  );
  expect(await leftovers(stranger)).toEqual([]);
});

test('a volume that holds the socket of the engine is a stop at every stage, whatever it is called', async () => {
  const docker = new Docker();
  const name = freshName();
  const DriverOpts = { type: 'none', o: 'bind', device: '/var/run' };
  await docker.createVolume({ Name: name, Driver: 'local', DriverOpts });
  try {
    const model = { ...file.model, volumes: [{ source: name, target: '/data' }] };
    cli.write('holds.yaml', { ...file, service: stranger, stage: 'trial', model, front: { callers: 'machine' } });
    const { exit, last } = await cli.run('deploy -f holds.yaml --json');
    expect(last).toMatchObject({ error: { code: 'STOPPED', stop: 'privileged', blockers: ['SEC-08'] } });
    expect(exit).toBe(3);
    expect(await leftovers(stranger)).toEqual([]);
  } finally {
    await docker.getVolume(name).remove();
  }
});

test('a wrong golden answer is exit 1, and the old replicas keep their ids', async () => {
  const before = await cli.run(`status ${service} --json`);
  const wrong = seven({ json: { 'outputs[0].data[0]': 8 } });
  cli.write('wrong.yaml', { ...file, model: { ...file.model, env: { LOG_LEVEL: 'debug' } }, golden: wrong });
  const { exit, last } = await cli.run('deploy -f wrong.yaml --json');
  expect(exit).toBe(1);
  expect(last).toMatchObject({
    deployment: { state: 'taken-back', reason: expect.stringContaining('is 7, wanted 8') },
    error: { code: 'WRONG_ANSWER' },
  });
  expect(ids(await cli.run(`status ${service} --json`))).toEqual(ids(before));
});

describe('a host that cannot be reached', () => {
  test.each([
    [`deploy -f one.yaml`],
    [`plan -f one.yaml`],
    [`scale ${service} 3`],
    [`rollback ${service}`],
    [`restart ${service}`],
    [`retire ${service} --yes`],
    [`ask ${service}`],
    [`inspect ${service}`],
    [`status ${service}`],
    ['status --host local'],
    ['hosts check local'],
    ['hosts add edge unix:///nowhere/edge.sock'],
  ])('"%s" is exit 4 and says what to do', async (line) => {
    const { exit, last } = await cli.run(`${line} --json`, nowhere);
    expect(last).toMatchObject({
      error: { code: 'HOST_UNREACHABLE', message: expect.any(String), hint: expect.stringMatching(/./) },
    });
    expect(exit).toBe(4);
  });

  test('leaves the record readable, and status says what was known last', async () => {
    const status = await cli.run('status --json', nowhere);
    expect(status).toMatchObject({
      exit: 0,
      last: {
        services: [
          {
            service,
            state: 'unknown',
            release: { release: 'r1', version: '1.0.0' },
            reason: expect.stringMatching(/No Docker engine answers .*; last known .* ago/),
          },
        ],
      },
    });
    const one = await cli.run(`status ${service} --json`, nowhere);
    expect(one).toMatchObject({ exit: 4, last: { services: [{ service, state: 'unknown' }] } });
    expect(await cli.run('hosts --json', nowhere)).toMatchObject({
      exit: 0,
      last: { hosts: [{ name: 'local', state: 'unreachable', engine: null }] },
    });
    expect(await cli.run('doctor --json', nowhere)).toMatchObject({
      exit: 1,
      last: { ok: false, problems: [{ severity: 'blocker', where: 'host local' }] },
    });
    for (const line of ['history', 'history --json', 'history verify', 'paths']) {
      expect(await cli.run(line, nowhere)).toMatchObject({ exit: 0 });
    }
  });

  test('does not keep the others from being read', async () => {
    const relay = await relayTo(join(cli.folder, 'edge.sock'));
    const added = await cli.run(`hosts add edge unix://${join(cli.folder, 'edge.sock')} --json`);
    expect(added).toMatchObject({ exit: 0, last: { hosts: [{ name: 'edge', state: 'connected' }] } });
    relay.close();
    expect(await cli.run('hosts check edge --json')).toMatchObject({
      exit: 4,
      last: { hosts: [{ name: 'edge', state: 'unreachable' }], error: { code: 'HOST_UNREACHABLE' } },
    });
    expect(await cli.run('hosts')).toMatchObject({
      exit: 0,
      out: expect.stringMatching(/^local +connected[\s\S]+^edge +unreachable .*\n {2}No Docker engine/m),
    });
    expect(await cli.run('status --json')).toMatchObject({ exit: 0, last: { services: serving(service) } });
    expect((await cli.run('hosts remove edge')).exit).toBe(2);
    const removed = await cli.run('hosts remove edge --yes --json');
    expect(removed).toMatchObject({ exit: 0, last: { removed: 'edge', hosts: [{ name: 'local' }] } });
  });
});

const serving = (name: string) =>
  expect.arrayContaining([expect.objectContaining({ service: name, state: 'serving' })]);

function ids({ last }: { readonly last: unknown }): unknown {
  return (last as { services: { replicas: { id: string }[] }[] }).services[0]?.replicas.map(({ id }) => id);
}

/** A way to the engine that can be closed. */
async function relayTo(path: string): Promise<{ close(): void }> {
  const open = new Set<Socket>();
  const server: Server = createServer((near) => {
    const far = dial('/var/run/docker.sock');
    for (const side of [near, far]) open.add(side.on('error', () => {}));
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((listening) => server.listen(path, listening));
  return {
    close: () => {
      server.close();
      for (const side of open) side.destroy();
    },
  };
}
