import { describe, expect, test } from 'vitest';
import { apartOf } from '#core/candidate/apart';

const json = (value: unknown, status = 200) => ({ status, body: JSON.stringify(value) });
const between = (old: unknown, fresh: unknown) => apartOf(json(old), json(fresh));

describe('how far two answers are apart', () => {
  test('numbers by how much, wherever they stand', () => {
    const answer = (label: number, p: number) => ({ outputs: [{ data: [label] }, { data: [p, 0.5] }] });
    const { places, furthest, at } = between(answer(7, 0.75), answer(9, 0.5));
    expect({ places, furthest }).toEqual({ places: 2, furthest: 2 });
    expect(at).toEqual([
      { path: 'outputs[0].data[0]', old: 7, new: 9, by: 2 },
      { path: 'outputs[1].data[0]', old: 0.75, new: 0.5, by: -0.25 },
    ]);
  });

  test('what is no number before them, in short', () => {
    const { at, furthest } = between({ n: 1, label: 'cat', gone: true }, { n: 2, label: 'd'.repeat(500) });
    expect(at.map(({ path, by }) => [path, by])).toEqual([
      ['label', null],
      ['gone', null],
      ['n', 1],
    ]);
    expect(at[0]?.new).toHaveLength(118);
    expect(at[1]).toMatchObject({ old: 'true', new: 'absent' });
    expect(furthest).toBe(1);
  });

  test('lists of other lengths are one difference, and another status is one', () => {
    expect(between({ a: [1, 2] }, { a: [1, 2, 3] }).at).toEqual([
      { path: 'a', old: '2 elements', new: '3 elements', by: null },
    ]);
    expect(apartOf(json({}), json({}, 500)).at).toEqual([{ path: 'status', old: '200', new: '500', by: null }]);
  });

  test('a number without an end is told, and is no distance', () => {
    const { furthest, at } = apartOf(json({ a: 1 }), { status: 200, body: '{"a":1e999}' });
    expect([furthest, at.map(({ path, by }) => [path, by])]).toEqual([null, [['a', null]]]);
  });

  test('a thousand differences are counted, and the furthest are told', () => {
    const zeros = Array.from({ length: 1000 }, () => 0);
    const { places, furthest, at } = between(
      zeros,
      zeros.map((_, n) => n / 1000),
    );
    expect([places, furthest, at.length, at[0]?.path]).toEqual([999, 0.999, 12, '[999]']);
  });

  test('nothing where they say the same, one did not answer, or it is no JSON', () => {
    const none = { places: 0, furthest: null, at: [] };
    expect(between({ a: 1, id: 'x', model_version: '1' }, { model_version: '2', id: 'y', a: 1 })).toEqual(none);
    expect(apartOf(null, json(1))).toEqual(none);
    expect(apartOf({ status: 200, body: 'a' }, { status: 200, body: 'b' })).toEqual(none);
  });
});
