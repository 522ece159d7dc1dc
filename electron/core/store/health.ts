import { type Backup, backupsOf } from './backups.ts';
import type { Connection } from './connection.ts';
import type { Settings } from './settings.ts';
import { ulid } from './ulid.ts';

/** A restore as the restored record remembers it: when, from which backup, and where what it replaced is kept. */
export type RestoreNote = { readonly at: string; readonly backup: string; readonly aside: string };

/** `damage` is what SQLite's whole check found first; `newest` the newest backup of this record, `others` those of others. */
export type Health = {
  readonly damage: string | null;
  readonly finished: number;
  readonly newest: Backup | null;
  readonly others: readonly Backup[];
  readonly restored: RestoreNote | null;
};

/** Which record this is; null before it was first opened for writing by a Slipway that makes backups. */
export const recordIdOf = (settings: Pick<Settings, 'get'>): string | null => settings.get('record.id');

/** Gives the record the name under which its backups are kept, and by which its log is known. */
export const named = (settings: Settings): string => {
  const present = recordIdOf(settings);
  if (present !== null) return present;
  const id = ulid();
  settings.set('record.id', id);
  return id;
};

export const healthOf = (connection: Connection, finished: number, settings: Pick<Settings, 'get'>): Health => {
  const found = connection.prepare<{ integrity_check: string }>('PRAGMA integrity_check(1)').one()?.integrity_check;
  const id = recordIdOf(settings);
  const backups = backupsOf(connection.file);
  const note = settings.get('record.restored');
  return {
    damage: found === 'ok' ? null : (found ?? 'no answer'),
    finished,
    newest: backups.find(({ record }) => record === id) ?? null,
    others: backups.filter(({ record }) => record !== id),
    restored: note === null ? null : (JSON.parse(note) as RestoreNote),
  };
};
