import type { Draft } from '#contract/draft';
import type { Connection } from './connection.ts';

/** Service files being written. They are no history: what is removed is gone. */
export type Drafts = {
  /** Keeps it as the newest, in place of what was kept under its id. */
  save(draft: Omit<Draft, 'updatedAt'>): Draft;
  get(id: string): Draft | null;
  /** False when there was none. */
  remove(id: string): boolean;
  /** Newest first. */
  list(): Draft[];
};

/** Drafts that are kept; of a person's own hand, more than anybody looks through. */
const kept = 50;

const columns = 'id, of_service AS "of", host, text, updated_at AS updatedAt';

export const draftsIn = (connection: Connection, now: () => Date): Drafts => {
  const save = connection.prepare(`
    INSERT OR REPLACE INTO draft (id, of_service, host, text, updated_at) VALUES (@id, @of, @host, @text, @updatedAt)`);
  const forget = connection.prepare(`
    DELETE FROM draft WHERE place NOT IN (SELECT place FROM draft ORDER BY place DESC LIMIT @kept)`);
  const one = connection.prepare<Draft>(`SELECT ${columns} FROM draft WHERE id = @id`);
  const remove = connection.prepare('DELETE FROM draft WHERE id = @id');
  const list = connection.prepare<Draft>(`SELECT ${columns} FROM draft ORDER BY place DESC`);

  return {
    save: ({ id, of, host, text }) =>
      connection.atomically(() => {
        const row = { id, of, host, text, updatedAt: now().toISOString() };
        save.run(row);
        forget.run({ kept });
        return row;
      }),
    get: (id) => one.one({ id }) ?? null,
    remove: (id) => remove.run({ id }) > 0,
    list: () => list.all(),
  };
};
