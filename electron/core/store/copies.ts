import { Problem } from '#contract/problem';
import { type Backup, backupsOf } from './backups.ts';
import { connectReading } from './connection.ts';
import { isOurSql } from './failure.ts';
import { recordIdOf } from './health.ts';
import { journalIn } from './journal.ts';
import { type Recorded, recordedIn } from './recorded.ts';
import type { Settings } from './settings.ts';

/** A backup with what it holds, null where it cannot be read; `same` is false where it is of a record before this one. */
export type Copy = { readonly backup: Backup; readonly same: boolean; readonly recorded: Recorded | null };

/**
 * The backups of a record, newest first, each open for as long as it is looked at; and the newest of one that was here
 * before and that nobody set aside by a restore.
 */
export function* copiesOf(file: string, settings: Pick<Settings, 'get'>): Generator<Copy> {
  const id = recordIdOf(settings);
  const { ours = [], others = [] } = Object.groupBy(backupsOf(file), ({ record }) =>
    record === id ? 'ours' : 'others',
  );
  const lost = settings.get('record.restored') === null ? others.slice(0, 1) : [];
  for (const backup of [...ours, ...lost]) {
    const opened = readable(backup);
    try {
      yield { backup, same: backup.record === id, recorded: opened?.recorded ?? null };
    } finally {
      opened?.connection.close();
    }
  }
}

function readable({ file }: Backup) {
  let connection: ReturnType<typeof connectReading> | undefined;
  try {
    connection = connectReading(file, 0);
    const recorded = recordedIn(
      connection,
      journalIn(connection, () => new Date()),
    );
    return { connection, recorded };
  } catch (error) {
    connection?.close();
    if (error instanceof Problem || isOurSql(error)) return null;
    throw error;
  }
}
