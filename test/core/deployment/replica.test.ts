import { expect, test } from 'vitest';
import { replicaOptions } from '#core/deployment/replica';
import { runOf } from '#core/service/split';
import { file, release } from './samples.ts';

const options = (given: object = {}) =>
  replicaOptions(
    { service: 'digits', name: 'slipway-digits-r3-1', deployment: 'D' },
    release(3, { run: runOf(file(given)) }),
  );

test('a file that says nothing gets the bounds that every replica has, and else what its image says', () => {
  const made = options();
  expect(made).toMatchObject({
    name: 'slipway-digits-r3-1',
    Image: 'sha256:i3',
    Env: [],
    StopTimeout: 30,
    Labels: {
      'io.slipway.service': 'digits',
      'io.slipway.role': 'replica',
      'io.slipway.release': '3',
      'io.slipway.version': '1.3.0',
      'io.slipway.digest': 'sha256:d3',
      'io.slipway.deployment': 'D',
    },
    HostConfig: {
      RestartPolicy: { Name: 'always' },
      NetworkMode: 'slipway-digits',
      LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } },
      SecurityOpt: ['no-new-privileges'],
      PidsLimit: 2048,
      ReadonlyRootfs: false,
      CapDrop: [],
    },
  });
  for (const absent of ['Entrypoint', 'Cmd', 'User', 'ExposedPorts']) expect(made).not.toHaveProperty(absent);
  for (const absent of ['Memory', 'NanoCpus', 'ShmSize', 'DeviceRequests', 'Privileged', 'PortBindings', 'Binds'])
    expect(made.HostConfig).not.toHaveProperty(absent);
});

test.each<[string, object, object]>([
  ['memory, with no swap beside it', { scale: { memory: '1g' } }, { Memory: 2 ** 30, MemorySwap: 2 ** 30 }],
  ['part of a processor', { scale: { cpus: 0.5 } }, { NanoCpus: 5e8 }],
  ['shared memory', { model: { image: 'i', shm: '64m' } }, { ShmSize: 64 * 2 ** 20 }],
  ['no restart', { reliability: { restart: 'no' } }, { RestartPolicy: { Name: '' } }],
  [
    'its root file system and capabilities',
    { security: { readOnly: true, tmpfs: ['/tmp'], capDrop: ['ALL'], capAdd: ['CHOWN'] } },
    { ReadonlyRootfs: true, Tmpfs: { '/tmp': '' }, CapDrop: ['ALL'], CapAdd: ['CHOWN'] },
  ],
  [
    'a volume',
    { model: { image: 'i', volumes: [{ source: 'cache', target: '/cache', readOnly: true }] } },
    { Mounts: [{ Type: 'volume', Source: 'cache', Target: '/cache', ReadOnly: true }] },
  ],
  [
    'GPUs by id',
    { model: { image: 'i', gpus: ['0', '3'] } },
    { DeviceRequests: [{ Driver: 'nvidia', Capabilities: [['gpu']], DeviceIDs: ['0', '3'] }] },
  ],
])('%s is what the engine is asked for', (_what, given, host) => {
  expect(options(given).HostConfig).toMatchObject(host);
});

test('command, args, user and environment are the file’s', () => {
  const model = { image: 'i', command: ['/serve'], args: ['--fast'], env: { LOG_LEVEL: 'info', THREADS: 4 } };
  expect(options({ model, security: { user: '1000:1000' } })).toMatchObject({
    Entrypoint: ['/serve'],
    Cmd: ['--fast'],
    User: '1000:1000',
    Env: ['LOG_LEVEL=info', 'THREADS=4'],
  });
});

test('stop grace is whole seconds, rounded up', () => {
  expect(options({ reliability: { stopGrace: '1500ms' } }).StopTimeout).toBe(2);
});

test('the gateway finds a replica by its name on the service’s own network', () => {
  expect(options().NetworkingConfig).toEqual({
    EndpointsConfig: { 'slipway-digits': { Aliases: ['slipway-digits-r3-1'] } },
  });
});

test('a host name is never longer than 63 characters', () => {
  const name = `slipway-${'a'.repeat(40)}-r12345-100-and-more`;
  const made = replicaOptions({ service: 'a'.repeat(40), name, deployment: 'D' }, release(1));
  expect(made.Hostname?.length).toBeLessThanOrEqual(63);
  expect(made.Hostname).toMatch(/^[a-z0-9]/);
});

test('args are appended to what the image runs by itself', () => {
  const replica = { service: 'digits', name: 'slipway-digits-r3-1', deployment: 'D' };
  const run = runOf(file({ model: { image: 'x:1', args: ['--fast'] } }));
  expect(replicaOptions(replica, release(3, { run }), ['serve']).Cmd).toEqual(['serve', '--fast']);
});
