import Docker from 'dockerode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { label, names } from '#core/docker/labels';
import { makeImage } from '#resources/setup/image.mjs';
import { nodeForImages } from '#resources/setup/install.mjs';
import { freshImage, freshName } from '#support/names';
import { type Operator, openOperator } from '#support/operator';
import { digits, serviceFile } from '#support/service-file';

let operator: Operator;
beforeAll(async () => {
  operator = await openOperator();
});
afterAll(() => operator?.[Symbol.asyncDispose]());

test('a replica is given what its file says, and the bounds that every one has', async () => {
  const file = serviceFile({
    model: { ...digits('1.0.0'), env: { LOG_LEVEL: 'debug' }, shm: '32m', volumes: [] },
    scale: { replicas: 1, memory: '96m', cpus: 0.5 },
    reliability: { stopGrace: '7s' },
  });
  const deployment = await operator.put(file);
  const [container] = await operator.containers(file.service);
  expect(container?.HostConfig).toMatchObject({
    RestartPolicy: { Name: 'always' },
    LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } },
    SecurityOpt: ['no-new-privileges'],
    PidsLimit: 2048,
    Memory: 96 * 1024 * 1024,
    MemorySwap: 96 * 1024 * 1024,
    NanoCpus: 500_000_000,
    ShmSize: 32 * 1024 * 1024,
    ReadonlyRootfs: true,
    CapDrop: ['ALL'],
    Tmpfs: { '/tmp': '' },
    Privileged: false,
    NetworkMode: names.network(file.service),
  });
  expect(container?.Config).toMatchObject({
    User: '1000:1000',
    StopTimeout: 7,
    Env: expect.arrayContaining(['LOG_LEVEL=debug']),
    Labels: {
      [label.service]: file.service,
      [label.role]: 'replica',
      [label.release]: '1',
      [label.version]: '1.0.0',
      [label.digest]: deployment.to?.digest,
      [label.deployment]: deployment.id,
    },
  });
  expect(Object.keys(container?.NetworkSettings.Networks ?? {})).toEqual([names.network(file.service)]);
  expect(container?.HostConfig.PortBindings ?? {}).toEqual({});
  await operator.retire(file.service);
});

test("what a file does not say is the image's own: no limit, user or root file system is forced on it", async () => {
  const { service } = serviceFile();
  await operator.put({ service, model: { image: digits('1.0.0').image } });
  const containers = await operator.containers(service);
  expect(containers).toHaveLength(1);
  expect(containers[0]?.HostConfig).toMatchObject({
    RestartPolicy: { Name: 'always' },
    SecurityOpt: ['no-new-privileges'],
    ReadonlyRootfs: false,
    CapDrop: [],
    Memory: 0,
    NanoCpus: 0,
  });
  expect(containers[0]?.Config.User).toBe('1000:1000');
  await operator.retire(service);
});

/** A stranger's server: root, writes to its own root file system, plain HTTP, takes a moment, ends at once when told to. */
const strange = `
const { writeFileSync } = require('node:fs');
writeFileSync('/state', String(process.getuid()));
require('node:http').createServer((request, response) => {
  writeFileSync('/last', request.url);
  response.end('hello from ' + require('node:fs').readFileSync('/state'));
}).listen(PORT);
process.on('SIGTERM', () => process.exit(0));
`;

test.each([
  ['that says its port', 5000, [5000]],
  ['that says no port', 8000, []],
])("a two-line file with a stranger's image %s deploys", async (_what, port, expose) => {
  const image = freshImage();
  await makeImage({
    tag: image,
    binaries: { '/bin/node': nodeForImages() },
    files: { '/server.js': strange.replace('PORT', `${port}`) },
    entrypoint: ['/bin/node', '/server.js'],
    expose,
  });
  const service = freshName();
  const act = {
    kind: 'deploy',
    file: { name: 'slipway.yaml', text: `service: ${service}\nmodel: { image: "${image}" }\n` },
  } as const;
  const { deployment, problem } = await operator.act(act);
  expect(problem).toBeNull();
  expect(deployment.state).toBe('succeeded');
  const answer = await fetch(`http://${await operator.address(service)}/`);
  expect(await answer.text()).toBe('hello from 0');
  expect(deployment.evidence.findings).toContain('answers; whether rightly is unknown');
  await operator.retire(service);
  await new Docker().getImage(image).remove({ force: true });
});
