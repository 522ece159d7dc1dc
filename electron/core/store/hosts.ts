import { Problem } from '#contract/problem';
import type { Connection } from './connection.ts';

export type StoredHost = { readonly name: string; readonly url: string };

export type Hosts = {
  /** Fails with BAD_COMMAND when the name stands for another address already; the same again changes nothing. */
  add(host: StoredHost): void;
  /** False when there was none of that name. Its deployments stay in the history. */
  remove(name: string): boolean;
  /** By name. */
  list(): StoredHost[];
};

export const hostsIn = (connection: Connection, now: () => Date): Hosts => {
  const add = connection.prepare(
    'INSERT INTO host (name, url, added_at) VALUES (@name, @url, @at) ON CONFLICT DO NOTHING',
  );
  const one = connection.prepare<StoredHost>('SELECT name, url FROM host WHERE name = @name');
  const remove = connection.prepare('DELETE FROM host WHERE name = @name');
  const list = connection.prepare<StoredHost>('SELECT name, url FROM host ORDER BY name');

  return {
    add({ name, url }) {
      if (add.run({ name, url, at: now().toISOString() }) === 1) return;
      const present = one.one({ name });
      if (present === undefined || present.url === url) return;
      throw new Problem('BAD_COMMAND', `There is a host ${name} already: ${present.url}.`, {
        hint: `Give this one another name, or run: slipway hosts remove ${name}`,
      });
    },
    remove: (name) => remove.run({ name }) > 0,
    list: () => list.all(),
  };
};
