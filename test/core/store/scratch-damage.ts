import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { Problem } from '#contract/problem';

export const problemOf = (act: () => unknown): Problem => {
  try {
    act();
  } catch (error) {
    return error as Problem;
  }
  throw new Error('it did not fail');
};

/** RECORD_FAILED with those words and a hint that says how to go on without the record. */
export const recordFailed = (words: RegExp) => ({
  name: 'Problem',
  code: 'RECORD_FAILED',
  message: expect.stringMatching(words),
  hint: expect.stringContaining('SLIPWAY_HOME=ANOTHER_FOLDER'),
});

/** Every file below a data folder with its content, but its owner's: the shared index beside a log may change, since it is made again at will. */
export const contents = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => !name.endsWith('-shm') && !name.startsWith('owner.') && statSync(join(folder, name)).isFile())
      .sort()
      .map((name) => [name, readFileSync(join(folder, name)).toString('base64')]),
  );

export const folderOf = (file: string): string => dirname(file);
