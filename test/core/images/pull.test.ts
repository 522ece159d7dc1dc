import { expect, test } from 'vitest';
import { isArchive } from '#core/images/archive';
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

test('what begins as an archive does, packed or not, may be one, and text is none', () => {
  const tar = Buffer.alloc(512);
  tar.write('ustar', 257);
  expect(isArchive(tar)).toBe(true);
  expect(isArchive(Buffer.from('1f8b0800', 'hex'))).toBe(true);
  expect(isArchive(Buffer.from('28b52ffd00', 'hex'))).toBe(true);
  expect([isArchive(Buffer.alloc(0)), isArchive(Buffer.from('services:\n  digits:'))]).toEqual([false, false]);
});
