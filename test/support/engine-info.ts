import type { EngineInfo } from '#core/docker/types';

/** What an engine of these days says of itself, on a host with nothing special. */
export const engineInfo: EngineInfo = {
  id: 'ENGINE',
  name: 'host',
  version: '20.10.24',
  api: '1.41',
  architecture: 'x86_64',
  os: 'linux',
  cpus: 4,
  memory: 8 * 1024 ** 3,
  containers: 0,
  runtimes: ['runc'],
  liveRestore: true,
  warnings: [],
  system: 'Debian GNU/Linux 12',
  kernel: '6.1.0',
  root: '/var/lib/docker',
  storage: 'overlay2',
  cgroup: '2',
  security: ['seccomp'],
  cdi: false,
  devices: null,
};
