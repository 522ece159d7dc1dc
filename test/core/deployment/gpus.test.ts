import { describe, expect, test } from 'vitest';
import { alsoThere, assignGpus, refuseAbsentGpus } from '#core/deployment/gpus';
import { planDeployment } from '#core/deployment/plan';
import type { EngineInfo } from '#core/docker/types';
import type { GpuUser } from '#core/host/gpu-users';
import { runOf } from '#core/service/split';
import { file, info, kept, nothing, release, replica, serving, wanted } from './samples.ts';

// No GPU is at hand: what these engines say of theirs stands in for it (see test/core/docker/gpus.test.ts).
const gpuHost: EngineInfo = {
  ...info,
  cdi: true,
  devices: ['0', '1', '2', '3'].map((id) => `nvidia.com/gpu=${id}`),
};
const [one, two] = ['slipway-digits-r1-1', 'slipway-digits-r1-2'];
const ours = (name: string, ...ids: string[]): GpuUser => ({ name, ids, service: 'digits', release: '1' });

type Asked = { gpus: string[]; replicas?: number; kind?: string; sharedGpu?: boolean; users?: readonly GpuUser[] };

/** Release r2 is wanted with these GPUs where r1 serves from the users' ones. */
function assigned({ gpus, replicas = 1, kind = 'rolling', sharedGpu = false, users = [ours(one, '0')] }: Asked) {
  const of = file({ model: { image: 'i', gpus, sharedGpu }, strategy: { kind } });
  const there = users.filter(({ service }) => service === 'digits').map((_, index) => replica(1, index + 1));
  const observed = { ...serving({ replicas: there, releases: new Map([[1, kept(release(1))]]) }), engine: gpuHost };
  const want = wanted(2, { replicas, release: release(2, { run: runOf(of) }) }, of);
  return assignGpus(observed, want, planDeployment(observed, want).steps, users);
}
const refusal = (asked: Asked) => {
  try {
    return assigned(asked);
  } catch (error) {
    return error;
  }
};

describe('a named GPU is one replica’s', () => {
  test('a release on other GPUs than what serves runs beside it', () => {
    expect(assigned({ gpus: ['1'] })).toEqual({ [one]: ['0'], 'slipway-digits-r2-1': ['1'] });
  });

  test('those of a list are divided among the replicas, and none goes to two', () => {
    expect(assigned({ gpus: ['0', '1', '2', '3'], replicas: 2, users: [] })).toEqual({
      'slipway-digits-r2-1': ['0', '1'],
      'slipway-digits-r2-2': ['2', '3'],
    });
    expect(refusal({ gpus: ['0', '1', '2'], replicas: 2, users: [] })).toMatchObject({
      code: 'NOT_SUPPORTED',
      message: '3 GPUs cannot be divided among 2 replicas',
    });
  });

  test('the GPU of what serves is a stop, and in place is offered with its gap, or a free one', () => {
    expect(refusal({ gpus: ['0'] })).toMatchObject({
      code: 'STOPPED',
      stop: 'does-not-fit',
      message: `Not all of its GPUs are free beside what runs: 0 by ${one}`,
      hint: expect.stringMatching(
        /free GPUs.*the host has 0, 1, 2, 3.*another host.*in-place.*away for about [\d.]+ s/,
      ),
    });
  });

  test('under in-place the new replica gets it, once the old one is stopped', () => {
    expect(assigned({ gpus: ['0'], kind: 'in-place' })).toMatchObject({ 'slipway-digits-r2-1': ['0'], [one]: ['0'] });
    const both = { gpus: ['0', '1'], replicas: 2, kind: 'in-place', users: [ours(one, '0'), ours(two, '1')] };
    expect(assigned(both)).toMatchObject({ 'slipway-digits-r2-1': ['0'], 'slipway-digits-r2-2': ['1'] });
  });

  test('one of another service is not taken from it, by its number or by a UUID that may be the same', () => {
    for (const id of ['0', 'GPU-8932f937'])
      expect(
        refusal({ gpus: ['0'], kind: 'in-place', users: [{ ...ours('slipway-other-r3-1', id), service: 'other' }] }),
      ).toMatchObject({
        stop: 'does-not-fit',
        hint: expect.not.stringContaining('in-place'),
      });
  });

  test('it is shared where the file says so', () => {
    expect(assigned({ gpus: ['0'], replicas: 2, sharedGpu: true })).toMatchObject({
      'slipway-digits-r2-1': ['0'],
      'slipway-digits-r2-2': ['0'],
    });
  });
});

test('what is nobody’s replica, as one that watches all GPUs, stops nothing and is said', () => {
  const watcher: GpuUser = { name: 'exporter', ids: 'any', service: null, release: null };
  const gpus = assigned({ gpus: ['1'], users: [ours(one, '0'), watcher] });
  expect(gpus['slipway-digits-r2-1']).toEqual(['1']);
  const steps = [{ do: 'create', target: 'slipway-digits-r2-1', release: 'r2' }] as const;
  expect(alsoThere(wanted(2, { gpus }), steps, [watcher])).toEqual([
    'GPU 1 is given to exporter too; how much of its memory that takes is not known.',
  ]);
});

test.each([
  [['7'], gpuHost, 'gpu-absent', /GPU 7.*no such one: it has GPU 0, 1, 2, 3/],
  [['0'], info, 'gpu-absent', /none to give: it has neither NVIDIA's runtime \(only runc\) nor a GPU by CDI/],
])('GPU %j that is not there is a stop with what is there', (gpus, engine, stop, message) => {
  const want = wanted(1, { release: release(1, { run: runOf(file({ model: { image: 'i', gpus } })) }) });
  expect(() => refuseAbsentGpus({ ...nothing, engine }, want)).toThrow(
    expect.objectContaining({ code: 'STOPPED', stop, message: expect.stringMatching(message) }),
  );
});

test('a count is refused with the names that could be written instead', () => {
  const want = wanted(1, { release: release(1, { run: runOf(file({ model: { image: 'i', gpus: 2 } })) }) });
  expect(() => refuseAbsentGpus({ ...nothing, engine: gpuHost }, want)).toThrow(
    expect.objectContaining({ code: 'NOT_SUPPORTED', hint: expect.stringContaining('The host has 0, 1, 2, 3') }),
  );
});
