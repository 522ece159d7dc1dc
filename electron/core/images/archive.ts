import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Problem } from '#contract/problem';

/** How archives begin that engines unpack: POSIX tar's magic number at its place, and those of what may be around it. */
const tarMagic = { at: 257, text: 'ustar' } as const;
const wrappings = ['1f8b', '425a68', 'fd377a585a00', '28b52ffd'];

/** An image archive on this machine: its size in bytes, and its content once it is read. */
export type ArchiveFile = { readonly size: number; content(): AsyncIterable<Buffer> };

/** BAD_COMMAND where there is no such file, it cannot be read, or it is no archive at all. */
export async function archiveFile(path: string): Promise<ArchiveFile> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error.code ?? error.message);
  });
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw unreadable(path, 'no file');
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
    if (!isArchive(buffer.subarray(0, bytesRead))) throw noArchive(path);
    return { size: stat.size, content: () => createReadStream(path, { highWaterMark: 256 * 1024 }) };
  } finally {
    await file.close();
  }
}

/** Pure: whether something that begins like this may be an archive, packed or not. */
export function isArchive(head: Buffer): boolean {
  const { at, text } = tarMagic;
  return (
    head.subarray(at, at + text.length).toString('latin1') === text ||
    wrappings.some((magic) => head.toString('hex').startsWith(magic))
  );
}

const unreadable = (path: string, why: string): Problem =>
  new Problem(
    'BAD_COMMAND',
    `The archive ${path} cannot be read: ${why === 'ENOENT' ? 'there is no such file' : why}`,
    {
      hint: 'It is read on the machine on which the console runs.',
    },
  );

const noArchive = (path: string): Problem =>
  new Problem('BAD_COMMAND', `${path} is no image archive: it is neither a tar file nor one that is packed`, {
    hint: 'Make one with "docker save -o FILE IMAGE".',
  });
