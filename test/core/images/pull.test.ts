import { expect, test } from 'vitest';
import { layersOf } from '#core/images/pull';

const note = (layer: string | null, status: string, current: number | null = null, total: number | null = null) => ({
  text: status,
  layer,
  status,
  current,
  total,
});

test('the bytes of all layers are one figure, in whatever order an engine tells of them', () => {
  const layers = layersOf();
  expect(layers(note('latest', 'Pulling from digits'))).toBeNull();
  expect(layers(note('a', 'Pulling fs layer'))).toBeNull();
  expect(layers(note('c', 'Already exists'))).toBeNull();
  expect(layers(note('a', 'Downloading', 10, 100))).toEqual({ done: 10, total: 100 });
  expect(layers(note('b', 'Downloading', 5, 50))).toEqual({ done: 15, total: 150 });
  expect(layers(note('b', 'Waiting'))).toEqual({ done: 15, total: 150 });
  expect(layers(note('a', 'Verifying Checksum'))).toEqual({ done: 105, total: 150 });
  expect(layers(note('a', 'Extracting', 20, 400))).toEqual({ done: 105, total: 150 });
  expect(layers(note(null, 'Digest: sha256:1'))).toEqual({ done: 105, total: 150 });
  expect(layers(note('b', 'Download complete'))).toEqual({ done: 150, total: 150 });
});
