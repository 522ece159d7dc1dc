import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Problem } from '#contract/problem';
import { backUp, isDue } from './back-up.ts';
import { type Connection, connect, readOnly } from './connection.ts';
import { type Deployments, deploymentsIn } from './deployments.ts';
import { damagedProblem, guarded, isDamage } from './failure.ts';
import { type Health, healthOf, named, recordIdOf } from './health.ts';
import { type Hosts, hostsIn } from './hosts.ts';
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
import { behind, type Migration, migrate, readMigrations } from './migrate.ts';
import { type Patience, patientlyOn } from './patience.ts';
import { type Releases, releasesIn } from './releases.ts';
import { keepBallast, refuseFull } from './room.ts';
import { type Secrets, secretsIn } from './secrets.ts';
import { type Settings, settingsIn } from './settings.ts';

/** What the console remembers. Every call is synchronous, and what it changed is on disk when it returns. */
export type Store = Disposable & {
  readonly file: string;
  readonly deployments: Deployments;
  readonly releases: Releases;
  readonly hosts: Hosts;
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly access: Access;
  /** What an operator should read once: the record is gone and begins anew. */
  readonly notice: string | null;
  /** Why it was opened for reading although it was to be written; null where nothing is wrong. */
  readonly trouble: Problem | null;
  /** Throws what is wrong where nothing of the record can be read: then it stands in as an empty one. */
  requireLegible(): void;
  /** Throws RECORD_FAILED where a deployment must not begin: opened for reading, held by another, or too little room. */
  requireReady(): void;
  /** One write, tried again for as long as `within` says while the record is held, full or not to be written. */
  patiently<T>(write: () => T, patience: Patience): Promise<T>;
  health(): Health;
  close(): void;
};

/** `read` changes nothing on disk, goes beside a writer and in a read-only folder, and refuses every write. */
export type Access = 'write' | 'read';

export type StoreOptions = {
  readonly file: string;
  readonly access?: Access;
  readonly now?: () => Date;
  /** The folder with the migrations; a bundle passes its own. */
  readonly migrations?: string;
  /** Milliseconds to wait for another connection's write. */
  readonly busyTimeout?: number;
};

const besideSource = new URL('../../../resources/migrations/', import.meta.url);

export type Settled = Required<Omit<StoreOptions, 'access' | 'migrations'>> & {
  readonly migrations: readonly Migration[];
};

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

/** A backup that cannot be made now keeps nobody from working: doctor says how old the newest one is. */
const backUpWhenDue = (
  connection: Connection,
  store: Pick<Store, 'deployments' | 'settings'>,
  now: () => Date,
): void => {
  const record = recordIdOf(store.settings);
  const contents = { finished: store.deployments.head()?.seq ?? 0, record: record ?? '' };
  try {
    guarded(connection.file, () => {
      if (isDue(connection.file, contents, now())) backUp(connection, contents, now());
    });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
};

const storeOn = (
  connection: Connection,
  { file, now, busyTimeout }: Settled,
  access: Access,
  notice: string | null,
): Store => {
  const deployments = deploymentsIn(connection, now);
  const settings = settingsIn(connection);
  return {
    file,
    access,
    notice,
    trouble: null,
    requireLegible: () => undefined,
    deployments: {
      ...deployments,
      finish: (id, ending) => {
        const finished = deployments.finish(id, ending);
        backUpWhenDue(connection, { deployments, settings }, now);
        return finished;
      },
    },
    releases: releasesIn(connection, now),
    hosts: hostsIn(connection, now),
    settings,
    secrets: secretsIn(connection, now),
    requireReady: () => {
      if (access === 'write') {
        refuseFull(file);
        keepBallast(file);
      }
      connection.atomically(() => undefined);
    },
    patiently: patientlyOn(connection, busyTimeout),
    health: () => guarded(file, () => healthOf(connection, deployments.head()?.seq ?? 0, settings)),
    close: connection.close,
    [Symbol.dispose]: connection.close,
  };
};

const closedOnFailure = (connection: Connection, make: () => Store): Store => {
  try {
    return make();
  } catch (error) {
    connection.close();
    throw error;
  }
};
