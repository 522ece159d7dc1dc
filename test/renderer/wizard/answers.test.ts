import { describe, expect, test } from 'vitest';
import type { Compared } from '#contract/candidate';
import type { GoldenResult } from '#contract/model';
import { apartWords, sayingOf, sorted, standingOf, tally } from '../../../renderer/src/wizard/answers.ts';

const result = (body: unknown, ok = true): GoldenResult => ({
  name: 'a seven',
  ok,
  generated: false,
  status: 200,
  ms: 9,
  firstTokenMs: null,
  wrong: ok ? [] : ['outputs[0].data[0] is 8, wanted 7'],
  body: typeof body === 'string' ? body : JSON.stringify(body),
  asked: '',
});
const digits = (digit: number, sure: number) => ({
  outputs: [
    { name: 'digit', data: [digit] },
    { name: 'probabilities', data: [1 - sure, sure] },
  ],
});
const compared = (name: string, some: Partial<Compared>): Compared => ({
  name,
  request: null,
  old: result('1'),
  new: result('1'),
  same: true,
  apart: { places: 0, furthest: null, at: [] },
  ...some,
});

describe('what an answer says', () => {
  test('is the tensor that is no probability, and how sure it is', () => {
    expect(sayingOf(result(digits(7, 0.93)))).toEqual({ text: '7', aside: 'p 0.930' });
  });
  test('is the message of a chat', () => {
    expect(sayingOf(result({ choices: [{ message: { content: 'Hello' } }] }))?.text).toBe('Hello');
  });
  test('is the error where there is one', () => {
    expect(sayingOf(result({ error: 'no such model' }, false))?.text).toBe('no such model');
  });
  test('is any other JSON in short, and text as it came', () => {
    expect(sayingOf(result({ a: [1, 2] }))?.text).toBe('{"a":[1,2]}');
    expect(sayingOf(result('  plain\n'))?.text).toBe('plain');
    expect(sayingOf({ body: '', status: 503 })?.text).toBe('status 503');
    expect(sayingOf({ body: '', status: null })?.text).toBe('no answer');
  });
  test('survives tensors that are none', () => {
    expect(sayingOf(result({ outputs: [] }))?.text).toBe('{"outputs":[]}');
    expect(sayingOf(result({ outputs: [{ data: [1, 2] }, null] }))?.text).toBe('{"outputs":[{"data":[1,2]},null]}');
    expect(sayingOf(result({ outputs: [null] }))?.text).toBe('{"outputs":[null]}');
  });
});

describe('two answers to one request', () => {
  test.each<[string, Partial<Compared>]>([
    ['as-now', {}],
    ['differs', { same: false }],
    ['wrong', { new: result('1', false), same: false }],
    ['mended', { old: result('1', false), same: false }],
    ['right', { old: null }],
    ['missing', { new: null }],
  ])('are %s', (standing, some) => {
    expect(standingOf(compared('x', some))).toBe(standing);
  });
  test('are large where somebody has to look, the wrong ones first', () => {
    const answers = [
      compared('same', {}),
      compared('other', { same: false }),
      compared('bad', { new: result('1', false), same: false }),
    ];
    const { large, small } = sorted(answers);
    expect(large.map(({ name }) => name)).toEqual(['bad', 'other']);
    expect(small.map(({ name }) => name)).toEqual(['same']);
    expect(tally(answers)).toBe('1 as now, 1 differs, 1 wrong');
  });
});

test('answers that say the same may still be apart, and by how much is said', () => {
  expect(apartWords({ places: 0, furthest: null, at: [] })).toBe('');
  expect(apartWords({ places: 3, furthest: 0.0740000001, at: [] })).toBe('±0.074');
  expect([1, 2].map((places) => apartWords({ places, furthest: null, at: [] }))).toEqual(['1 place', '2 places']);
});
