import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '#contract/problem';
import { sha256 } from '../service/hash.ts';
import type { Connection } from './connection.ts';
import { elsewhere } from './failure.ts';

export type Migration = {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
};
type Applied = Pick<Migration, 'number' | 'name' | 'sha256'>;

/** The migrations in `directory`, named 0001-words.sql and so on without a gap. */
export const readMigrations = (directory: string): Migration[] =>
  readdirSync(directory)
    .filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name))
    .sort()
    .map((name, index) => {
      const number = Number(name.slice(0, 4));
      if (number !== index + 1) throw new Error(`${directory}: ${name} should be migration ${index + 1}`);
      // A checkout may have turned the line ends; the migration is the same.
      const sql = readFileSync(join(directory, name), 'utf8').replaceAll('\r\n', '\n');
      return { number, name, sql, sha256: sha256(sql) };
    });

/** Refuses, before anything is written, a database that is not ours, is newer than this console or was made otherwise. */
export const refuseForeign = (connection: Connection, migrations: readonly Migration[]): void => {
  const there = applied(connection);
  const newest = there.at(-1);
  if (newest !== undefined && newest.number > migrations.length) {
    throw new Problem(
      'RECORD_FAILED',
      `The record in ${connection.file} was written by a newer Slipway (${newest.name}): it is of version ${newest.number}, this one reads up to ${migrations.length}. Nothing in it was changed.`,
      { hint: `Use that newer Slipway, or name another data folder in SLIPWAY_HOME. ${elsewhere}` },
    );
  }
  for (const { number, sha256 } of there) {
    const ours = migrations[number - 1];
    if (ours !== undefined && ours.sha256 !== sha256) {
      throw new Problem('RECORD_FAILED', `The record in ${connection.file} was made by another ${ours.name}.`, {
        hint: `Use the Slipway that made it, or name another data folder in SLIPWAY_HOME. ${elsewhere}`,
      });
    }
  }
};

/** How many migrations it has not seen yet. */
export const behind = (connection: Connection, migrations: readonly Migration[]): number =>
  migrations.length - applied(connection).length;

/** Brings the database up to date, one transaction a migration. */
export const migrate = (connection: Connection, migrations: readonly Migration[], now: () => Date): void => {
  const missing = (migration: Migration) => !applied(connection).some(({ number }) => number === migration.number);
  for (const migration of migrations.filter(missing)) {
    connection.atomically(() => {
      // Another console may have applied it while this one waited for the write lock.
      if (!missing(migration)) return;
      connection.execute(migration.sql);
      connection
        .prepare('INSERT INTO migration (number, name, sha256, applied_at) VALUES (@number, @name, @sha256, @at)')
        .run({ number: migration.number, name: migration.name, sha256: migration.sha256, at: now().toISOString() });
    });
  }
};

const applied = (connection: Connection): Applied[] => {
  const tables = connection.prepare<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  if (tables.some(({ name }) => name === 'migration')) {
    return connection.prepare<Applied>('SELECT number, name, sha256 FROM migration ORDER BY number').all();
  }
  if (tables.length === 0) return [];
  throw new Problem('RECORD_FAILED', `${connection.file} is a database, but not Slipway's.`, {
    hint: `Name another data folder in SLIPWAY_HOME. ${elsewhere}`,
  });
};
