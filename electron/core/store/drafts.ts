import type { Draft } from '#contract/draft';
import type { Connection } from './connection.ts';

/** Service files being written. They are no history: what is removed is gone. */
export type Drafts = {
  /** Keeps it as the newest, in place of what was kept under its id. */
  save(draft: Omit<Draft, 'updatedAt' | 'revision'>): Draft;
  get(id: string): Draft | null;
  /** False when there was none. */
  remove(id: string): boolean;
  /** Newest first. */
  list(): Draft[];
  /** Leaves nothing of what drafts said before in the data folder, as far as nobody reads there just now. */
  forget(): void;
};

// What is saved gets a place behind all others, so that its place tells which of its versions it is.
const columns = 'id, of_service AS "of", host, text, updated_at AS updatedAt, place AS revision';

export const draftsIn = (connection: Connection, now: () => Date): Drafts => {
  const save = connection.prepare<Draft>(`
    INSERT OR REPLACE INTO draft (id, of_service, host, text, updated_at) VALUES (@id, @of, @host, @text, @updatedAt)`);
  const one = connection.prepare<Draft>(`SELECT ${columns} FROM draft WHERE id = @id`);
  const remove = connection.prepare('DELETE FROM draft WHERE id = @id');
  const list = connection.prepare<Draft>(`SELECT ${columns} FROM draft ORDER BY place DESC`);

  return {
    save: ({ id, of, host, text }) =>
      connection.atomically(() => {
        save.run({ id, of, host, text, updatedAt: now().toISOString() });
        const saved = one.one({ id });
        if (!saved) throw new Error('a draft that was just saved is there');
        return saved;
      }),
    get: (id) => one.one({ id }) ?? null,
    remove: (id) => remove.run({ id }) > 0,
    list: () => list.all(),
    forget: () => connection.execute('PRAGMA wal_checkpoint(TRUNCATE)'),
  };
};
