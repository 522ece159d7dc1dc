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

/** Enough for the list of what an archive of one image holds. */
const manifestLimit = 1024 ** 2;

/** Reads along with an archive of one image that is written elsewhere. */
export type ConfigReader = {
  /** Kept once it is read. */
  push(chunk: Buffer): Promise<void>;
  /** The digest of the image's configuration; null where what came is no archive of one image. */
  end(): Promise<string | null>;
};

/** Only the list of what is in the archive is kept, however large the image is. */
export function configReader(): ConfigReader {
  const tar = extract();
  const over = Promise.withResolvers<void>();
  let list: string | null = null;
  let isBroken = false;
  tar.on('entry', ({ name, size = 0 }, entry, next) => {
    entry.on('end', next);
    // The archive's own error says the same.
    entry.on('error', () => {});
    if (name !== 'manifest.json' || size > manifestLimit) return void entry.resume();
    entry.on('data', (chunk) => {
      list = (list ?? '') + String(chunk);
    });
  });
  tar.on('error', () => {
    isBroken = true;
  });
  tar.on('close', over.resolve);
  return {
    async push(chunk) {
      if (isBroken || tar.write(chunk)) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      tar.once('drain', resolve);
      await Promise.race([promise, over.promise]);
    },
    async end() {
      if (!isBroken) tar.end(null);
      await over.promise;
      return isBroken ? null : configOf(list);
    },
  };
}

/** `[{"Config":"<hex>.json"}]`, and "blobs/sha256/<hex>" in the OCI layout of newer engines. */
function configOf(list: string | null): string | null {
  try {
    const all = JSON.parse(list ?? '') as readonly { readonly Config?: unknown }[];
    const hex = all.length === 1 ? /(?:^|\/)([0-9a-f]{64})(?:\.json)?$/.exec(String(all[0]?.Config))?.[1] : undefined;
    return hex ? `sha256:${hex}` : null;
  } catch {
    return null;
  }
}
