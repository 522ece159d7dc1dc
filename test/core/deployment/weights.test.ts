import { describe, expect, test } from 'vitest';
import { refuseOtherWeights, runWithWeights, type Weighing, weightsNote } from '#core/deployment/weights';
import { identityOf, runOf } from '#core/service/split';
import type { WeightsPlace } from '#core/service/weights';
import { weightsOf, withHash } from '#core/service/weights';
import { file, release, wanted } from './samples.ts';

const [a, b] = ['a', 'b'].map((digit) => digit.repeat(64)) as [string, string];
const inVolume = (weights: object) =>
  runOf(file({ model: { image: 'digits', weights: { volume: 'models', ...weights } } }));
const serving = (weights: object) => release(1, { run: inVolume(weights) });
const holding = (found: string): Weighing & { asked: WeightsPlace[] } => {
  const asked: WeightsPlace[] = [];
  return {
    asked,
    of: async (place) => {
      asked.push(place);
      return { ...place, sha256: found, stamp: '' };
    },
    all: () => [],
  };
};
const hashIn = async (...given: Parameters<typeof runWithWeights>) =>
  weightsOf((await runWithWeights(...given)).model)?.sha256;

describe('what a release has of its weights', () => {
  test('is what was found, and other weights under the same file are another release', async () => {
    const run = inVolume({ path: 'digits/' });
    const [first, second] = [
      await runWithWeights(run, undefined, holding(a)),
      await runWithWeights(run, undefined, holding(b)),
    ];
    expect(first.model.weights).toEqual({ volume: 'models', path: 'digits', sha256: a });
    expect(identityOf(first, 'sha256:d')).not.toBe(identityOf(second, 'sha256:d'));
  });

  test('makes no other release of a file that names them than of one that does not', async () => {
    const named = await runWithWeights(inVolume({ path: './digits', sha256: a }), undefined, holding(a));
    const found = await runWithWeights(inVolume({ path: 'digits/' }), undefined, holding(a));
    expect(identityOf(named, 'sha256:d')).toBe(identityOf(found, 'sha256:d'));
  });

  test('in an image is nothing, and no volume is read', async () => {
    const scales = holding(a);
    const run = runOf(file());
    expect(await runWithWeights(run, undefined, scales)).toBe(run);
    expect(scales.asked).toEqual([]);
  });
});

test('weights that are not those of the file stop it, with what was expected and found', async () => {
  await expect(runWithWeights(inVolume({ path: 'x', sha256: a }), undefined, holding(b))).rejects.toMatchObject({
    code: 'STOPPED',
    stop: 'not-resolvable',
    message: `The weights in models/x are not those that the file names: expected ${a}, found ${b}`,
  });
});

describe('where nothing may be changed', () => {
  test.each([
    ['those that serve from the same place', { path: 'x' }, { path: 'x/', sha256: a }, a],
    ['those that the file names', { path: 'x', sha256: b }, { path: 'x', sha256: a }, b],
    ['unknown in another place', { path: 'y' }, { path: 'x', sha256: a }, null],
  ])('they are taken for %s', async (_what, asked, present, hash) => {
    expect(await hashIn(inVolume(asked), serving(present))).toBe(hash);
  });

  test('a plan says so, once there is something to do', () => {
    const want = wanted(2, { release: serving({ path: 'x', sha256: a }) });
    const steps = [{ do: 'weights', target: 'models/x' }] as const;
    expect(weightsNote(want, steps)).toEqual([expect.stringContaining('models/x')]);
    expect(weightsNote(want, [])).toEqual([]);
    expect(weightsNote({ ...want, weights: [{ volume: 'models', path: 'x', sha256: a, stamp: '' }] }, steps)).toEqual(
      [],
    );
  });
});

describe('a release that is made again', () => {
  const want = wanted(1, { release: release(1, { run: withHash(inVolume({ path: 'x' }), a) }), isNew: false });
  const making = [{ do: 'weights', target: 'models/x' }] as const;

  test('with its own weights goes ahead', async () => {
    await expect(refuseOtherWeights(want, making, holding(a))).resolves.toBeUndefined();
  });

  test('is refused by its name on others', async () => {
    await expect(refuseOtherWeights(want, making, holding(b))).rejects.toMatchObject({
      stop: 'not-resolvable',
      message: `The weights of 1.1.0 (r1) in models/x were overwritten: expected ${a}, found ${b}`,
    });
  });

  test('without a new container needs none', async () => {
    await expect(refuseOtherWeights(want, [], holding(b))).resolves.toBeUndefined();
  });
});
