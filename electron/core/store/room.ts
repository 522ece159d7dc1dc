import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Problem } from '#contract/problem';
import { elsewhere } from './failure.ts';

const mebibyte = 1024 ** 2;
/** Bytes that must be free in the data folder before a deployment begins. */
export const leastFree = 64 * mebibyte;
/** Bytes set aside so that the last outcomes of a deployment can be written when a disk has become full. */
const ballastSize = 16 * mebibyte;

const ballastOf = (file: string): string => join(dirname(file), 'slipway.ballast');

const freeBytes = (folder: string): number => {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
};

/** Refuses, with RECORD_FAILED, to begin anything where its record might find no room. */
export const refuseFull = (file: string): void => {
  const free = freeBytes(dirname(file));
  if (free >= leastFree) return;
  const least = leastFree / mebibyte;
  const message = `Only ${Math.floor(free / mebibyte)} MB are free on the disk of ${dirname(file)}; a deployment begins with ${least} MB or more for its record.`;
  throw new Problem('RECORD_FAILED', message, { hint: `Free some space there. Nothing was begun. ${elsewhere}` });
};

/** Makes the ballast where there is none and room for it; a disk that has none must not fail what it is there for. */
export const keepBallast = (file: string): void => {
  const ballast = ballastOf(file);
  if (existsSync(ballast) && statSync(ballast).size >= ballastSize) return;
  if (freeBytes(dirname(file)) < leastFree + ballastSize) return;
  let whole = false;
  try {
    const handle = openSync(ballast, 'w', 0o600);
    try {
      // Random: some file systems keep no space for zeros.
      for (let written = 0; written < ballastSize; ) written += writeSync(handle, randomBytes(mebibyte));
      whole = true;
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  } finally {
    if (!whole) rmSync(ballast, { force: true });
  }
};

/** Gives the ballast's space back. False when there was none. */
export const freeBallast = (file: string): boolean => {
  const ballast = ballastOf(file);
  if (!existsSync(ballast)) return false;
  rmSync(ballast, { force: true });
  return true;
};
