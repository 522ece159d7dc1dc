import { expect, test } from 'vitest';
import { refuseTakenGpus } from '#core/candidate/gpus';
import { planDeployment } from '#core/deployment/plan';
import { label } from '#core/docker/labels';
import type { Engine } from '#core/docker/types';
import { runOf } from '#core/service/split';
import { file, kept, release, serving, wanted } from '../deployment/samples.ts';

type Running = { name: string; host?: object; env?: string[]; labels?: Record<string, string>; state?: string };

const nvidia = (...ids: string[]) => ({
  DeviceRequests: [{ Driver: 'nvidia', Capabilities: [['gpu']], DeviceIDs: ids }],
});
const replica = { [label.service]: 'digits', [label.role]: 'replica', [label.release]: '1' };
const serves = { name: 'slipway-digits-r1-1', host: nvidia('0'), labels: replica };

/** Tries a release that asks for GPU 0 beside what runs; `shared` says so in the file of what serves and of what is tried. */
async function tried(running: readonly Running[], shared: { old?: boolean; next?: boolean } = {}): Promise<void> {
  const on = (number: number, sharedGpu = false) =>
    release(number, { run: runOf(file({ model: { image: 'digits:1.0.0', gpus: ['0'], sharedGpu } })) });
  const engine = {
    everyContainer: async () => running.map(({ name, state = 'running' }) => ({ id: name, name, state })),
    inspectContainer: async (id: string) => {
      const { name, host = {}, env = [], labels = {} } = running.find((it) => it.name === id) ?? { name: id };
      return { Name: `/${name}`, HostConfig: host, Config: { Env: env, Labels: labels } };
    },
  } as unknown as Engine;
  const observed = serving({ releases: new Map([[1, kept(on(1, shared.old))]]) });
  const next = wanted(2, { release: on(2, shared.next) });
  const work = { observed, wanted: next, planned: planDeployment(observed, next) };
  await refuseTakenGpus(engine, work, new AbortController().signal);
}
const refused = (name: string) =>
  expect.objectContaining({
    code: 'NOT_SUPPORTED',
    message: expect.stringContaining(`${name} computes on GPU 0`),
    hint: expect.stringContaining('Deploy it'),
  });

test('a GPU that nobody computes on is there to try a release on', async () => {
  await tried([{ name: 'web' }, { ...serves, host: nvidia('1') }, { ...serves, state: 'exited' }]);
});

test('what serves keeps its GPU to itself', async () => {
  await expect(tried([serves])).rejects.toEqual(refused(serves.name));
});

test('a GPU is shared only where both releases say so', async () => {
  await tried([serves], { old: true, next: true });
  for (const one of [{ old: true }, { next: true }])
    await expect(tried([serves], one)).rejects.toEqual(refused(serves.name));
});

test.each<[string, Running]>([
  ['by its number', { name: 'theirs', host: nvidia('3', '0') }],
  ['by its name, of which the number is not known', { name: 'theirs', host: nvidia('GPU-8932f937') }],
  [
    'by count, of which it is not known which',
    { name: 'theirs', host: { DeviceRequests: [{ Count: 1, Capabilities: [['gpu']] }] } },
  ],
  ['all of them', { name: 'theirs', host: { Runtime: 'nvidia' }, env: ['NVIDIA_VISIBLE_DEVICES=all'] }],
])("nobody's GPU is taken that is used %s", async (_how, theirs) => {
  await expect(tried([theirs], { old: true, next: true })).rejects.toEqual(refused('theirs'));
});
