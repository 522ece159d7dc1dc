import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { leftovers } from '#support/left';
import { digits, serviceFile } from '#support/service-file';
import { openCli, type Running } from './cli-stage.ts';

const [watched, beside, frozen, dying] = [serviceFile(), serviceFile(), serviceFile(), serviceFile()];
const services = [watched, beside, frozen, dying].map((file) => file.service);
const cli = openCli(services);
const engine = 'unix:///var/run/docker.sock';

beforeAll(async () => {
  cli.write('watched.yaml', { ...watched, strategy: { drain: '1s', watch: '120s' } });
  cli.write('short.yaml', { ...watched, strategy: { drain: '1s', watch: '6s' } });
  cli.write('beside.yaml', beside);
  cli.write('long.yaml', { ...beside, model: digits('1.1.0'), strategy: { drain: '1s', watch: '15s' } });
  cli.write('back.yaml', { ...beside, strategy: { drain: '1s', watch: '120s' } });
  cli.write('waiting.yaml', { ...beside, model: digits('1.1.0', 'not-ready') });
  cli.write('frozen.yaml', { ...frozen, strategy: { drain: '1s', watch: '120s' } });
  cli.write('dying.yaml', { ...dying, strategy: { drain: '1s', watch: '120s' } });
});
afterAll(async () => {
  await cli.run(`retire ${watched.service} --yes`);
  await cli.run(`retire ${beside.service} --yes`);
  await cli[Symbol.asyncDispose]();
});

describe('while one terminal deploys, another', () => {
  let deploying: Running;
  beforeAll(async () => {
    deploying = await watching('deploy -f watched.yaml --json');
  });
  afterAll(async () => {
    deploying.interrupt();
    const { exit, last } = await deploying.ended;
    expect({ exit, last }).toMatchObject({ exit: 130, last: { deployment: { state: 'interrupted' } } });
  });

  test('reads', async () => {
    const status = await cli.run(`status ${watched.service} --json`);
    expect(status.last).toMatchObject({ services: [{ state: 'deploying' }] });
    const history = await cli.run('history --json');
    expect(history.last).toMatchObject({ deployments: [{ service: watched.service, state: 'watching' }] });
    expect((await cli.run('doctor --json')).exit).toBe(0);
    expect((await cli.run('hosts --json')).exit).toBe(0);
    expect((await cli.run(`plan -f beside.yaml --json`)).exit).toBe(0);
  });

  test('adds and forgets a host', async () => {
    const added = await cli.run(`hosts add edge ${engine} --json`);
    expect(added).toMatchObject({ exit: 0, last: { hosts: [{ name: 'edge', state: 'connected' }] } });
    const again = await cli.run(`hosts add edge ${engine} --json`);
    expect(again).toMatchObject({ exit: 2, last: { error: { code: 'BAD_COMMAND' } } });
    expect(await cli.run('hosts remove edge --yes --json')).toMatchObject({ exit: 0, last: { removed: 'edge' } });
  });

  test('deploys another service, to its end', async () => {
    const { exit, lines, last } = await cli.run('deploy -f beside.yaml --json');
    expect(last).toMatchObject({ deployment: { service: beside.service, state: 'succeeded' } });
    expect(exit).toBe(0);
    expect(lines.length).toBeGreaterThan(10);
    expect(await cli.run(`status ${beside.service} --json`)).toMatchObject({
      last: { services: [{ state: 'serving' }] },
    });
  });

  test('has its own deployment taken back with Ctrl-C, and no other', async () => {
    const waiting = cli.start('deploy -f waiting.yaml --json');
    await waiting.prints('"do":"verify"');
    waiting.interrupt();
    expect(await waiting.ended).toMatchObject({ exit: 130, last: { deployment: { state: 'interrupted' } } });
    const history = await cli.run(`history --service ${watched.service} --json`);
    expect(history.last).toMatchObject({ deployments: [{ state: 'watching' }] });
  });

  test('is told of a wrong file exactly as if it were alone', async () => {
    cli.write('wrong.yaml', `service: ${beside.service}\nmodel: { imagee: x }\n`);
    const said = await cli.run('deploy -f wrong.yaml --json');
    const alone = await cli.run('plan -f wrong.yaml --json');
    expect(said.exit).toBe(2);
    expect(said.last).toMatchObject({ error: { code: 'BAD_FILE', where: { file: 'wrong.yaml', line: 2 } } });
    expect(said.last).toEqual(alone.last);
  });
});

test('who owned the data folder stays until what others started has ended, and says so', async () => {
  const owner = await watching('deploy -f short.yaml --json');
  const other = await watching('deploy -f long.yaml --json');
  await owner.prints('a deployment that was started from elsewhere runs in this process');
  expect((await cli.run('history --json')).exit).toBe(0);
  expect(await other.ended).toMatchObject({ exit: 0, last: { deployment: { state: 'succeeded' } } });
  const { exit, lines, err } = await owner.ended;
  expect({ exit, last: lines.at(-1) }).toMatchObject({ exit: 0, last: { deployment: { service: watched.service } } });
  expect(err.match(/runs in this process/g)).toHaveLength(1);
});

test('a frozen owner keeps nobody from reading, and who wants to write is refused by its pid', async () => {
  const owner = await watching('deploy -f frozen.yaml --json');
  owner.signal('SIGSTOP');
  onTestFinished(async () => {
    owner.signal('SIGCONT');
    owner.interrupt();
    await owner.ended;
  });
  const history = await cli.run(`history --service ${frozen.service} --json`);
  expect(history.last).toMatchObject({ deployments: [{ state: 'watching' }] });
  expect((await cli.run(`status ${beside.service} --json`)).last).toMatchObject({ services: [{ state: 'serving' }] });
  const refused = await cli.run(`restart ${beside.service} --json`);
  expect(refused.lines).toEqual([
    {
      error: {
        code: 'RECORD_FAILED',
        message: expect.stringMatching(
          new RegExp(`in use by process ${owner.pid} \\(slipway \\S+, since \\S+\\) and it does not answer\\.$`),
        ),
        hint: expect.stringContaining('Nothing was changed.'),
      },
    },
  ]);
  expect(refused.exit).toBe(1);
});

test('who is attached is told when the owner is killed, and the folder is free at once', async () => {
  const owner = await watching('deploy -f dying.yaml --json');
  const other = await watching('deploy -f back.yaml --json');
  owner.signal('SIGKILL');
  const { exit, last } = await other.ended;
  expect(last).toMatchObject({
    error: { code: 'NEEDS_PERSON', message: expect.stringContaining(`Process ${owner.pid} `) },
  });
  expect(exit).toBe(6);
  expect((await cli.run(`hosts add edge ${engine} --json`)).exit).toBe(0);
  expect(await leftovers(dying.service)).not.toEqual([]);
});

async function watching(line: string): Promise<Running> {
  const running = cli.start(line);
  await running.prints('"do":"watch"');
  return running;
}
