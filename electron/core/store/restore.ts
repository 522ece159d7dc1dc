import { chmodSync, copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Restored } from '#contract/doctor';
import { Problem } from '#contract/problem';
import { sync } from './back-up.ts';
import { type Backup, backupsOf, isSound } from './backups.ts';
import { guarded, isDamage } from './failure.ts';
import { type RestoreNote, recordIdOf } from './health.ts';
import { isThere, refuseUnsound } from './look.ts';
import { openStore, settled } from './open.ts';
import type { Store, StoreOptions } from './store.ts';

const parts = ['', '-wal', '-shm'] as const;

/**
 * Sets a record that is damaged, gone or older than its backups aside, as a whole, and puts back the newest sound backup,
 * or begins anew where there is none. Nothing is deleted. A record that is in order is refused with BAD_COMMAND; one that
 * cannot be judged (held, newer, not to be written) with its own RECORD_FAILED. Nobody may have it open.
 */
export const restoreRecord = (options: StoreOptions): Restored => {
  const { file, now } = settled(options);
  const need = needOf(options);
  const backup = need === null ? undefined : guarded(file, () => chosen(options, need));
  if (need === null || (need === 'behind' && backup === undefined)) {
    throw new Problem('BAD_COMMAND', `The record in ${file} is in order; nothing was restored.`, {
      hint: '"slipway doctor" and "slipway history verify" say more.',
    });
  }
  const stamp = now().toISOString();
  const fresh = `${file}.restoring`;
  const aside = join(dirname(file), `aside-${stamp.replace(/[-:.]/g, '')}`);
  const there = parts.filter((end) => existsSync(`${file}${end}`));
  guarded(file, () => {
    try {
      if (backup !== undefined) {
        copyFileSync(backup.file, fresh);
        chmodSync(fresh, 0o600);
        sync(fresh);
      }
      if (there.length > 0) mkdirSync(aside, { mode: 0o700 });
      // The record first: a log that is left alone is not taken for another record's.
      for (const end of there) renameSync(`${file}${end}`, join(aside, `${basename(file)}${end}`));
      if (backup !== undefined) renameSync(fresh, file);
      sync(dirname(file));
    } finally {
      rmSync(fresh, { force: true });
    }
  });
  const kept = there.length > 0 ? aside : null;
  using store = openStore({ ...options, access: 'write' });
  const note: RestoreNote = { at: stamp, backup: backup?.file ?? '', aside: kept ?? '' };
  store.settings.set('record.restored', JSON.stringify(note));
  const put = backup && { file: backup.file, at: backup.at, finished: backup.finished };
  return { backup: put ?? null, aside: kept };
};

type Need = 'damaged' | 'gone' | 'behind';

/** Null where the record is in order. */
const needOf = (options: StoreOptions): Need | null => {
  const { file, migrations, busyTimeout } = settled(options);
  if (!isThere(file)) return existsSync(`${file}-wal`) || backupsOf(file).length > 0 ? 'gone' : null;
  try {
    refuseUnsound(file, migrations, busyTimeout);
    using store = openStore({ ...options, access: 'read' });
    if (store.health().damage !== null) return 'damaged';
    return backupsOf(file).some((backup) => isAhead(backup, store)) ? 'behind' : null;
  } catch (error) {
    if (isDamage(error)) return 'damaged';
    throw error;
  }
};

/** Of another record, which this one began anew after, or with more in it than this one has. */
const isAhead = ({ record, finished }: Backup, { deployments, settings }: Store): boolean =>
  record === recordIdOf(settings)
    ? finished > (deployments.head()?.seq ?? 0)
    : settings.get('record.restored') === null;

/** The newest whole backup that has what the record lacks. What is not whole is renamed, so that no other backup gives way to it. */
const chosen = (options: StoreOptions, need: Need): Backup | undefined => {
  const { file } = options;
  const { sound = [], broken = [] } = Object.groupBy(backupsOf(file), (it) => (isSound(it.file) ? 'sound' : 'broken'));
  for (const { file: path } of broken) renameSync(path, `${path}.damaged`);
  if (need !== 'behind') return sound[0];
  using store = openStore({ ...options, access: 'read' });
  return sound.find((backup) => isAhead(backup, store));
};
