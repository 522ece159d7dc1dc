import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Problem } from '#contract/problem';
import { configReader } from '../docker/tar.ts';
import type { Engine } from '../docker/types.ts';

/** One image as `docker save` writes it, in a folder of its own that goes with it. `config` is its configuration's digest. */
export type Archive = AsyncDisposable & { readonly folder: string; readonly file: string; readonly config: string };

/** Bytes that stay free beside an archive; a scanner unpacks layers there too. */
const reserve = 1024 ** 3;

/**
 * Brings an image out of its engine, over the engine's own API: no registry is asked, and a host far away is as good as
 * this machine. SCAN_FAILED where there is no room for it, or what came is no image.
 */
export async function archiveOf(
  engine: Pick<Engine, 'saveImage'>,
  image: { readonly Id: string; readonly Size: number },
  signal: AbortSignal,
): Promise<Archive> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-scan-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await refuseFull(folder, image.Size);
    const file = join(folder, 'image.tar');
    const config = await written(await engine.saveImage(image.Id, signal), file, signal);
    return { folder, file, config, [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function refuseFull(folder: string, size: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const [wanted, free] = [2 * size + reserve, bavail * bsize];
  if (free >= wanted) return;
  const gb = (bytes: number) => (bytes / 1024 ** 3).toFixed(1);
  throw new Problem(
    'SCAN_FAILED',
    `A scan wants ${gb(wanted)} GB of room in ${tmpdir()}, and ${gb(free)} GB are free`,
    {
      hint: 'Make room there, or name a folder on a larger disk in TMPDIR.',
    },
  );
}

/** Writes what comes and reads on the way by which configuration it goes. */
async function written(archive: Readable, file: string, signal: AbortSignal): Promise<string> {
  const reader = configReader();
  const passed = async function* (source: AsyncIterable<Buffer>) {
    for await (const chunk of source) {
      await reader.push(chunk);
      yield chunk;
    }
  };
  await pipeline(archive, passed, createWriteStream(file, { mode: 0o600 }), { signal }).catch((cause: unknown) => {
    signal.throwIfAborted();
    const { code, message } = cause as NodeJS.ErrnoException;
    throw broken(`The image did not come whole from its engine (${code ?? message})`, cause);
  });
  const config = await reader.end();
  if (config === null) throw broken('What the engine gave for the image is no archive of one image');
  return config;
}

const broken = (message: string, cause?: unknown): Problem =>
  new Problem('SCAN_FAILED', message, {
    hint: 'Try "docker save" on that host; an image that is damaged there has to be pulled again.',
    cause,
  });
