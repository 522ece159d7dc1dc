import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Problem } from '#contract/problem';
import { base, isErrnoException } from './input.ts';
import type { Io } from './io.ts';

/** Writes what `-o FILE` names, and returns its full path. BAD_COMMAND where it cannot be written. */
export async function keepFile(written: string, text: string, io: Pick<Io, 'env' | 'cwd'>): Promise<string> {
  const path = resolve(base(io), written);
  try {
    await writeFile(path, text);
  } catch (error) {
    if (!isErrnoException(error)) throw error;
    throw new Problem('BAD_COMMAND', `${written} cannot be written: ${error.message}`, {
      hint: 'Name another file with -o.',
      cause: error,
    });
  }
  return path;
}
