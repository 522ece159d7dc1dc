import Database from 'better-sqlite3';
import { Problem } from '#contract/problem';

type Words = readonly [what: string, hint: string];

const kept = 'Nothing recorded so far is lost, and what runs on the hosts is not touched.';
const restore = `Move it aside together with its -wal and -shm files and put back a copy. ${kept}`;

/** SQLite's primary result codes (sqlite.org/rescode.html) that say something of the machine, not of our code. */
const sqlite: Readonly<Record<string, Words>> = {
  BUSY: ['is held by another program', 'Close the other Slipway that uses this data folder, or wait, and try again.'],
  LOCKED: ['is held by another program', 'Close the other Slipway that uses this data folder, or wait, and try again.'],
  FULL: ['has no room left', `Free space on its disk and try again. ${kept}`],
  READONLY: ['cannot be written', 'Make the data folder writable for this user, or name another in SLIPWAY_HOME.'],
  PERM: ['cannot be written', 'Make the data folder writable for this user, or name another in SLIPWAY_HOME.'],
  CANTOPEN: ['cannot be opened', 'Make the data folder readable and writable for this user, or name another.'],
  IOERR: ['cannot be read or written', `Check its disk, and that there is room on it, and try again. ${kept}`],
  CORRUPT: ['is damaged', restore],
  NOTADB: ['is not a database', restore],
};

/** The same for the file system's own errors, met while the folder and the file are made. */
const system: Readonly<Record<string, keyof typeof sqlite>> = {
  ENOSPC: 'FULL',
  EDQUOT: 'FULL',
  EROFS: 'READONLY',
  EACCES: 'READONLY',
  EPERM: 'READONLY',
  EEXIST: 'CANTOPEN',
  ENOTDIR: 'CANTOPEN',
  EISDIR: 'CANTOPEN',
  EMFILE: 'CANTOPEN',
  ENFILE: 'CANTOPEN',
  EIO: 'IOERR',
};

/** Runs `act` on the database in `file`; what the machine refuses is Problem RECORD_FAILED, anything else goes through. */
export const guarded = <T>(file: string, act: () => T): T => {
  try {
    return act();
  } catch (cause) {
    const words = wordsFor(cause);
    if (words === undefined) throw cause;
    throw new Problem('RECORD_FAILED', `The record in ${file} ${words[0]}.`, { hint: words[1], cause });
  }
};

const wordsFor = (error: unknown): Words | undefined => {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  if (!(error instanceof Database.SqliteError)) return sqlite[system[error.code] ?? ''];
  // Extended codes append to the primary one: SQLITE_READONLY_DBMOVED, SQLITE_IOERR_SHMSIZE.
  return sqlite[error.code.split('_')[1] ?? ''];
};
