import { expect, test } from 'vitest';
import { changesOf, measuredWords, refusedIn } from '../../../../renderer/src/wizard/area/hardened.ts';
import { networksIn, networksOf, networksText } from '../../../../renderer/src/wizard/area/networks.ts';
import { changeWords, figuresOf, numberIn } from '../../../../renderer/src/wizard/area/quality.ts';
import { numberWords } from '../../../../renderer/src/wizard/change.ts';

test('networks are typed as they are read', () => {
  const typed = 'shop_default as digits, reports';
  const networks = [{ name: 'shop_default', alias: 'digits' }, { name: 'reports' }];
  expect(networksOf(typed)).toEqual(networks);
  expect(networksText(networks)).toBe(typed);
  expect(networksIn({ front: { networks: [...networks, 7, { alias: 'x' }] } })).toEqual(networks);
  expect([networksOf(' , '), networksOf('a as')]).toEqual([[], [{ name: 'a as' }]]);
});

test('figures stand beside those of what serves, with what changed', () => {
  const model = (quality: object) => ({ model: { quality } });
  const figures = figuresOf(model({ accuracy: 0.962, f1: 0.9 }), model({ accuracy: 0.971, loss: 0.1 }));
  expect(figures).toEqual([
    { name: 'accuracy', now: 0.962, next: 0.971 },
    { name: 'f1', now: 0.9, next: null },
    { name: 'loss', now: null, next: 0.1 },
  ]);
  expect(figures.map(changeWords)).toEqual(['+0.009', '', '']);
  expect(changeWords({ now: 12, next: 9 })).toBe('−3');
  expect(changeWords({ now: 1, next: 1 })).toBe('same');
  expect(figuresOf(undefined, { model: { quality: 'good' } })).toEqual([]);
  expect(numberWords(0.30000000000000004)).toBe('0.3');
});

test('a figure is a number, however it is typed', () => {
  expect(['0.971', '0,971', ' 12 ', '-1e-3'].map(numberIn)).toEqual([0.971, 0.971, 12, -0.001]);
  expect(['', 'good', '1.', '1 2'].map(numberIn)).toEqual([null, null, null, null]);
});

test('what putting a hardening into a draft changes is shown, and nothing that stands there already', () => {
  const set = [
    { path: ['security', 'user'], value: '1000:1000' },
    { path: ['security', 'capAdd'], value: [] },
    { path: ['security', 'readOnly'], value: true },
  ];
  expect(changesOf(set, { security: { user: 'root', capAdd: ['CHOWN'], readOnly: true } })).toEqual([
    { field: 'security.user', was: 'root', becomes: '1000:1000' },
    { field: 'security.capAdd', was: 'CHOWN', becomes: 'none' },
  ]);
  expect(changesOf(set, undefined).map(({ was }) => was)).toEqual(['–', '–', '–']);
});

test('what could not be taken away is told once, and what it used in words', () => {
  const tried = (of: 'as it is' | 'together' | 'user', ok: boolean) => ({ of, ok, what: of, reason: null, ms: 1 });
  expect(
    refusedIn([tried('as it is', false), tried('together', false), tried('user', false), tried('user', true)]),
  ).toEqual([tried('user', false)]);
  expect(measuredWords({ memory: 18e6, processes: 1, outgoing: 'needed' })).toBe(
    'It used 18 MB of memory and 1 process while it was asked. It does not answer without a way out of its network.',
  );
  expect([measuredWords(null), measuredWords({ memory: null, processes: null, outgoing: null })]).toEqual(['', '']);
});
