import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Problem } from '#contract/problem';
import { guarded } from './failure.ts';

export type Parameters = Readonly<Record<string, string | number | null>>;

/** A prepared statement; `@name` in its SQL is `name` of the parameters. `run` returns how many rows it changed. */
export type Statement<Row> = {
  one(parameters?: Parameters): Row | undefined;
  all(parameters?: Parameters): Row[];
  run(parameters?: Parameters): number;
};

/** One connection to the database; every failure that the machine causes is Problem RECORD_FAILED. */
export type Connection = {
  readonly file: string;
  prepare<Row = never>(sql: string): Statement<Row>;
  execute(sql: string): void;
  /** One transaction, on disk when this returns; a throw takes all of it back. Inside another it is part of that one. */
  atomically<T>(act: () => T): T;
  /** All of its content as the bytes of a database file that has no write-ahead log. */
  copy(): Buffer;
  close(): void;
};

/** Older ones can lose a WAL when two connections checkpoint at once. */
const leastVersion = [3, 51, 3] as const;

/** Opens `file`, making it (mode 0600) and its folder (0700) where they are absent. `busyTimeout` is milliseconds. */
export const connect = (file: string, busyTimeout: number): Connection =>
  guarded(file, () => {
    make(file);
    const database = new Database(file, { timeout: busyTimeout });
    try {
      refuseOldSqlite(database);
      // Per connection: a reopened WAL database silently falls back to synchronous=NORMAL.
      database.pragma('synchronous = FULL');
      database.pragma(`busy_timeout = ${busyTimeout}`);
      database.pragma('foreign_keys = ON');
      database.pragma('trusted_schema = OFF');
      return connectionTo(database, file);
    } catch (error) {
      database.close();
      throw error;
    }
  });

const make = (file: string): void => {
  makeFolder(dirname(file));
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
};

/** Level by level: where the kernel has no such folder to make (/proc), Node's own recursion never ends. */
const makeFolder = (folder: string): void => {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
};

/** Opens `file` for reading only: nothing is made, and another process that writes is not waited for. */
export const connectReading = (file: string, busyTimeout: number): Connection =>
  guarded(file, () => {
    const database = new Database(file, { timeout: busyTimeout, readonly: true, fileMustExist: true });
    try {
      refuseOldSqlite(database);
      database.pragma(`busy_timeout = ${busyTimeout}`);
      database.pragma('trusted_schema = OFF');
      return connectionTo(database, file);
    } catch (error) {
      database.close();
      throw error;
    }
  });

/** A database in memory: empty, or with the content of `copied`. `file` is what failures call it. */
export const connectMemory = (file: string, copied?: Buffer): Connection =>
  guarded(file, () => connectionTo(new Database(copied ?? ':memory:'), file));

const refuseOldSqlite = (database: Database.Database): void => {
  const version = String(database.prepare('SELECT sqlite_version()').pluck().get());
  const parts = version.split('.').map(Number);
  const order = leastVersion.map((least, i) => Math.sign((parts[i] ?? 0) - least)).find((sign) => sign !== 0) ?? 0;
  if (order >= 0) return;
  throw new Problem(
    'RECORD_FAILED',
    `This SQLite is ${version}; the record needs ${leastVersion.join('.')} or newer.`,
    {
      hint: 'Install Slipway again with npm ci: it brings its own SQLite.',
    },
  );
};

const connectionTo = (database: Database.Database, file: string): Connection => ({
  file,
  prepare<Row>(sql: string): Statement<Row> {
    const statement = guarded(file, () => database.prepare<Parameters, Row>(sql));
    return {
      one: (parameters = {}) => guarded(file, () => statement.get(parameters)),
      all: (parameters = {}) => guarded(file, () => statement.all(parameters)),
      run: (parameters = {}) => guarded(file, () => statement.run(parameters).changes),
    };
  },
  execute: (sql) => guarded(file, () => void database.exec(sql)),
  atomically: (act) => guarded(file, () => database.transaction(act).immediate()),
  copy: () => guarded(file, () => withoutLog(database.serialize())),
  close: () => void database.close(),
});

/** Bytes 18 and 19 of the header say 2 for a write-ahead log, which a database in memory cannot have (sqlite.org/fileformat2.html). */
const withoutLog = (content: Buffer): Buffer => {
  content.fill(1, 18, 20);
  return content;
};
