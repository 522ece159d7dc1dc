import { chmod, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Problem } from '#contract/problem';
import { isErrnoException, type TextFile } from './input.ts';

/**
 * Puts a text in the place of what was read of a file: whole or not at all, with the rights that it had, behind its link
 * where it is one. CHANGED_MEANWHILE where it is not what was read any more, BAD_FILE where it cannot be written.
 */
export async function writeBack({ name, text: before }: TextFile, text: string): Promise<void> {
  try {
    const file = await realpath(name);
    if ((await readFile(file, 'utf8')) !== before) throw changed(name);
    const { mode } = await stat(file);
    await replace(file, text, mode & 0o7777);
  } catch (error) {
    if (error instanceof Problem || !isErrnoException(error)) throw error;
    throw new Problem('BAD_FILE', `${name} cannot be written: ${error.message}.`, {
      hint: 'Check its permissions and those of its folder. It is as it was.',
      cause: error,
    });
  }
}

/** A rename takes the place of a file in one step; a console that dies before it leaves only the other one behind. */
async function replace(file: string, text: string, mode: number): Promise<void> {
  const beside = join(dirname(file), `.${basename(file)}.${process.pid}`);
  try {
    await writeFile(beside, text, { mode, flag: 'wx', flush: true });
    await chmod(beside, mode);
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

const changed = (name: string): Problem =>
  new Problem('CHANGED_MEANWHILE', `${name} was changed by somebody else since it was read; it was not written.`, {
    hint: 'Look at it, and repeat the command.',
  });
