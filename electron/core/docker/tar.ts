import { pipeline, type Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract, pack } from 'tar-stream';
import type { TarEntry } from './types.ts';

/** A tar of files and folders that all belong to `uid`; parents come before what is in them. */
export async function packFiles(files: readonly TarEntry[], uid: number): Promise<Buffer> {
  const archive = pack();
  for (const file of files) {
    const type = file.directory ? 'directory' : 'file';
    const mode = file.mode ?? (file.directory ? 0o755 : 0o644);
    archive.entry({ name: file.path, type, mode, uid, gid: file.gid ?? uid, mtime: new Date(0) }, file.content);
  }
  archive.finalize();
  return buffer(archive);
}

/** The regular files of a tar by path; anything else (links, devices) is left out, never followed. */
export async function unpackFiles(archive: Readable, limit: number): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  let left = limit;
  // A pipeline, so that an archive that breaks off ends the loop instead of leaving it waiting.
  for await (const entry of pipeline(archive, extract(), () => {})) {
    left -= entry.header.size ?? 0;
    if (left < 0) throw new Error(`The archive holds more than ${limit} bytes`);
    if (entry.header.type === 'file') files.set(entry.header.name, await buffer(entry));
    else entry.resume();
  }
  return files;
}
