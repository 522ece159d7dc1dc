import type Docker from 'dockerode';
import type { Finding, Report } from '#contract/checklist';
import { makeImage } from '#resources/setup/image.mjs';
import { sampleSettings } from '#resources/setup/sample-image.mjs';
import { freshImage, freshName } from '#support/names';
import type { Operator } from '#support/operator';
import { digits, serviceFile } from '#support/service-file';

/** The sample model as somebody careless would ship it: old, unlabelled, as root, with a shell, without a version. */
export async function carelessImage(): Promise<string> {
  const tag = freshImage('latest');
  const settings = sampleSettings({ tag, version: '1.0.0', weights: 'v1.json', user: '' });
  const binaries = { ...settings.binaries, '/bin/sh': '/bin/dash' };
  await makeImage({ ...settings, binaries, labels: {}, created: '2020-01-01', user: '' });
  return tag;
}

const serves = 'node /model/server.mjs; true';

/** Everything at once that should not be, and that an engine starts all the same wherever it runs itself. */
export const careless = (image: string): Docker.ContainerCreateOptions => ({
  name: freshName(),
  Image: image,
  Entrypoint: ['/bin/sh', '-c', serves],
  Cmd: ['--model', 'org/digits', '--weights=/models/digits.pkl', '--trust-remote-code'],
  Env: ['HF_TOKEN=hf_0123456789abcdefghijklmn', 'PATH=/bin'],
  Healthcheck: { Test: ['CMD', '/bin/curl', 'localhost'], Interval: 1e9, Retries: 1 },
  HostConfig: {
    Binds: ['/var/run/docker.sock:/var/run/docker.sock', '/etc:/host/etc', '/tmp:/models'],
    PortBindings: { '8080/tcp': [{ HostIp: '0.0.0.0', HostPort: '' }] },
  },
});

/** The rest of it. An engine that runs in a container itself refuses to start this one, so it is only made. */
export const overpowered = (image: string): Docker.ContainerCreateOptions => ({
  name: freshName(),
  Image: image,
  HostConfig: {
    Privileged: true,
    CapAdd: ['SYS_ADMIN'],
    SecurityOpt: ['seccomp=unconfined'],
    PidMode: 'host',
    Devices: [{ PathOnHost: '/dev/null', PathInContainer: '/dev/other', CgroupPermissions: 'r' }],
    DeviceRequests: [{ Driver: 'nvidia', DeviceIDs: ['0'], Capabilities: [['gpu']] }],
    Memory: 2 ** 50,
    MemorySwap: 2 ** 50,
  },
});

/** What an administration is open on, that keeps nothing of itself: gone at its end, without a log, asked by nobody. */
export const administered = (image: string): Docker.ContainerCreateOptions => ({
  name: freshName(),
  Image: image,
  Healthcheck: { Test: ['NONE'] },
  HostConfig: {
    AutoRemove: true,
    LogConfig: { Type: 'none', Config: {} },
    PortBindings: { '8080/tcp': [{ HostIp: '0.0.0.0', HostPort: '' }] },
  },
});

/** Of so little memory that the kernel ends it at each start. */
export const starved = (image: string): Docker.ContainerCreateOptions => ({
  name: freshName(),
  Image: image,
  HostConfig: { Memory: 8 * 1024 ** 2, MemorySwap: 8 * 1024 ** 2, RestartPolicy: { Name: 'always' } },
});

/** As a Compose file makes them: plain, on a network of its project, published on the machine. */
export const foreign = (image: string, network: string): Docker.ContainerCreateOptions => ({
  name: freshName(),
  Image: image,
  Labels: { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'digits' },
  HostConfig: {
    NetworkMode: network,
    RestartPolicy: { Name: 'unless-stopped' },
    PortBindings: { '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] },
  },
});

/** The sample model with all that is wanted of it, in production. */
export const hardenedFile = () =>
  serviceFile({
    stage: 'production',
    model: {
      ...digits('1.0.0'),
      args: ['--model', 'org/digits', '--revision', revision, '--weights=/model/v1.safetensors'],
    },
    scale: { replicas: 2, memory: '128m', cpus: 0.5, peak: 10, slo: { p95: '1s', errors: '1%' } },
    monitoring: { tell: ['desktop'] },
    integration: { owner: 'ada', deputy: 'grace', consumers: ['till'], personalData: false },
    review: { every: '90d' },
  });
const revision = '0123456789abcdef0123456789abcdef01234567';

/** The checks that ask a person of a service in production. */
export const asked = ['MON-22', 'MON-24', 'VER-15', 'INT-17', 'EVO-06', 'EVO-12'];

/** What only a person knows of it; a sample of requests is what it has not got, and lives without. */
export async function spokenFor({ client }: Pick<Operator, 'client'>, service: string): Promise<void> {
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  await client.checklist.accept({ service, id: 'INT-05', reason: 'it is a sample', until: tomorrow });
  for (const id of asked) await client.checklist.answer({ service, id, text: 'ada, on the page of the sample' });
}

export const byId = ({ findings }: Report): Readonly<Record<string, Finding>> =>
  Object.fromEntries(findings.map((it) => [it.id, it]));
