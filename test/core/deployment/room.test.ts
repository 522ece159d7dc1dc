import { expect, test } from 'vitest';
import { Problem } from '#contract/problem';
import { hostText, offeringOthers } from '#core/deployment/elsewhere';
import { memoryFor, memoryText, roomFor } from '#core/deployment/room';
import type { Step } from '#core/deployment/steps';
import { availableIn } from '#core/host/available';
import { diskIn } from '#core/host/disk';
import { info, nothing, release, replica, serving, wanted } from './samples.ts';

const gib = 1024 ** 3;
const room = (free: number, present: number | null = null) =>
  roomFor(nothing, { disk: { free: free * gib, total: 100 * gib }, present, root: '/srv/docker' });

test('a host without room for an image is a stop with the numbers, and scarce room is said', () => {
  expect(room(50, 4 * gib)).toEqual([]);
  expect(room(1.5)).toEqual(['Room is scarce: 1.5 GiB of 100.0 GiB are free under /srv/docker.']);
  expect(room(5, 4 * gib)).toEqual([
    'Room is scarce: 5.0 GiB of 100.0 GiB are free under /srv/docker; the image that serves takes 4.0 GiB.',
  ]);
  expect(() => room(0.1)).toThrow(
    expect.objectContaining({
      code: 'STOPPED',
      stop: 'does-not-fit',
      message: 'There is no room for the image of digits: 0.1 GiB of 100.0 GiB are free under /srv/docker',
    }),
  );
});

test('where nobody could see how much room there is, that is said instead', () => {
  expect(roomFor(nothing, { disk: null, present: null, root: '/srv/docker' })).toEqual([
    expect.stringContaining('is not known'),
  ]);
});

test('what df writes of the file system under a container is read, and anything else is nothing', () => {
  const written = `Filesystem           1024-blocks    Used Available Capacity Mounted on
/dev/vda             264212084  28898088  77492824  27% /etc/resolv.conf
`;
  expect(diskIn(written)).toEqual({ free: 77492824 * 1024, total: 264212084 * 1024 });
  expect(diskIn('df: /etc/hosts: No such file or directory\n')).toBeNull();
});

test('where the host is in the way, what other hosts have is said with it; else nobody else is asked', async () => {
  const gpu = {
    ...info,
    cpus: 64,
    memory: 512 * gib,
    runtimes: ['runc', 'nvidia'],
    cdi: true,
    devices: ['nvidia.com/gpu=0'],
  };
  const others = async () => [
    { name: 'lab', info },
    { name: 'gpu1', info: gpu },
  ];
  const stop = (id: 'does-not-fit' | 'no-way-back') =>
    new Problem('STOPPED', 'It stops', { stop: id, hint: 'Choose.' });
  expect(await offeringOthers(stop('does-not-fit'), others)).toMatchObject({
    code: 'STOPPED',
    stop: 'does-not-fit',
    message: 'It stops',
    hint: `Choose. Other hosts: lab (x86_64, 4 CPUs, 8.0 GiB); ${hostText({ name: 'gpu1', info: gpu })}.`,
  });
  expect(hostText({ name: 'gpu1', info: gpu })).toBe('gpu1 (x86_64, 64 CPUs, 512.0 GiB, GPU 0)');
  const never = () => Promise.reject(new Error('nobody is asked'));
  const other = stop('no-way-back');
  expect(await offeringOthers(other, never)).toBe(other);
  expect(await offeringOthers(stop('does-not-fit'), async () => [])).toMatchObject({ hint: 'Choose.' });
});

const limited = (number: number, memory: number | null) => {
  const it = release(number);
  return { ...it, run: { ...it.run, memory } };
};
const steps = (...does: readonly (readonly [Step['do'], string])[]) =>
  does.map(([what, target]) => ({ do: what, target })) as unknown as Step[];

test('what new replicas may take is told where less is available, less what those gave back that are stopped first', () => {
  const two = steps(['create', 'a'], ['create', 'b']);
  const next = wanted(2, { release: limited(2, 3 * gib) as never });
  expect(memoryFor(nothing, next, two)).toBe(6 * gib);
  expect(memoryFor(nothing, wanted(2, { release: limited(2, null) as never }), two)).toBe(0);
  const old = replica(1, 1);
  const observed = serving({ replicas: [old], releases: new Map([[1, limited(1, 2 * gib)]]) as never });
  expect(memoryFor(observed, next, [...steps(['stop', old.name]), ...two])).toBe(4 * gib);
  expect(memoryText(4 * gib, 5 * gib, 8 * gib)).toEqual([]);
  expect(memoryText(4 * gib, null, 8 * gib)).toEqual([]);
  expect(memoryText(4 * gib, 1.2 * gib, 8 * gib)).toEqual([
    'Memory is scarce: the new replicas may take 4.0 GiB, and 1.2 GiB of 8.0 GiB are available there.',
  ]);
});

test('what a kernel says of its memory is read, and anything else is nothing', () => {
  const written =
    'MemTotal:       24653076 kB\nMemFree:        20100000 kB\nMemAvailable:   23000000 kB\nBuffers: 1 kB\n';
  expect(availableIn(written)).toBe(23000000 * 1024);
  expect(availableIn('MemTotal:       24653076 kB\n')).toBeNull();
});
