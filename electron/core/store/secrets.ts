import type { Connection } from './connection.ts';

/** `sealed` is base64, `sealedWith` the kind of key that it needs. */
export type Sealed = {
  readonly name: string;
  readonly sealed: string;
  readonly sealedWith: string;
  readonly setAt: string;
};

/** Sealed secrets by name. They are no history: what is removed is gone. */
export type Secrets = {
  /** Takes the place of the value before, which is kept a while so that it can still be taken out of logs. */
  set(name: string, sealed: string, sealedWith: string): Sealed;
  /** With all that was kept under the name, or `keep` it sealed to take it out of logs; false when there was none. */
  remove(name: string, keep?: boolean): boolean;
  get(name: string): Sealed | null;
  /** The present ones, by name. */
  list(): Sealed[];
  /** The present ones and those before. */
  everything(): Sealed[];
};

/** Values under one name: replicas may still run, and print, with one of the last few. */
const kept = 4;

const columns = 'name, sealed, sealed_with AS sealedWith, set_at AS setAt';

export const secretsIn = (connection: Connection, now: () => Date): Secrets => {
  const add = connection.prepare(
    'INSERT INTO secret (name, sealed, sealed_with, set_at) VALUES (@name, @sealed, @sealedWith, @setAt)',
  );
  const forget = connection.prepare(`
    DELETE FROM secret WHERE name = @name AND id NOT IN (
      SELECT id FROM secret WHERE name = @name ORDER BY id DESC LIMIT @kept
    )`);
  const remove = connection.prepare('DELETE FROM secret WHERE name = @name AND removed_at IS NULL');
  const retire = connection.prepare('UPDATE secret SET removed_at = @at WHERE name = @name AND removed_at IS NULL');
  const one = connection.prepare<Sealed>(
    `SELECT ${columns} FROM secret WHERE name = @name AND removed_at IS NULL ORDER BY id DESC LIMIT 1`,
  );
  const newest = connection.prepare<Sealed>(
    `SELECT ${columns} FROM secret WHERE id IN (SELECT MAX(id) FROM secret WHERE removed_at IS NULL GROUP BY name) ORDER BY name`,
  );
  const all = connection.prepare<Sealed>(`SELECT ${columns} FROM secret ORDER BY id`);

  return {
    set: (name, sealed, sealedWith) =>
      connection.atomically(() => {
        const row = { name, sealed, sealedWith, setAt: now().toISOString() };
        add.run(row);
        forget.run({ name, kept });
        return row;
      }),
    remove: (name, keep = false) => (keep ? retire.run({ name, at: now().toISOString() }) : remove.run({ name })) > 0,
    get: (name) => one.one({ name }) ?? null,
    list: () => newest.all(),
    everything: () => all.all(),
  };
};
