import { expect, test } from 'vitest';
import { allChecks } from '#core/checklist/all';
import { container, findingOf, host } from './made.ts';

/** The host's part stands in for what engines of GPU hosts answer: no GPU is at hand. */
function found(ids: readonly string[], said: object) {
  const check = allChecks.find(({ id }) => id === 'SCA-17');
  if (!check) throw new Error('there is no SCA-17');
  const request = { Driver: 'nvidia', Capabilities: [['gpu']], DeviceIDs: ids };
  return findingOf(check, { container: container({ host: { DeviceRequests: [request] } }), host: host(said) });
}

const cdi = (...devices: string[]) => ({
  Runtimes: { runc: {} },
  CDISpecDirs: ['/etc/cdi', '/var/run/cdi'],
  DiscoveredDevices: devices.map((ID) => ({ Source: 'cdi', ID })),
});

test('a host that gives GPUs by CDI alone has them, and only those that it lists', () => {
  const there = cdi('nvidia.com/gpu=0', 'nvidia.com/gpu=1', 'nvidia.com/gpu=all');
  expect(found(['1'], there)).toMatchObject({
    verdict: 'pass',
    evidence: { value: '1; runtimes runc; GPUs by CDI 0, 1' },
  });
  expect(found(['1', '2'], there)).toMatchObject({ verdict: 'fail', title: 'The host has no GPU 2' });
});

test('folders for CDI without a list leave it unchecked, and a list without a GPU is a host without one', () => {
  expect(found(['0'], { Runtimes: { runc: {} }, CDISpecDirs: ['/etc/cdi'] }).verdict).toBe('unchecked');
  expect(found(['0'], cdi('acme.com/nic=0')).verdict).toBe('fail');
  expect(found(['0'], { Runtimes: { runc: {} }, CDISpecDirs: [] }).verdict).toBe('fail');
  expect(found(['5'], { ...cdi(), Runtimes: { runc: {}, nvidia: {} }, DiscoveredDevices: null }).verdict).toBe('pass');
});
