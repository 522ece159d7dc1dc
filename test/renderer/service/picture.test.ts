import { describe, expect, test } from 'vitest';
import { pictureIn, pictureInText } from '../../../renderer/src/service/picture.ts';

const body = (data: unknown) => ({ inputs: [{ name: 'pixels', shape: [1, 64], data }] });
const pixels = Array.from({ length: 64 }, (_, at) => (at === 9 ? 16 : 4));
const rows = Array.from({ length: 8 }, (_, row) => pixels.slice(row * 8, row * 8 + 8));

describe('the picture in a request', () => {
  test('is a square of numbers, each as a share of the greatest', () => {
    const picture = pictureIn(body(pixels));
    expect(picture?.side).toBe(8);
    expect(picture?.greys[9]).toBe(1);
    expect(picture?.greys[0]).toBe(0.25);
  });
  test('may be nested by rows, whatever the protocol calls it', () => {
    expect(pictureIn(body([rows]))).toEqual(pictureIn(body(pixels)));
    expect(pictureIn({ instances: [rows] })).toEqual(pictureIn(body(pixels)));
  });
  test('is read from what is typed, and is none where that is no JSON', () => {
    expect(pictureInText(JSON.stringify(body(pixels)))?.side).toBe(8);
    expect(pictureInText('no json')).toBeNull();
  });
  test('is none of two, since nobody could say which', () => {
    expect(pictureIn({ inputs: [{ data: pixels }, { data: pixels }] })).toBeNull();
  });
  test.each<[string, unknown]>([
    ['too few numbers', [1, 2, 3, 4]],
    ['no square', Array.from({ length: 60 }, () => 1)],
    ['negative numbers', Array.from({ length: 64 }, () => -1)],
    ['words', Array.from({ length: 64 }, () => 'a')],
    ['nothing but zeros', Array.from({ length: 64 }, () => 0)],
  ])('is none of %s', (_, data) => {
    expect(pictureIn(body(data))).toBeNull();
  });
  test('is looked for as deep as protocols put it, and no deeper', () => {
    let deep: unknown = pixels;
    for (let i = 0; i < 50_000; i += 1) deep = { in: deep };
    expect(pictureIn(deep)).toBeNull();
  });
});
