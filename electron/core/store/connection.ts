import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Problem } from '#contract/problem';
import { guarded, isFull } from './failure.ts';
import { freeBallast } from './room.ts';

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
  /** From now on other connections' writes are waited for so many milliseconds. */
  waitFor(milliseconds: number): void;
  close(): void;
};

/** Older ones can lose a WAL when two connections checkpoint at once. */
const leastVersion = [3, 51, 3] as const;

/** Opens the database in `path` for reading and writing; failures speak of `file`. `busyTimeout` is milliseconds. */
export const connect = (path: string, busyTimeout: number, file: string = path): Connection =>
  guarded(file, () => {
    // SQLite would open what it may not write for reading, and say so only at the first write.
    for (const needed of [dirname(path), path]) accessSync(needed, constants.W_OK);
    return withFreed(file, () =>
      connectionTo(settled(new Database(path, { timeout: busyTimeout, fileMustExist: true }), busyTimeout), file),
    );
  });

/** Opens it so that nothing in the file and in its log is changed, beside whoever writes. */
export const connectReading = (file: string, busyTimeout: number): Connection =>
  guarded(file, () => {
    const database = new Database(file, { timeout: busyTimeout, readonly: true, fileMustExist: true });
    return connectionTo(settled(database, busyTimeout), file);
  });

/** A database in memory that stands for the one in `file`: an `image` of it, or an empty one. */
export const connectImage = (file: string, image: Buffer | null): Connection =>
  guarded(file, () => connectionTo(settled(new Database(image ?? ':memory:'), 0), file));

/** The whole database in `path`, its log folded in, as one that needs none; failures speak of `file`. */
export const imageOf = (path: string, busyTimeout: number, file: string = path): Buffer =>
  guarded(file, () => {
    const database = settled(
      new Database(path, { timeout: busyTimeout, readonly: true, fileMustExist: true }),
      busyTimeout,
    );
    try {
      return withoutLog(database.serialize());
    } finally {
      database.close();
    }
  });

/** Bytes 18 and 19 of the header: 2 asks for a write-ahead log, which a database in memory cannot have. */
export const withoutLog = (image: Buffer): Buffer => {
  for (const place of [18, 19]) if (image[place] === 2) image[place] = 1;
  return image;
};

const settled = (database: Database.Database, busyTimeout: number): Database.Database => {
  try {
    refuseOldSqlite(database);
    database.pragma(`busy_timeout = ${busyTimeout}`);
    // Per connection: a reopened WAL database silently falls back to synchronous=NORMAL.
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    // What is removed may be a value that nobody may read.
    database.pragma('secure_delete = ON');
    database.pragma('trusted_schema = OFF');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
};

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

const connectionTo = (database: Database.Database, file: string): Connection => {
  const writing = <T>(act: () => T): T => guarded(file, () => (database.inTransaction ? act() : withFreed(file, act)));
  return {
    file,
    prepare<Row>(sql: string): Statement<Row> {
      const statement = guarded(file, () => database.prepare<Parameters, Row>(sql));
      return {
        one: (parameters = {}) => guarded(file, () => statement.get(parameters)),
        all: (parameters = {}) => guarded(file, () => statement.all(parameters)),
        run: (parameters = {}) => writing(() => statement.run(parameters).changes),
      };
    },
    execute: (sql) => writing(() => void database.exec(sql)),
    atomically: (act) => writing(() => database.transaction(act).immediate()),
    waitFor: (milliseconds) => guarded(file, () => void database.pragma(`busy_timeout = ${milliseconds}`)),
    close: () => void database.close(),
  };
};

/** The same connection, which throws `refusal` at every write. */
export const readOnly = (connection: Connection, refusal: () => Problem): Connection => {
  const refuse = (): never => {
    throw refusal();
  };
  return {
    ...connection,
    prepare: <Row>(sql: string) => ({ ...connection.prepare<Row>(sql), run: refuse }),
    execute: refuse,
    atomically: refuse,
  };
};

/** Once more with the ballast's space where the disk is full: SQLite has taken the first try back as a whole. */
const withFreed = <T>(file: string, act: () => T): T => {
  try {
    return act();
  } catch (error) {
    if (!isFull(error) || !freeBallast(file)) throw error;
    return act();
  }
};
