import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Problem } from '#contract/problem';
import type * as Archives from '#resources/setup/image.mjs';
import type * as Install from '#resources/setup/install.mjs';
import type * as Samples from '#resources/setup/sample-image.mjs';
import type { Hosts, OpenHost } from '../host/hosts.ts';
import { refuseReadOnly } from '../host/permit.ts';
import { resourcesFolder } from '../resources.ts';

/** Node's name of an architecture by the engine's. */
const architectures: Readonly<Record<string, string>> = { x86_64: 'x64', aarch64: 'arm64' };

/**
 * Makes the sample model's images on a host where they are missing, and resolves with their tags: from this machine's Node
 * where the host runs such binaries, else on a Node image there. PULL_FAILED says why none can be made.
 */
export async function prepareSample(
  { hosts }: { readonly hosts: Pick<Hosts, 'open'> },
  host: string | undefined,
  signal: AbortSignal = new AbortController().signal,
): Promise<{ images: string[] }> {
  const open = await hosts.open(host, signal);
  const samples = await shipped<typeof Samples>('sample-image.mjs');
  for (const sample of samples.SAMPLES) {
    if (await open.engine.inspectImage(sample.tag, signal)) continue;
    refuseReadOnly(open, 'Making the sample model');
    if (await isNative(open)) await load(open, sample, samples, signal);
    else await build(open, sample, samples, signal);
  }
  return { images: samples.SAMPLES.map(({ tag }) => tag) };
}

type Sample = (typeof Samples.SAMPLES)[number];

/** A file beside the program and not a part of it: a clean checkout runs it before anything is installed. */
const shipped = async <T>(name: string): Promise<T> =>
  (await import(pathToFileURL(join(resourcesFolder(), 'setup', name)).href)) as T;

/** Electron's own binary is no Node that a container could run; the one that an installation has for its command line is. */
async function isNative({ info }: OpenHost): Promise<boolean> {
  const own = process.platform === 'linux' && info.os === 'linux' && architectures[info.architecture] === process.arch;
  if (!own || !existsSync(process.execPath)) return false;
  if (process.versions.electron === undefined) return true;
  const { nodeForImages } = await shipped<typeof Install>('install.mjs');
  return nodeForImages() !== realpathSync(process.execPath);
}

async function load({ engine }: OpenHost, sample: Sample, samples: typeof Samples, signal: AbortSignal): Promise<void> {
  const { imageArchive } = await shipped<typeof Archives>('image.mjs');
  await engine.loadImage(imageArchive(samples.sampleSettings(sample)).archive(), signal);
}

async function build({ engine, name }: OpenHost, sample: Sample, samples: typeof Samples, signal: AbortSignal) {
  const there = await Promise.all(samples.SAMPLE_BASES.map((base) => engine.inspectImage(base, signal)));
  const base = samples.SAMPLE_BASES.find((_, index) => there[index] !== null);
  const { context, query } = samples.sampleBuild({ ...sample, ...(base ? { base } : {}) });
  try {
    await engine.buildImage(context, query, signal);
  } catch (error) {
    if (base || !(error instanceof Problem) || error.code !== 'PULL_FAILED') throw error;
    const needed = samples.SAMPLE_BASES[0] ?? 'node';
    throw new Problem('PULL_FAILED', `The sample model cannot be made on ${name}: ${error.message}`, {
      hint: `It is built on a Node image. Load one there, such as ${needed}, or take a Linux host of this machine's own kind.`,
      cause: error,
    });
  }
}
