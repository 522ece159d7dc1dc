import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';

/** A copy of a record: when it was made, how many finished deployments it has, and which record it is of. */
export type Backup = {
  readonly file: string;
  readonly at: string;
  readonly finished: number;
  readonly record: string;
};

export const backupsFolder = (file: string): string => join(dirname(file), 'backups');

const shape = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-(\d{6,})-([0-9A-Z]{26})\.db$/;

/** 20300131T120000000Z-000123-ULID.db: names in the order of time. */
export const backupName = ({ at, finished, record }: Omit<Backup, 'file'>): string =>
  `${at.replace(/[-:.]/g, '')}-${String(finished).padStart(6, '0')}-${record}.db`;

/** The backups beside the record in `file`, newest first, read from their names alone. */
export const backupsOf = (file: string): Backup[] => {
  const folder = backupsFolder(file);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(folder)
    .flatMap((name) => {
      const parts = shape.exec(name);
      if (parts === null) return [];
      const [, year, month, day, hour, minute, second, ms, finished, record = ''] = parts;
      const at = `${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`;
      return [{ file: join(folder, name), at, finished: Number(finished), record }];
    })
    .sort((a, b) => (a.at < b.at ? 1 : -1));
};

/** The newest backup that opens and is whole; undefined when there is none. */
export const newestSound = (file: string): Backup | undefined => {
  try {
    return backupsOf(file).find((backup) => isSound(backup.file));
  } catch {
    // Asked for in a hint: a folder that cannot be read must not hide the trouble that the hint is for.
    return undefined;
  }
};

/** Opens a backup and reads all of it: every page, every index, and that it is a record. */
export const isSound = (path: string): boolean => {
  let database: Database.Database | undefined;
  try {
    database = new Database(path, { readonly: true, fileMustExist: true });
    const found = database.pragma('integrity_check(1)', { simple: true });
    return found === 'ok' && database.prepare('SELECT seq FROM head').get() !== undefined;
  } catch (error) {
    if (error instanceof Database.SqliteError) return false;
    throw error;
  } finally {
    database?.close();
  }
};
