import { ZodError } from 'zod';
import { Problem } from '#contract/problem';
import type { Engine, ImageDetails } from '../docker/types.ts';
import { digestOf } from '../model/image-facts.ts';
import type { RecordedScan } from '../store/scans.ts';
import { type Archive, archiveOf } from './archive.ts';
import { findScanner, type Scanner } from './find-scanner.ts';
import { type Program, type Ran, runProgram } from './run-program.ts';
import type { Told } from './tool.ts';

/** Scans images one after the other, since scanners share their data's folder. */
export type Scans = {
  /** SCAN_FAILED, or what the engine refuses the image for. */
  scan(engine: Pick<Engine, 'saveImage'>, image: ImageDetails, signal: AbortSignal): Promise<RecordedScan>;
};

/** Milliseconds of one scan and bytes of its report. A large image on a slow disk takes minutes. */
export type ScanLimits = Pick<Program, 'within' | 'most'>;
const usual: ScanLimits = { within: 15 * 60_000, most: 64 * 1024 ** 2 };

/** `setting` is the scanner that is set, if any. It is looked for at each scan: who installs one need not start again. */
export function openScans(setting: string | null, env: NodeJS.ProcessEnv, limits: ScanLimits = usual): Scans {
  let last: Promise<unknown> = Promise.resolve();
  return {
    async scan(engine, image, signal) {
      const scanner = await findScanner(setting, env);
      const turn = last.then(async () => {
        signal.throwIfAborted();
        await using archive = await archiveOf(engine, image, signal);
        return await scanned({ scanner, archive, env, limits }, image, signal);
      });
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}

type Bench = {
  readonly scanner: Scanner;
  readonly archive: Archive;
  readonly env: NodeJS.ProcessEnv;
  readonly limits: ScanLimits;
};

async function scanned(bench: Bench, image: ImageDetails, signal: AbortSignal): Promise<RecordedScan> {
  const { tool } = bench.scanner;
  const args = tool.args(bench.archive.file);
  const online = await run(bench, args, {}, signal);
  // Without a network, or with its data's registry away, it still knows what it knew before.
  const ran = failed(online) ? await run(bench, args, tool.offline, signal) : online;
  const output = outputOf(tool.name, failed(ran) ? online : ran);
  const about = tool.about ? await run(bench, tool.about, {}, signal) : null;
  const { image: config, ...told } = read(bench.scanner, output, about && outputOf(tool.name, about));
  if (config !== bench.archive.config)
    throw failure(`${tool.name} told of another image: ${config} instead of ${bench.archive.config}`);
  return { ...told, id: image.Id, digest: digestOf(image), scanner: tool.name, at: new Date().toISOString() };
}

const failed = (ran: Ran): boolean => ran.ended === 'itself' && ran.code !== 0;

function run(bench: Bench, args: readonly string[], more: Readonly<Record<string, string>>, signal: AbortSignal) {
  const { scanner, archive, limits } = bench;
  // What it unpacks goes with the archive, also where it is ended.
  const own = { TMPDIR: archive.folder, TMP: archive.folder, TEMP: archive.folder };
  const env = { ...bench.env, ...own, ...scanner.tool.env, ...more };
  return runProgram({ file: scanner.file, args, folder: archive.folder, env, ...limits }, signal);
}

function outputOf(name: string, ran: Ran): string {
  switch (ran.ended) {
    case 'itself':
      if (ran.code === 0) return ran.output;
      throw failure(`${name} failed with exit ${ran.code}: ${lastLine(ran.said)}`);
    case 'late':
      throw failure(`${name} did not end in time, and was ended`);
    case 'flooded':
      throw failure(`${name} said more than it may, and was ended`);
    case 'unstartable':
      throw failure(`${name} could not be started: ${lastLine(ran.said)}`);
  }
}

function read({ tool }: Scanner, report: string, about: string | null): Told {
  try {
    return tool.read(JSON.parse(report), about && JSON.parse(about));
  } catch (error) {
    if (error instanceof ZodError || error instanceof SyntaxError)
      throw failure(`What ${tool.name} answered cannot be understood`, error);
    throw error;
  }
}

const failure = (message: string, cause?: unknown): Problem =>
  new Problem('SCAN_FAILED', message, {
    hint: 'Run the scanner by hand on any image to see what it wants; then check again with --scan.',
    cause,
  });

const lastLine = (said: string): string => said.split('\n').at(-1)?.slice(0, 300) || 'it did not say why';
