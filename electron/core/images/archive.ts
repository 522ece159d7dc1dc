import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Problem } from '#contract/problem';
import { type Listing, listingIn, type Packing } from './listing.ts';

/** How archives begin that engines unpack: POSIX tar's magic number at its place, and those of what may be around it. */
const tarMagic = { at: 257, text: 'ustar' } as const;
const packings: readonly (readonly [string, Packing])[] = [
  ['1f8b', 'gzip'],
  ['28b52ffd', 'zstd'],
  ['425a68', 'bzip2'],
  ['fd377a585a00', 'xz'],
];

/** An image archive on this machine. `listing` is null where it is packed in a way that only an engine unpacks. */
export type ArchiveFile = {
  readonly size: number;
  readonly listing: Listing | null;
  content(): AsyncIterable<Buffer>;
};

/** Reads through it once before anything is sent. BAD_COMMAND where it cannot be read, breaks off or holds no image. */
export async function archiveFile(path: string, signal: AbortSignal): Promise<ArchiveFile> {
  const { size, packing } = await beginning(path);
  const content = () => createReadStream(path, { highWaterMark: 256 * 1024 });
  if (packing === 'bzip2' || packing === 'xz') return { size, listing: null, content };
  const listing = await listingIn(createReadStream(path, { signal }), packing).catch((error: Error) => {
    signal.throwIfAborted();
    throw noArchive(path, `it breaks off, or what is in it is broken (${error.message})`);
  });
  if (!listing) throw noArchive(path, 'there is no image in it');
  return { size, listing, content };
}

async function beginning(path: string): Promise<{ size: number; packing: Packing }> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error.code ?? error.message);
  });
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw unreadable(path, 'no file');
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
    const packing = packingOf(buffer.subarray(0, bytesRead));
    if (packing === null) throw noArchive(path, 'it is neither a tar file nor one that is packed');
    return { size: stat.size, packing };
  } finally {
    await file.close();
  }
}

/** Pure: how something that begins like this is packed; null where it is no archive. */
export function packingOf(head: Buffer): Packing | null {
  const { at, text } = tarMagic;
  if (head.subarray(at, at + text.length).toString('latin1') === text) return 'none';
  const hex = head.toString('hex');
  return packings.find(([magic]) => hex.startsWith(magic))?.[1] ?? null;
}

const unreadable = (path: string, why: string): Problem =>
  new Problem(
    'BAD_COMMAND',
    `The archive ${path} cannot be read: ${why === 'ENOENT' ? 'there is no such file' : why}`,
    {
      hint: 'It is read on the machine on which the console runs.',
    },
  );

const noArchive = (path: string, why: string): Problem =>
  new Problem('BAD_COMMAND', `${path} is no image archive: ${why}`, {
    hint: 'Nothing was sent. Make one with "docker save -o FILE IMAGE".',
  });
