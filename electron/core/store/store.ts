import { fileURLToPath } from 'node:url';
import { Problem } from '#contract/problem';
import { type Connection, connect } from './connection.ts';
import { type Deployments, deploymentsIn } from './deployments.ts';
import { type Hosts, hostsIn } from './hosts.ts';
import { migrate, readMigrations, refuseForeign } from './migrate.ts';
import { openForReading } from './reading.ts';
import { type Releases, releasesIn } from './releases.ts';
import { type Settings, settingsIn } from './settings.ts';

/** What the console remembers. Every call is synchronous, and what it changed is on disk when it returns. */
export type Store = Disposable & {
  readonly file: string;
  readonly deployments: Deployments;
  readonly releases: Releases;
  readonly hosts: Hosts;
  readonly settings: Settings;
  close(): void;
};

export type StoreOptions = {
  readonly file: string;
  readonly now?: () => Date;
  /** The folder with the migrations; a bundle passes its own. */
  readonly migrations?: string;
  /** Milliseconds to wait for another connection's write. */
  readonly busyTimeout?: number;
};

const besideSource = new URL('../../../resources/migrations/', import.meta.url);

/** Opens the record, making or migrating it first. Fails with Problem RECORD_FAILED when it cannot be used as it is. */
export const openStore = (options: StoreOptions): Store => {
  const now = options.now ?? (() => new Date());
  const migrations = readMigrations(options.migrations ?? fileURLToPath(besideSource));
  const connection = connect(options.file, options.busyTimeout ?? 5000);
  try {
    refuseForeign(connection, migrations);
    writeAhead(connection);
    migrate(connection, migrations, now);
    return storeOn(connection, now);
  } catch (error) {
    connection.close();
    throw error;
  }
};

/** The record as it lies there, for reading only: nothing is made, migrated or waited for. RECORD_FAILED as above. */
export const readStore = (options: StoreOptions): Store => {
  const now = options.now ?? (() => new Date());
  const migrations = readMigrations(options.migrations ?? fileURLToPath(besideSource));
  return storeOn(openForReading(options.file, options.busyTimeout ?? 5000, migrations, now), now);
};

const storeOn = (connection: Connection, now: () => Date): Store => ({
  file: connection.file,
  deployments: deploymentsIn(connection, now),
  releases: releasesIn(connection, now),
  hosts: hostsIn(connection, now),
  settings: settingsIn(connection),
  close: connection.close,
  [Symbol.dispose]: connection.close,
});

const writeAhead = (connection: Connection): void => {
  const mode = connection.prepare<{ journal_mode: string }>('PRAGMA journal_mode = WAL').one()?.journal_mode;
  if (mode === 'wal') return;
  throw new Problem('RECORD_FAILED', `The record in ${connection.file} cannot keep a write-ahead log there.`, {
    hint: 'Put the data folder on a local disk: name one in SLIPWAY_HOME.',
  });
};
