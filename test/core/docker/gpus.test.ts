import { describe, expect, test } from 'vitest';
import { absentGpus, deviceRequests, type GpuHost, gpuWay, singleGpus } from '#core/docker/gpus';

// No GPU is at hand: these stand in for what engines of GPU hosts answer in `docker info`, written from the documentation
// of the engine (DiscoveredDevices, since 28.2), of NVIDIA's container toolkit and of the CDI specification.
const uuid = 'GPU-8932f937-d72c-4106-c12f-20bd9faed9f6';
const plain: GpuHost = { runtimes: ['runc', 'io.containerd.runc.v2'], cdi: false, devices: null };
const toolkit: GpuHost = { ...plain, runtimes: ['runc', 'nvidia'] };
const onlyCdi: GpuHost = {
  ...plain,
  cdi: true,
  devices: ['nvidia.com/gpu=0', 'nvidia.com/gpu=1', `nvidia.com/gpu=${uuid}`, 'nvidia.com/gpu=all', 'acme.com/nic=0'],
};
const both: GpuHost = { ...onlyCdi, runtimes: toolkit.runtimes };
const untold: GpuHost = { ...plain, cdi: true };
const noneThere: GpuHost = { ...plain, cdi: true, devices: ['acme.com/nic=0'] };

test.each([
  ["without NVIDIA's runtime or CDI", plain, 'none'],
  ["with NVIDIA's runtime", toolkit, 'runtime'],
  ['with GPUs by CDI alone', onlyCdi, 'cdi'],
  ['that has both and lists them', both, 'cdi'],
  ['that reads CDI and does not list what it found', untold, 'cdi'],
  ['that reads CDI and lists no GPU', noneThere, 'none'],
] as const)('a host %s gives GPUs by: %s', (_, host, by) => {
  expect(gpuWay(host).by).toBe(by);
});

describe('of what is asked for', () => {
  test.each([
    [plain, ['0'], ['0']],
    [toolkit, ['0', '7', uuid], []],
    [onlyCdi, ['0', '1', uuid], []],
    [onlyCdi, ['nvidia.com/gpu=1'], []],
    [onlyCdi, ['1', '2'], ['2']],
    [both, ['7'], ['7']],
    [untold, ['7'], []],
    // One that lists numbers alone says nothing of a UUID.
    [{ ...onlyCdi, devices: ['nvidia.com/gpu=0'] }, [uuid, '1'], ['1']],
    [toolkit, ['amd.com/gpu=0'], ['amd.com/gpu=0']],
  ])('%j has of %j all but %j', (host, asked, absent) => {
    expect(absentGpus(asked, gpuWay(host))).toEqual(absent);
  });
});

test('single GPUs are counted once, though they are listed by number, by UUID and all together', () => {
  const way = gpuWay(onlyCdi);
  expect(way.by === 'cdi' && singleGpus(way.ids ?? [])).toEqual(['0', '1']);
  expect(singleGpus([`nvidia.com/gpu=${uuid}`, 'nvidia.com/gpu=all'])).toEqual([uuid]);
});

test('an engine is asked by the way that it has, and for a full name by CDI whatever else it has', () => {
  const byRuntime = { Driver: 'nvidia', Capabilities: [['gpu']], DeviceIDs: ['0', uuid] };
  expect(deviceRequests(['0', uuid], toolkit)).toEqual([byRuntime]);
  expect(deviceRequests(['0', uuid], both)).toEqual([byRuntime]);
  expect(deviceRequests(['0', uuid], onlyCdi)).toEqual([
    { Driver: 'cdi', DeviceIDs: ['nvidia.com/gpu=0', `nvidia.com/gpu=${uuid}`] },
  ]);
  expect(deviceRequests(['amd.com/gpu=0'], both)).toEqual([{ Driver: 'cdi', DeviceIDs: ['amd.com/gpu=0'] }]);
});
