import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keepPlace, placed, readPlace } from '#desktop/place';

const main = { x: 0, y: 0, width: 1920, height: 1040 };
const second = { x: 1920, y: 0, width: 2560, height: 1400 };
const small = { x: 0, y: 0, width: 1024, height: 700 };
const was = { bounds: { x: 2400, y: 200, width: 1600, height: 1100 }, maximised: true };

test('a first window is in the middle of the main display', () => {
  expect(placed(null, [main, second])).toEqual({
    bounds: { x: 320, y: 120, width: 1280, height: 800 },
    maximised: false,
  });
});

test('a window opens where it was', () => {
  expect(placed(was, [main, second])).toEqual(was);
});

test('a window whose display is gone comes to the main one, no larger than that', () => {
  expect(placed(was, [main])).toEqual({ bounds: { x: 160, y: 0, width: 1600, height: 1040 }, maximised: true });
  expect(placed(was, [small])).toEqual({ bounds: { x: 0, y: 0, width: 1024, height: 700 }, maximised: true });
});

test('a window is somewhere where its top can be taken hold of', () => {
  for (const [x, y] of [
    [-1500, 100],
    [1850, 100],
    [100, -300],
    [100, 1030],
  ] as const) {
    const { bounds } = placed({ bounds: { x, y, width: 1280, height: 800 }, maximised: false }, [main]);
    expect(bounds, `${x},${y}`).toEqual({ x: 320, y: 120, width: 1280, height: 800 });
  }
});

test('a place is kept in a file; what makes no sense there counts as none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-place-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'window.json');
  expect(readPlace(file)).toBeNull();
  keepPlace(file, was);
  expect(readPlace(file)).toEqual(was);
  for (const text of ['', '{', '[]', '{"bounds":{"x":"left"},"maximised":true}', '{"bounds":{"x":1e999}}']) {
    writeFileSync(file, text);
    expect(readPlace(file), text).toBeNull();
  }
});
