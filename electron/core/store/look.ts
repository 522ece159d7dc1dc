import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { Problem } from '#contract/problem';
import { newestSound } from './backups.ts';
import { type Connection, connectImage, connectReading, imageOf, withoutLog } from './connection.ts';
import { damagedProblem, elsewhere, guarded, isOurSql, isUnmakeable } from './failure.ts';
import { recordIdOf } from './health.ts';
import { behind, type Migration, migrate, refuseForeign } from './migrate.ts';
import { imageElsewhere } from './reading.ts';
import { settingsIn } from './settings.ts';

/**
 * Opens the record for reading and changes nothing on disk, not even in a folder that can be written. Nobody has it
 * open where there is no log beside it: then an image in memory is read, because SQLite itself reads a WAL database only
 * where it can make a log (GROUND.md T9); so is one of an older version, migrated there. Without a record it is empty.
 */
export const lookInto = (
  file: string,
  migrations: readonly Migration[],
  busyTimeout: number,
  now: () => Date,
): Connection => {
  const migrated = (image: Buffer): Connection =>
    closedOnFailure(connectImage(file, image), (connection) => {
      refuseForeign(connection, migrations);
      migrate(connection, migrations, now);
    });
  if (!isThere(file)) return emptyImage(file, migrations, now);
  const quiet = guarded(file, () => quietImage(file));
  if (quiet !== null) return migrated(quiet);
  try {
    const live = closedOnFailure(connectReading(file, busyTimeout), (it) => {
      refuseForeign(it, migrations);
      refuseStrangeLog(it);
    });
    if (behind(live, migrations) === 0) return live;
    live.close();
  } catch (error) {
    if (!isUnmakeable(error)) throw error;
    return migrated(imageElsewhere(file));
  }
  return migrated(imageOf(file, busyTimeout));
};

/** A record with nothing in it, in memory only. */
export const emptyImage = (file: string, migrations: readonly Migration[], now: () => Date): Connection =>
  closedOnFailure(connectImage(file, null), (connection) => migrate(connection, migrations, now));

/** The same look before the first write, which would fold a log into the file whether or not the two belong together. */
export const refuseUnsound = (file: string, migrations: readonly Migration[], busyTimeout: number): void => {
  if (sizeOf(`${file}-wal`) === 0) return;
  const live = closedOnFailure(connectReading(file, busyTimeout), (it) => {
    refuseDamaged(it, migrations);
    refuseStrangeLog(it);
  });
  live.close();
};

/** False also for a file with nothing in it, which SQLite would take for a new database. */
export const isThere = (file: string): boolean => sizeOf(file) > 0;

/** Whose it is, then whether it is whole: 48 ms for 100,000 events, 120 ms for 162 MB. */
export const refuseDamaged = (connection: Connection, migrations: readonly Migration[]): void => {
  refuseForeign(connection, migrations);
  const found = connection.prepare<{ quick_check: string }>('PRAGMA quick_check(1)').one()?.quick_check;
  if (found !== 'ok') throw damagedProblem(connection.file, `is damaged (${found})`, undefined);
};

/**
 * A log that is no log would be thrown away, and one of another record would be folded into this one page by page: SQLite
 * does not tell. What the file says of itself without the log must be what it says with it.
 */
const refuseStrangeLog = (connection: Connection): void => {
  const { file } = connection;
  const log = `${file}-wal`;
  if (sizeOf(log) >= logHeader && !logMarks.has(firstWord(log))) {
    throw damagedProblem(file, 'has a -wal file beside it that is damaged', undefined);
  }
  const alone = idAlone(file);
  if (alone !== null && alone !== recordIdOf(settingsIn(connection))) {
    throw damagedProblem(file, "has another record's -wal file beside it", undefined);
  }
};

/** Bytes, and how the first four of them read (sqlite.org/walformat.html). */
const logHeader = 32;
const logMarks: ReadonlySet<number> = new Set([0x377f0682, 0x377f0683]);

const firstWord = (path: string): number => {
  const handle = openSync(path, 'r');
  try {
    const word = Buffer.alloc(4);
    readSync(handle, word, 0, 4, 0);
    return word.readUInt32BE();
  } finally {
    closeSync(handle);
  }
};

/** Null also where a writer folds a log into the file at this moment. */
const idAlone = (file: string): string | null => {
  try {
    const image = connectImage(file, withoutLog(readFileSync(file)));
    try {
      return recordIdOf(settingsIn(image));
    } finally {
      image.close();
    }
  } catch (error) {
    if (error instanceof Problem || isOurSql(error)) return null;
    throw error;
  }
};

/** Refuses to make a record where only the log of one is left: SQLite would throw the log away. */
export const refuseOrphanedLog = (file: string): void => {
  if (sizeOf(`${file}-wal`) > 0) throw damagedProblem(file, 'is gone, and only its -wal file is left', undefined);
};

/** What to say where the record is gone and backups of it are there; null where there are none. */
export const goneNotice = (file: string): string | null => {
  const backup = newestSound(file);
  if (backup === undefined) return null;
  return `The record in ${file} is gone, and a new one begins. "slipway doctor --restore" puts back the backup of ${backup.at}, with ${backup.finished} finished deployments.`;
};

export const openedForReading = (file: string): Problem =>
  new Problem('RECORD_FAILED', `The record in ${file} was opened for reading and cannot be written.`, {
    hint: `Run the command again when nothing else uses the data folder. ${elsewhere}`,
  });

/** The file's bytes where nobody has it open for writing and no log waits beside it; null otherwise. */
const quietImage = (file: string): Buffer | null => {
  const before = stamp(file);
  if (sizeOf(`${file}-wal`) > 0) return null;
  const image = readFileSync(file);
  // A writer who came meanwhile has changed the one or made the other.
  if (sizeOf(`${file}-wal`) > 0 || stamp(file) !== before) return null;
  return withoutLog(image);
};

const stamp = (file: string): string => {
  const { ino, size, mtimeNs } = statSync(file, { bigint: true });
  return `${ino} ${size} ${mtimeNs}`;
};

/** 0 where there is no such file. Not so where there can be none, below a file or a folder that is closed to this user. */
const sizeOf = (file: string): number =>
  guarded(file, () => {
    try {
      return statSync(file).size;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
      throw error;
    }
  });

const closedOnFailure = (connection: Connection, act: (connection: Connection) => void): Connection => {
  try {
    act(connection);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
};
