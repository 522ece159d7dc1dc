import { expect, test } from 'vitest';
import { keptReleases } from '#core/deployment/kept';
import { planDeployment } from '#core/deployment/plan';
import { unreturnable } from '#core/deployment/unreturnable';
import type { Wanted } from '#core/deployment/wanted';
import type { Release } from '#core/release/release';
import { runOf } from '#core/service/split';
import { withHash } from '#core/service/weights';
import { file, kept, release, serving, wanted } from './samples.ts';

const at = (path: string, sha256: string): Partial<Release> => ({
  run: withHash(runOf(file({ model: { image: 'digits:1.0.0', weights: { volume: 'models', path } } })), sha256),
});
const from = (releases: readonly Release[]) => {
  const all = new Map(releases.map((it) => [it.number, kept(it)]));
  const { serving: now, ...rest } = serving({ releases: all });
  return { ...rest, serving: now && { ...now, release: 2 } };
};
const lost = (releases: readonly Release[], given: Partial<Wanted>) => {
  const observed = from(releases);
  const want = wanted(3, given);
  return unreturnable(observed, want, planDeployment(observed, want).steps);
};
const two = release(2, at('new', 'b'));

test('a kept release whose weights others took the place of cannot be returned to', () => {
  const one = release(1, at('digits', 'a'));
  const said = '1.1.0 (r1) cannot be returned to: its weights in models/digits were overwritten. Put them back first.';
  expect(lost([one, two], { release: release(3, at('digits', 'c')) })).toEqual([said]);
  const weights = [{ volume: 'models', path: 'digits', sha256: 'c', stamp: '' }];
  expect(lost([one, two], { weights })).toEqual([said]);
});

test('one whose weights are the same, elsewhere or unknown can', () => {
  const third = { release: release(3, at('digits', 'a')) };
  expect(lost([release(1, at('digits', 'a')), two], third)).toEqual([]);
  expect(lost([release(1, at('other', 'x')), two], third)).toEqual([]);
  expect(lost([release(1), two], third)).toEqual([]);
});

test('of what serves the proof of the way back speaks', () => {
  expect(lost([two], { release: release(3, at('new', 'c')) })).toEqual([]);
});

test('the oldest of too many is let go, and that is said', () => {
  const many = Array.from({ length: keptReleases + 1 }, (_, index) => release(index + 1));
  const next = release(keptReleases + 2);
  expect(lost(many, { release: next })).toEqual(['1.1.0 (r1) is not kept any longer: the newest 20 are.']);
  expect(lost(many.slice(1), { release: next })).toEqual([]);
});
