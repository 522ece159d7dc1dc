import { expect, test } from 'vitest';
import type { ApiChange } from '#contract/compatibility';
import { consumersOf, frontChanges, refuseBreaking } from '#core/deployment/callers';
import { policyOf } from '#core/service/split';
import { file, nothing, serving, wanted } from './samples.ts';

const breaking = (path: string): ApiChange => ({ path, what: 'removed', verdict: 'breaking', why: 'it is gone' });
const safe: ApiChange = { path: 'x', what: 'path-new', verdict: 'safe', why: 'it is new' };
const until = '2031-01-31T23:59:59.999Z';
const asked = (consumers: readonly unknown[], given: object = {}) =>
  wanted(2, given, file({ integration: { consumers } }));
const accepted = (id: string) => ({ accepted: [{ id, reason: 'till agreed', until, what: null }] });

test('a breaking change stops where a named consumer has not agreed, and says which and what to do', () => {
  expect(() => refuseBreaking([breaking('a'), safe], asked(['till', { name: 'shop' }]))).toThrow(
    expect.objectContaining({
      code: 'STOPPED',
      stop: 'breaking-change',
      message: '1.2.0 (r2) would break till, shop: a: it is gone',
      hint: expect.stringContaining('--accept breaking-change='),
    }),
  );
});

test('where nobody is named it is only said', () => {
  expect(refuseBreaking([breaking('a')], asked([]))?.cost).toBe(
    'Callers would be broken, and none is named in integration.consumers: a: it is gone.',
  );
});

test.each(['breaking-change', 'INT-03'])('once it is accepted as %s it goes ahead, and is said', (id) => {
  expect(refuseBreaking([breaking('a')], asked(['till'], accepted(id)))).toEqual({
    what: 'a: it is gone',
    cost: 'till has to change: a: it is gone. Agreed until 2031-01-31: till agreed',
  });
});

test('what somebody accepted of something else is no agreement', () => {
  expect(() => refuseBreaking([breaking('a')], asked(['till'], accepted('no-way-back')))).toThrow(/would break till/);
});

test('safe changes keep nobody from going ahead', () => expect(refuseBreaking([safe], asked(['till']))).toBeNull());

test('of many changes a few are named and the rest counted', () => {
  const many = ['a', 'b', 'c', 'd', 'e'].map(breaking);
  expect(refuseBreaking(many, asked([]), 70)?.what).toMatch(/^a: .*; b: .*; c: .*; and 67 more$/);
});

test('a consumer is named by its text, its name, or the first word of its mapping', () => {
  const of = file({ integration: { consumers: ['till', { name: 'shop', team: 'x' }, { reports: 'weekly' }, {}] } });
  expect(consumersOf(policyOf(of))).toEqual(['till', 'shop', 'reports', 'a consumer']);
});

test('a tighter limit of the gateway is a change for callers, unless nothing serves or somebody goes back', () => {
  const tight = (given: object = {}) => wanted(1, given, file({ front: { limit: { body: '1m' } } }));
  expect(frontChanges(serving(), tight())).toMatchObject([{ path: 'front.limit.body', verdict: 'breaking' }]);
  expect(frontChanges(serving(), wanted(1))).toEqual([]);
  expect(frontChanges(nothing, tight())).toEqual([]);
  expect(frontChanges(serving(), tight({ kind: 'rollback' }))).toEqual([]);
});
