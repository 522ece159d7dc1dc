import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Problem, type ProblemCode } from '#contract/problem';
import type { Io } from './io.ts';

const MAX_BYTES = 8 * 1024 * 1024;

export type TextFile = { readonly name: string; readonly text: string };
type Source = Pick<Io, 'env' | 'cwd' | 'stdin'>;

/** Reads `-f FILE`; `name` is its full path, by which the files that it mentions are found. Fails with BAD_FILE. */
export async function readServiceFile(written: string, io: Source): Promise<TextFile> {
  if (written === '-')
    return { name: resolve(base(io), 'standard-input.yaml'), text: await all(io.stdin.chunks, '-', 'BAD_FILE') };
  const name = resolve(base(io), written);
  return { name, text: await fileText(name, written, 'BAD_FILE') };
}

/** The body of `-d`: the text itself, `@file`, or `-` for standard input. Fails with BAD_COMMAND. */
export async function readBody(written: string, io: Source): Promise<string> {
  if (written === '-') return all(io.stdin.chunks, '-', 'BAD_COMMAND');
  if (!written.startsWith('@')) return written;
  const path = written.slice(1);
  return fileText(resolve(base(io), path), path, 'BAD_COMMAND');
}

export function isErrnoException(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

/** npm changes the working directory and leaves the operator's own here. */
export function base({ env, cwd }: Pick<Source, 'env' | 'cwd'>): string {
  return env.INIT_CWD || cwd;
}

async function fileText(path: string, written: string, code: ProblemCode): Promise<string> {
  try {
    await using file = await open(path);
    return await all(file.createReadStream({ autoClose: false }), written, code);
  } catch (error) {
    if (!isErrnoException(error)) throw error;
    throw new Problem(code, `${written} cannot be read: ${reason(error)}.`, {
      hint: `Looked for ${path}; check the path and its permissions.`,
      cause: error,
    });
  }
}

/** Reads to the end but never more than 8 MiB, which also ends a device that has no end. */
async function all(chunks: AsyncIterable<Uint8Array | string>, written: string, code: ProblemCode): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    size += bytes.length;
    if (size > MAX_BYTES) {
      throw new Problem(code, `${written} is larger than 8 MiB.`, { hint: 'Check that it is the file you meant.' });
    }
    parts.push(bytes);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts));
  } catch (error) {
    throw new Problem(code, `${written} is not UTF-8 text.`, { hint: 'Save it as UTF-8 text.', cause: error });
  }
}

function reason({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EISDIR':
      return 'it is a folder';
    case 'EACCES':
      return 'permission denied';
    default:
      return message;
  }
}
