import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Backup, backupName, backupsFolder, backupsOf, isSound } from './backups.ts';
import type { Connection } from './connection.ts';
import { guarded } from './failure.ts';

/** Which record it is and how many finished deployments it has. */
export type Contents = Pick<Backup, 'finished' | 'record'>;

const kept = 5;
const day = 86_400_000;
const everySo = 50;

/**
 * Whether it is time for a backup: none yet of a record with something in it, the newest older than a day, or 50
 * finished deployments since. Never of a record that has less than its newest backup: good ones would give way to it.
 */
export const isDue = (file: string, { finished, record }: Contents, now: Date): boolean => {
  const newest = backupsOf(file).find((backup) => backup.record === record);
  if (newest === undefined) return finished > 0;
  // A clock that was wrong then or is now must not stop the backups.
  const age = Math.abs(now.getTime() - Date.parse(newest.at));
  return finished >= newest.finished && (age > day || finished - newest.finished >= everySo);
};

/**
 * Copies the record as it stands into `backups/` (mode 0600, rollback journal, so that it opens in a read-only place),
 * checks the copy and keeps the newest five of this record. VACUUM INTO and not the driver's online backup: it is
 * synchronous, leaves no log mode behind, and reads every row. 162 MB take 0.6 s with the check. Null when the copy is
 * not whole; RECORD_FAILED when it cannot be made.
 */
export const backUp = (connection: Connection, contents: Contents, now: Date): Backup | null =>
  guarded(connection.file, () => {
    const folder = backupsFolder(connection.file);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(folder)) if (name.endsWith('.part')) rmSync(join(folder, name), { force: true });
    const described = { ...contents, at: now.toISOString() };
    const file = join(folder, backupName(described));
    const part = `${file}.part`;
    try {
      // SQLite writes into an empty file, but would make one that everybody may read.
      closeSync(openSync(part, 'wx', 0o600));
      connection.prepare('VACUUM INTO @part').run({ part });
      if (!isSound(part)) return null;
      sync(part);
      renameSync(part, file);
      sync(folder);
    } finally {
      rmSync(part, { force: true });
    }
    const ours = backupsOf(connection.file).filter(({ record }) => record === contents.record);
    for (const old of ours.slice(kept)) rmSync(old.file, { force: true });
    return { ...described, file };
  });

/** Puts a file, or a folder's list of names, on disk. */
export const sync = (path: string): void => {
  // Windows syncs no folders.
  if (process.platform === 'win32' && path === dirname(join(path, 'x'))) return;
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};
