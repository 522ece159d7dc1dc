import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { Problem } from '#contract/problem';

export const keyBytes = 32;

/**
 * What secrets are sealed with. `kind` stands with every sealed value, so that another keeper (the platform's keyring)
 * may take over without guessing. `read` is null where there is no key yet; `make` never replaces one that is there.
 */
export type KeyKeeper = {
  readonly kind: string;
  /** Where the key is, in words for an operator. */
  readonly place: string;
  read(): Buffer | null;
  make(): Buffer;
  /** Which keeper has the key, where, and who may read it, as "a key file (/home/ada/…/key, mode 0600)". */
  described(): string;
  /** What is wrong with how it is kept, as "open to other users (mode 0644)"; null where nothing is. */
  weakness(): string | null;
};

/** 32 random bytes in a file of mode 0600. RECORD_FAILED when it cannot be read or written, or is no key. */
export function keyFile(file: string): KeyKeeper {
  const read = (): Buffer | null => {
    let key: Buffer;
    try {
      key = readFileSync(file);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null;
      throw failed(`The key file ${file} cannot be read (${codeOf(error)}).`, error);
    }
    if (key.length === keyBytes) return key;
    throw failed(`The key file ${file} is damaged: it has ${key.length} bytes instead of ${keyBytes}.`);
  };
  return {
    kind: 'key-file',
    place: file,
    read,
    make() {
      const present = read();
      if (present) return present;
      try {
        writeOnce(file, randomBytes(keyBytes));
      } catch (error) {
        throw failed(`The key file ${file} cannot be written (${codeOf(error)}).`, error);
      }
      // Another console may have been first: what lies there now is the key.
      const made = read();
      if (made) return made;
      throw failed(`The key file ${file} was written and is not there.`);
    },
    described() {
      const mode = modeOf(file);
      const bits = mode === null || process.platform === 'win32' ? '' : `, mode ${octal(mode)}`;
      return `a key file (${file}${bits})`;
    },
    weakness() {
      // Windows has no such bits: there the profile's own permissions hold.
      if (process.platform === 'win32') return null;
      const mode = modeOf(file);
      return mode === null || (mode & 0o077) === 0 ? null : `open to other users (mode ${octal(mode)})`;
    },
  };
}

/** A link is made whole or not at all and fails where the name is taken: no half key, and none overwritten. */
function writeOnce(file: string, key: Buffer): void {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    const handle = openSync(draft, 'wx', 0o600);
    try {
      writeSync(handle, key);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    linkSync(draft, file);
    flush(dirname(file));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Without it a power cut may leave sealed secrets and no key. Windows cannot open a folder, and needs it not. */
function flush(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function modeOf(file: string): number | null {
  try {
    return statSync(file).mode & 0o777;
  } catch {
    return null;
  }
}

const octal = (mode: number): string => mode.toString(8).padStart(4, '0');

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);

const failed = (what: string, cause?: unknown): Problem =>
  new Problem('RECORD_FAILED', what, {
    hint: 'Put a copy of it back, or move it aside and set the secrets again. History and services do not need it.',
    cause,
  });
