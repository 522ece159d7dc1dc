import Database from 'better-sqlite3';
import { Problem } from '#contract/problem';
import { newestSound } from './backups.ts';

type Words = readonly [what: string, hint: string];

/** The way around every trouble with the record: what runs and what came before it is on the hosts. */
export const elsewhere =
  'What runs on the hosts is not touched, and "SLIPWAY_HOME=ANOTHER_FOLDER slipway …" deploys from what they know by themselves.';
const held = `Close the other program that uses it, or wait, and try again. ${elsewhere}`;
const locked = `Make the data folder writable for this user, or name another in SLIPWAY_HOME. ${elsewhere}`;

/** SQLite's primary result codes (sqlite.org/rescode.html) that say something of the machine, not of our code. */
const sqlite: Readonly<Record<string, Words>> = {
  BUSY: ['is held by another program', held],
  LOCKED: ['is held by another program', held],
  FULL: ['has no room left', `Free space on its disk and try again. Nothing recorded so far is lost. ${elsewhere}`],
  READONLY: ['cannot be written', locked],
  PERM: ['cannot be written', locked],
  CANTOPEN: [
    'cannot be opened',
    `Make the data folder readable and writable for this user, or name another, and look whether too many files are open (ulimit -n). ${elsewhere}`,
  ],
  NOTDIR: [
    'has no place: its data folder, or one above it, is a file',
    `Name a folder in SLIPWAY_HOME, or move that file away. ${elsewhere}`,
  ],
  IOERR: [
    'cannot be read or written',
    `Check its disk, and that there is room on it, and try again. Nothing recorded so far is lost. ${elsewhere}`,
  ],
};
const damages: Readonly<Record<string, string>> = { CORRUPT: 'is damaged', NOTADB: 'is not a database' };

/** The same for the file system's own errors, met while the folder and the file are made. */
const system: Readonly<Record<string, keyof typeof sqlite>> = {
  ENOSPC: 'FULL',
  EDQUOT: 'FULL',
  EROFS: 'READONLY',
  EACCES: 'READONLY',
  EPERM: 'READONLY',
  EEXIST: 'CANTOPEN',
  ENOENT: 'CANTOPEN',
  ENOTDIR: 'NOTDIR',
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
    const code = codeOf(cause);
    const damage = damages[code];
    if (damage !== undefined) throw damagedProblem(file, damage, cause);
    const words = sqlite[code];
    if (words === undefined) throw cause;
    throw new Problem('RECORD_FAILED', `The record in ${file} ${words[0]}.`, { hint: words[1], cause });
  }
};

/** `what` follows "The record in FILE": "is damaged". The hint says which backup there is and how it is put back. */
export const damagedProblem = (file: string, what: string, cause: unknown): Problem => {
  const backup = newestSound(file);
  const way =
    backup === undefined
      ? 'There is no backup of it. "slipway doctor --restore" sets it aside, whole, and a new one begins.'
      : `"slipway doctor --restore" sets it aside and puts back the backup of ${backup.at}, with ${backup.finished} finished deployments. By hand: move ${file} and its -wal and -shm elsewhere, together, then copy ${backup.file} to ${file}.`;
  const hint = `${way} Nothing was overwritten. ${elsewhere}`;
  return new Problem('RECORD_FAILED', `The record in ${file} ${what}.`, { hint, cause: cause ?? damaged });
};

/** The cause where it was a check, not SQLite, that found the damage. */
const damaged = new Database.SqliteError('the check found damage', 'SQLITE_CORRUPT');

/** The file's content is wrong: no waiting and no room mends it. */
export const isDamage = (error: unknown): boolean => causeCode(error) in damages;

/** SQLite may not make the files that it wants beside a database. */
export const isUnmakeable = (error: unknown): boolean => ['CANTOPEN', 'READONLY', 'PERM'].includes(causeCode(error));

export const isFull = (error: unknown): boolean => causeCode(error) === 'FULL';

/** What another program, a full disk or a mount does to a write, and what may be over in a moment. */
export const mayPass = (error: unknown): boolean => causeCode(error) in sqlite;

/** SQL that does not fit the tables that are there. */
export const isOurSql = (error: unknown): boolean => error instanceof Database.SqliteError;

const causeCode = (error: unknown): string => codeOf(error instanceof Problem ? error.cause : error);

/** The primary result code, also of the file system's errors; '' for anything else. */
const codeOf = (error: unknown): string => {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return '';
  if (!(error instanceof Database.SqliteError)) return system[error.code] ?? '';
  // The one extended code that says more than its primary: no room for the shared index beside the log.
  if (error.code === 'SQLITE_IOERR_SHMSIZE') return 'FULL';
  return error.code.split('_')[1] ?? '';
};
