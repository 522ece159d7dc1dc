import { closeSync, existsSync, linkSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { Problem } from '#contract/problem';
import { sync } from './back-up.ts';
import { type Connection, connect } from './connection.ts';
import { guarded } from './failure.ts';
import { named } from './health.ts';
import { type Migration, migrate } from './migrate.ts';
import { settingsIn } from './settings.ts';

/**
 * Makes a new record (mode 0600) and its folder (0700) where they are absent: beside its place, and put there whole, so
 * that what fails half way leaves nothing, and of two who make one at once the first wins.
 */
export const makeRecord = (file: string, migrations: readonly Migration[], now: () => Date): void =>
  guarded(file, () => {
    makeFolder(dirname(file));
    const fresh = `${file}.new-${process.pid}`;
    const clear = () => {
      for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${fresh}${end}`, { force: true });
    };
    try {
      clear();
      closeSync(openSync(fresh, 'wx', 0o600));
      const connection = connect(fresh, 0, file);
      try {
        writeAhead(connection);
        migrate(connection, migrations, now);
        named(settingsIn(connection));
      } finally {
        connection.close();
      }
      sync(fresh);
      putInPlace(fresh, file);
      sync(dirname(file));
    } finally {
      clear();
    }
  });

/** Makes an empty file (mode 0600), and its folder, where there is none. */
export const makeFile = (file: string): void =>
  guarded(file, () => {
    makeFolder(dirname(file));
    if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
  });

/** Switches the database to a write-ahead log, in which it stays. */
export const writeAhead = (connection: Connection): void => {
  const mode = connection.prepare<{ journal_mode: string }>('PRAGMA journal_mode = WAL').one()?.journal_mode;
  if (mode === 'wal') return;
  throw new Problem('RECORD_FAILED', `The record in ${connection.file} cannot keep a write-ahead log there.`, {
    hint: 'Put the data folder on a local disk: name one in SLIPWAY_HOME.',
  });
};

/** Level by level: where the kernel has no such folder to make (/proc), Node's own recursion never ends. */
const makeFolder = (folder: string): void => {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
};

/** A link, unlike a rename, never replaces what is there. */
const putInPlace = (fresh: string, file: string): void => {
  try {
    linkSync(fresh, file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') return;
    // A file system without links.
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
    if (!existsSync(file)) renameSync(fresh, file);
  }
};
