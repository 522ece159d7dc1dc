import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { archiveFile, packingOf } from '#core/images/archive';
import { listingOf } from '#core/images/listing';
import { dockerArchive, ociArchive, otherArchive } from '#support/archives';

const folder = mkdtempSync(join(tmpdir(), 'slipway-archive-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function lookInto(content: Buffer) {
  const path = join(folder, 'images.tar');
  writeFileSync(path, content);
  return archiveFile(path, new AbortController().signal);
}
const name = 'acme/digits:1.0.0';

test('what begins as an archive does, packed or not, may be one, and text is none', () => {
  const tar = Buffer.alloc(512);
  tar.write('ustar', 257);
  expect(packingOf(tar)).toBe('none');
  expect(packingOf(Buffer.from('1f8b0800', 'hex'))).toBe('gzip');
  expect(packingOf(Buffer.from('28b52ffd00', 'hex'))).toBe('zstd');
  expect([packingOf(Buffer.alloc(0)), packingOf(Buffer.from('services:\n  digits:'))]).toEqual([null, null]);
});

test('an archive is known by what it lists, packed or not, and the names in it before anything is sent', async () => {
  const ours = await dockerArchive({ name });
  const { size, listing } = await lookInto(ours);
  expect(size).toBe(ours.length);
  expect(listing).toEqual({ layout: 'docker', images: [{ name, id: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) }] });
  expect((await lookInto(gzipSync(ours))).listing).toEqual(listing);
  expect((await lookInto(zstdCompressSync(ours))).listing).toEqual(listing);
  expect((await lookInto(await ociArchive({ name }))).listing).toEqual({
    layout: 'oci',
    images: [{ name: `docker.io/${name}`, id: null }],
  });
});

test('what only an engine unpacks is not looked into', async () => {
  expect((await lookInto(Buffer.from('fd377a585a0000', 'hex'))).listing).toBeNull();
});

test('an archive of anything else, half of one, a text, a folder and no file are told as that', async () => {
  const ours = await dockerArchive({ name });
  const half = { code: 'BAD_COMMAND', message: expect.stringContaining('it breaks off') };
  await expect(lookInto(ours.subarray(0, ours.length - 2_500))).rejects.toMatchObject(half);
  await expect(lookInto(gzipSync(ours).subarray(0, 200))).rejects.toMatchObject(half);
  await expect(lookInto(otherArchive())).rejects.toMatchObject({
    code: 'BAD_COMMAND',
    message: expect.stringContaining('there is no image in it'),
  });
  await expect(lookInto(Buffer.from('hello'))).rejects.toMatchObject({ code: 'BAD_COMMAND' });
  for (const path of [folder, join(folder, 'none.tar')])
    await expect(archiveFile(path, new AbortController().signal)).rejects.toMatchObject({ code: 'BAD_COMMAND' });
});

test('lists that are none are none, and the oldest kind of all is one', () => {
  expect(listingOf({})).toBeNull();
  expect(listingOf({ 'manifest.json': '{"name":"an extension of a browser"}' })).toBeNull();
  expect(listingOf({ 'manifest.json': '[]' })).toBeNull();
  expect(listingOf({ repositories: '{"acme/digits":{"1.0.0":"0123"}}' })).toEqual({
    layout: 'docker',
    images: [{ name, id: null }],
  });
});
