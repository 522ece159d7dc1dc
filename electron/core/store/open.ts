import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Problem } from '#contract/problem';
import { backUp } from './back-up.ts';
import { type Connection, connect, readOnly } from './connection.ts';
import { damagedProblem, isDamage } from './failure.ts';
import { named } from './health.ts';
import {
  emptyImage,
  goneNotice,
  isThere,
  lookInto,
  openedForReading,
  refuseDamaged,
  refuseOrphanedLog,
  refuseUnsound,
} from './look.ts';
import { makeRecord, writeAhead } from './make.ts';
import { behind, migrate, readMigrations } from './migrate.ts';
import { settingsIn } from './settings.ts';
import { backUpWhenDue, type Settled, type Store, type StoreOptions, storeOn } from './store.ts';

const besideSource = new URL('../../../resources/migrations/', import.meta.url);

export const settled = ({ file, now, migrations, busyTimeout }: StoreOptions): Settled => ({
  file,
  now: now ?? (() => new Date()),
  migrations: readMigrations(migrations ?? fileURLToPath(besideSource)),
  busyTimeout: busyTimeout ?? 5000,
});

/**
 * Opens the record; to write, it is made or migrated first, with a backup where one is due. Fails with RECORD_FAILED when
 * it cannot be used as it is, and has then changed nothing.
 */
export const openStore = (options: StoreOptions): Store =>
  options.access === 'read' ? openToRead(settled(options)) : openToWrite(settled(options));

/**
 * The record as well as it can be had: to write where that was asked for, else to read, else an empty one that stands in
 * for it, so that what runs can be looked at from the hosts alone. `trouble` says why; nothing is written then.
 */
export const openRecord = (options: StoreOptions): Store => {
  const wanted = settled(options);
  const write = options.access === 'read' ? null : attempt(() => openToWrite(wanted));
  if (write !== null && !(write instanceof Problem)) return write;
  const trouble = write;
  const read = trouble && isDamage(trouble) ? trouble : attempt(() => openToRead(wanted, trouble));
  return read instanceof Problem ? standIn(wanted, trouble ?? read) : read;
};

const attempt = (open: () => Store): Store | Problem => {
  try {
    return open();
  } catch (error) {
    if (error instanceof Problem && error.code === 'RECORD_FAILED') return error;
    throw error;
  }
};

const openToRead = (options: Settled, trouble: Problem | null = null): Store => {
  const { file, migrations, busyTimeout, now } = options;
  const notice = isThere(file) ? null : goneNotice(file);
  const connection = lookInto(file, migrations, busyTimeout, now);
  const reading = readOnly(connection, () => trouble ?? openedForReading(file));
  return closedOnFailure(connection, () => ({ ...storeOn(reading, options, 'read', notice), trouble }));
};

const standIn = (options: Settled, trouble: Problem): Store => {
  const connection = emptyImage(options.file, options.migrations, options.now);
  const refuse = (): never => {
    throw trouble;
  };
  const store = storeOn(readOnly(connection, refuse), options, 'read', null);
  return { ...store, trouble, requireLegible: refuse, health: refuse };
};

const openToWrite = (options: Settled): Store => {
  const { file, migrations, busyTimeout, now } = options;
  let notice: string | null = null;
  if (isThere(file)) refuseUnsound(file, migrations, busyTimeout);
  else {
    refuseOrphanedLog(file);
    notice = goneNotice(file);
    if (!existsSync(file)) makeRecord(file, migrations, now);
  }
  const connection = connect(file, busyTimeout);
  return closedOnFailure(connection, () => {
    refuseDamaged(connection, migrations);
    writeAhead(connection);
    migrated(connection, options);
    const store = storeOn(connection, options, 'write', notice);
    named(store.settings);
    backUpWhenDue(connection, store, now);
    return store;
  });
};

/** A record that is there is copied before a migration changes it; no copy, no migration. */
const migrated = (connection: Connection, { migrations, now }: Settled): void => {
  const missing = behind(connection, migrations);
  if (missing > 0 && missing < migrations.length) {
    const record = named(settingsIn(connection));
    const finished = connection.prepare<{ seq: number }>('SELECT seq FROM head').one()?.seq ?? 0;
    const copy = backUp(connection, { finished, record }, now());
    if (copy === null) throw damagedProblem(connection.file, 'cannot be copied whole', undefined);
  }
  migrate(connection, migrations, now);
};

const closedOnFailure = (connection: Connection, make: () => Store): Store => {
  try {
    return make();
  } catch (error) {
    connection.close();
    throw error;
  }
};
