import { readFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { dirname, join } from 'node:path';

/** Who acts, as records name them: the person behind sudo, else the account, and the machine. */
export function operatorHere(): string {
  const name = process.env.SUDO_USER || accountName() || process.env.USER || String(process.getuid?.() ?? 'unknown');
  return `${name}@${hostname()}`;
}

/** Slipway's version, from the nearest package.json above: beside `dist` when bundled, beside `electron` when not. */
export function versionHere(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const text = textOf(join(folder, 'package.json'));
    if (text !== undefined) return String((JSON.parse(text) as { version?: unknown }).version);
  }
  return 'unknown';
}

/** An account without an entry in the password file is no reason to fail. */
function accountName(): string | undefined {
  try {
    return userInfo().username;
  } catch (error) {
    if (isErrnoException(error)) return undefined;
    throw error;
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isErrnoException(error) && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

const isErrnoException = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && 'code' in error;
