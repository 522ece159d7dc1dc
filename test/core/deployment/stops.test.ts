import { describe, expect, test } from 'vitest';
import type { Observed } from '#core/deployment/observed';
import { planDeployment } from '#core/deployment/plan';
import { refuseStops } from '#core/deployment/stops';
import type { Wanted } from '#core/deployment/wanted';
import { frontOf, runOf } from '#core/service/split';
import { file, hostOf, imagesOnly, kept, nothing, release, serving, wanted } from './samples.ts';

const engine = hostOf({ 'digits:1.0.0': { Id: 'sha256:i1' } });
const refuse = (observed: Observed, want: Wanted, host = engine) =>
  refuseStops(host, observed, want, planDeployment(observed, want).steps, AbortSignal.timeout(5_000));
const running = (given: object) => wanted(1, { release: release(1, { run: runOf(file(given)) }) });
const fronted = (front: object) => wanted(1, { front: frontOf(file({ front })) });
const open = fronted({ callers: 'others' });
const withKey = { ...open, front: { ...open.front, keys: ['shop'] } };

test.each<[string, Observed, Wanted]>([
  ['a first release', nothing, wanted(1)],
  ['the next release', serving(), wanted(2)],
  ['a release that just fits', nothing, running({ scale: { memory: '4g', cpus: 4 } })],
  ['a front that asks for a key', nothing, withKey],
  ['a policy alone, when memory is short', serving({ engine: { ...nothing.engine, memory: 1 } }), wanted(1)],
  ['a port that another uses, when the gateway stays', serving({ portsTaken: [9000] }), wanted(2)],
])('%s goes ahead', async (_what, observed, want) => {
  await expect(refuse(observed, want)).resolves.toEqual([]);
});

test.each<[string, Observed, Wanted, string, RegExp]>([
  ['more memory than there is', nothing, running({ scale: { memory: '5g' } }), 'does-not-fit', /10\.0 GiB.*8\.0 GiB/],
  ['more processors than there are', nothing, running({ scale: { cpus: 5 } }), 'does-not-fit', /5 CPUs.*4/],
  ['a GPU', nothing, running({ model: { image: 'i', gpus: ['0'] } }), 'gpu-absent', /NVIDIA.*runc/],
  ['other machines let in without a key', nothing, fronted({ callers: 'internet' }), 'open-without-key', /internet/],
  ['a port that is published', { ...nothing, portsTaken: [9000] }, wanted(1), 'taken-by-another', /9000/],
  [
    'a name of a replica',
    serving({ namesTaken: new Set(['slipway-digits-r2-2']) }),
    wanted(2),
    'taken-by-another',
    /slipway-digits-r2-2/,
  ],
  [
    'the name of the gateway',
    { ...nothing, namesTaken: new Set(['slipway-digits-gateway']) },
    wanted(1),
    'taken-by-another',
    /slipway-digits-gateway/,
  ],
  [
    'the name of the network',
    { ...nothing, strangers: ['network slipway-digits'] },
    wanted(1),
    'taken-by-another',
    /network slipway-digits/,
  ],
])('%s stops it', async (_what, observed, want, stop, message) => {
  await expect(refuse(observed, want)).rejects.toMatchObject({
    code: 'STOPPED',
    stop,
    message: expect.stringMatching(message),
    hint: expect.stringMatching(/\w/),
  });
});

test('old and new replicas have to fit side by side', async () => {
  const run = runOf(file({ scale: { memory: '3g' } }));
  const r1 = release(1, { run });
  const seen = serving();
  const there = { ...seen, releases: new Map([[1, { ...r1, present: seen.present! }]]) };
  await expect(refuse(there, wanted(2, { release: release(2, { run }) }))).rejects.toMatchObject({
    stop: 'does-not-fit',
    message: expect.stringContaining('12.0 GiB'),
  });
});

describe('under in-place', () => {
  const of = (given: object = {}) => file({ strategy: { kind: 'in-place' }, ...given });
  const large = runOf(file({ scale: { memory: '3g' } }));
  const there = serving({ releases: new Map([[1, kept(release(1, { run: large }))]]) });
  const next = (given: Partial<Wanted>, file = of()) =>
    wanted(2, { release: release(2, { run: large }), ...given }, file);

  test('what is stopped first makes room', async () => {
    await expect(refuse(there, next({}))).resolves.toEqual([]);
    await expect(refuse(there, next({ replicas: 3 }))).rejects.toMatchObject({ stop: 'does-not-fit' });
  });

  test('is offered with its gap where side by side does not fit and one after the other would', async () => {
    const hint = async (want: Wanted) =>
      refuse({ ...there, lastGap: { ms: 1800, startMs: null } }, want).then(
        () => 'it fits',
        ({ hint }: { hint: string }) => hint,
      );
    expect(await hint(next({}, file()))).toMatch(/strategy.kind: in-place.*away for about 1.8 s \(as measured/);
    expect(await hint(next({ replicas: 3 }, file()))).not.toContain('in-place');
    expect(await hint(next({ replicas: 3 }))).not.toContain('in-place');
  });
});

test.each(['restart', 'scale'] as const)('a %s whose image is gone is refused by its name', async (kind) => {
  const want = wanted(1, { kind, isNew: false, fresh: kind === 'restart', replicas: 3 });
  await expect(refuse(serving(), want, imagesOnly({}))).rejects.toMatchObject({
    stop: 'not-resolvable',
    message: 'The image of 1.1.0 (r1), digits:1.0.0 (sha256:d1), is no longer on the host and cannot be had',
  });
});

test('fewer replicas need no image', async () => {
  const want = wanted(1, { kind: 'scale', isNew: false, replicas: 1 });
  await expect(refuse(serving(), want, imagesOnly({}))).resolves.toEqual([]);
});
