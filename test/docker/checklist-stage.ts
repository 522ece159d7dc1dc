import type Docker from 'dockerode';
import type { Finding, Report } from '#contract/checklist';
import { makeImage } from '#resources/setup/image.mjs';
import { sampleSettings } from '#resources/setup/sample-image.mjs';
import { freshImage, freshName } from '#support/names';

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
  },
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

export const byId = ({ findings }: Report): Readonly<Record<string, Finding>> =>
  Object.fromEntries(findings.map((it) => [it.id, it]));
