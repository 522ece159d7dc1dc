import { Problem } from '#contract/problem';
import { backUp, isDue } from './back-up.ts';
import type { Connection } from './connection.ts';
import { type Copy, copiesOf } from './copies.ts';
import { type Deployments, deploymentsIn } from './deployments.ts';
import { type Drafts, draftsIn } from './drafts.ts';
import { type EvidenceStore, evidenceIn } from './evidence.ts';
import { guarded } from './failure.ts';
import { type Health, healthOf, recordIdOf } from './health.ts';
import { type Hosts, hostsIn } from './hosts.ts';
import { losing, outlasting, refusing } from './losing.ts';
import type { Migration } from './migrate.ts';
import { type Patience, patientlyOn } from './patience.ts';
import { type Releases, releasesIn } from './releases.ts';
import { keepBallast, refuseFull } from './room.ts';
import { type SaidStore, saidIn } from './said.ts';
import { type ScanStore, scansIn } from './scans.ts';
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
  readonly drafts: Drafts;
  readonly evidence: EvidenceStore;
  readonly said: SaidStore;
  readonly scans: ScanStore;
  readonly access: Access;
  /** Its backups, to compare it with. */
  copies(): Iterable<Copy>;
  /** What an operator should read once: the record is gone and begins anew. */
  readonly notice: string | null;
  /** Why it was opened for reading although it was to be written; null where nothing is wrong. */
  readonly trouble: Problem | null;
  /** That its file was removed or exchanged while it is open; null where it was not, or nothing is written here. */
  lost(): Problem | null;
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

export type Settled = Required<Omit<StoreOptions, 'access' | 'migrations'>> & {
  readonly migrations: readonly Migration[];
};

/** All that a console remembers, on a connection that is open. */
export const storeOn = (
  connection: Connection,
  { file, now, busyTimeout }: Settled,
  access: Access,
  notice: string | null,
): Store => {
  const recorded = deploymentsIn(connection, now);
  const contents = () => ({ finished: recorded.head()?.seq ?? 0, record: recordIdOf(settings) ?? '' });
  const loss = losing(connection, contents, now);
  const writes = access === 'write';
  const deployments = writes ? outlasting(recorded, loss) : recorded;
  const lasting = writes ? refusing(connection, loss) : connection;
  const settings = settingsIn(lasting);
  const said = saidIn(lasting, now);
  // SQLite would remove the log of whatever lies in its place by now.
  const close = () => void (writes && loss.lost() ? undefined : connection.close());
  return {
    file,
    access,
    notice,
    trouble: null,
    lost: () => (writes ? loss.problem() : null),
    requireLegible: () => undefined,
    deployments: {
      ...deployments,
      finish: (id, ending) => {
        const finished = deployments.finish(id, ending);
        if (!loss.lost()) backUpWhenDue(connection, { deployments, settings }, now);
        return finished;
      },
    },
    releases: releasesIn(connection, now),
    hosts: hostsIn(lasting, now),
    settings,
    secrets: secretsIn(lasting, now),
    drafts: draftsIn(lasting, now),
    evidence: evidenceIn(lasting),
    said: {
      ...said,
      add: (saying) => {
        const added = said.add(saying);
        backUpWhenDue(connection, { deployments, settings }, now);
        return added;
      },
    },
    scans: scansIn(lasting),
    requireReady: () => {
      if (writes) {
        loss.refuse();
        refuseFull(file);
        keepBallast(file);
      }
      connection.atomically(() => undefined);
    },
    patiently: patientlyOn(connection, busyTimeout),
    copies: () => copiesOf(file, settings),
    health: () => guarded(file, () => healthOf(connection, deployments.head()?.seq ?? 0, settings)),
    close,
    [Symbol.dispose]: close,
  };
};

/** A backup that cannot be made now keeps nobody from working: doctor says how old the newest one is. */
export const backUpWhenDue = (
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
