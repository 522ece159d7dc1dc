import { accessSync, constants, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Problem } from '#contract/problem';
import { type Connection, connect, connectMemory, connectReading } from './connection.ts';
import { guarded } from './failure.ts';
import { isUpToDate, type Migration, migrate, refuseForeign } from './migrate.ts';

/**
 * A connection to what is recorded in `file`, which stays as it is: absent reads as empty, and what an older console
 * wrote is brought up to date in memory only.
 */
export function openForReading(
  file: string,
  busyTimeout: number,
  migrations: readonly Migration[],
  now: () => Date,
): Connection {
  if (!existsSync(file)) return broughtUpToDate(connectMemory(file), migrations, now);
  const connection = readable(file, busyTimeout, migrations);
  try {
    if (isUpToDate(connection, migrations)) return connection;
    const copy = connectMemory(file, connection.copy());
    connection.close();
    return broughtUpToDate(copy, migrations, now);
  } catch (error) {
    connection.close();
    throw error;
  }
}

function readable(file: string, busyTimeout: number, migrations: readonly Migration[]): Connection {
  try {
    return checked(connectReading(file, busyTimeout), migrations);
  } catch (error) {
    if (!needsRoom(error) || !isReadable(file)) throw error;
    return checked(copied(file), migrations);
  }
}

/** The first query is what fails where SQLite may not make the files that it wants beside a database. */
function checked(connection: Connection, migrations: readonly Migration[]): Connection {
  try {
    refuseForeign(connection, migrations);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** In a folder that cannot be written a database with a write-ahead log cannot be opened; a copy elsewhere can. */
function copied(file: string): Connection {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-read-'));
  try {
    const copy = join(folder, basename(file));
    guarded(file, () => {
      for (const end of ['', '-wal']) if (existsSync(`${file}${end}`)) copyFileSync(`${file}${end}`, `${copy}${end}`);
    });
    const connection = connect(copy, 0);
    const inMemory = connectMemory(file, connection.copy());
    connection.close();
    return inMemory;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function needsRoom(error: unknown): boolean {
  if (!(error instanceof Problem) || !(error.cause instanceof Error) || !('code' in error.cause)) return false;
  return /^SQLITE_(CANTOPEN|READONLY)/.test(String(error.cause.code));
}

function broughtUpToDate(connection: Connection, migrations: readonly Migration[], now: () => Date): Connection {
  migrate(connection, migrations, now);
  return connection;
}
