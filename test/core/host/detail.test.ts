import { expect, test } from 'vitest';
import type { Engine, EngineInfo } from '#core/docker/types';
import { showHost } from '#core/host/detail';
import { info } from '../deployment/samples.ts';

// No GPU is at hand: what this engine says of its GPUs and containers stands in for one that has some.
const gpuHost: EngineInfo = {
  ...info,
  cdi: true,
  devices: ['nvidia.com/gpu=0', 'nvidia.com/gpu=1', 'nvidia.com/gpu=all'],
};
const requests = (...ids: string[]) => [{ Driver: 'cdi', DeviceIDs: ids.map((id) => `nvidia.com/gpu=${id}`) }];

function hostOf(said: EngineInfo, ahead = 0) {
  const asked: string[] = [];
  const containers: Record<string, object[]> = { serves: requests('0'), exporter: requests('all'), web: [] };
  const engine: Partial<Engine> = {
    url: 'tcp://far:2376',
    info: async () => said,
    hostTime: async () => Date.now() + ahead,
    listContainers: async () => [
      {
        id: 'gw',
        name: 'gw',
        image: '',
        state: 'running',
        labels: { 'io.slipway.role': 'gateway' },
        ports: [],
        createdAt: 0,
      },
    ],
    everyContainer: async () => Object.keys(containers).map((id) => ({ id, name: id, state: 'running' })) as never,
    inspectContainer: async (id) =>
      ({ Name: `/${id}`, Config: { Env: [] }, HostConfig: { DeviceRequests: containers[id] } }) as never,
    exec: async (id, command) => {
      asked.push(`${id}: ${command.join(' ')}`);
      const stdout =
        command[0] === 'df'
          ? 'Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 100 40 60 40% /etc/hosts\n'
          : 'MemTotal: 8000 kB\nMemFree: 100 kB\nMemAvailable:    2000 kB\n';
      return { code: 0, stderr: '', stdout };
    },
  };
  return { asked, hosts: { open: async () => ({ name: 'far', engine: engine as Engine, info: said }) } };
}

test('a host is shown with its GPUs and who has them, its room as a container of ours sees it, and its clock', async () => {
  const { hosts, asked } = hostOf(gpuHost, 90_000);
  const shown = await showHost(hosts, 'far');
  expect(shown).toMatchObject({
    name: 'far',
    engine: { version: '20.10.24', root: '/var/lib/docker', security: ['seccomp'], liveRestore: true, warnings: [] },
    disk: { free: 60 * 1024, total: 100 * 1024 },
    available: 2000 * 1024,
    gpus: {
      by: 'cdi',
      complete: true,
      devices: [
        { id: '0', users: ['serves'] },
        { id: '1', users: [] },
      ],
      anywhere: ['exporter'],
    },
  });
  expect(Math.abs(shown.clock - 90_000)).toBeLessThan(2_000);
  expect(asked.toSorted()).toEqual(['gw: cat /proc/meminfo', 'gw: df -Pk /etc/hosts']);
});

test('NVIDIA’s runtime lists no GPU: those are shown that somebody has, and that there may be more', async () => {
  const { hosts } = hostOf({ ...info, runtimes: ['runc', 'nvidia'] });
  expect((await showHost(hosts, 'far')).gpus).toEqual({
    by: 'runtime',
    complete: false,
    devices: [{ id: '0', users: ['serves'] }],
    anywhere: ['exporter'],
  });
});
