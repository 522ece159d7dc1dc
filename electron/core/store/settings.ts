import type { Connection } from './connection.ts';

export type Settings = {
  get(name: string): string | null;
  set(name: string, value: string): void;
  remove(name: string): void;
};

export const settingsIn = (connection: Connection): Settings => {
  const get = connection.prepare<{ value: string }>('SELECT value FROM setting WHERE name = @name');
  const set = connection.prepare(`
    INSERT INTO setting (name, value) VALUES (@name, @value)
    ON CONFLICT DO UPDATE SET value = excluded.value`);
  const remove = connection.prepare('DELETE FROM setting WHERE name = @name');

  return {
    get: (name) => get.one({ name })?.value ?? null,
    set: (name, value) => void set.run({ name, value }),
    remove: (name) => void remove.run({ name }),
  };
};
