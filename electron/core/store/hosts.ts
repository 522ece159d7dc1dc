import type { TlsFiles } from '#contract/host';
import { Problem } from '#contract/problem';
import type { Connection } from './connection.ts';

/** `tls` are the paths of the files that a `tcp://` address is reached by. */
export type StoredHost = { readonly name: string; readonly url: string; readonly tls?: TlsFiles | null };

export type Hosts = {
  /** Fails with BAD_COMMAND when the name stands for another address already; the same again changes nothing. */
  add(host: StoredHost): void;
  /** False when there was none of that name. Its deployments stay in the history. */
  remove(name: string): boolean;
  /** By name. */
  list(): StoredHost[];
};

type Row = { readonly name: string; readonly url: string; readonly tls: string | null };

export const hostsIn = (connection: Connection, now: () => Date): Hosts => {
  const add = connection.prepare(
    'INSERT INTO host (name, url, tls, added_at) VALUES (@name, @url, @tls, @at) ON CONFLICT DO NOTHING',
  );
  const one = connection.prepare<Row>('SELECT name, url, tls FROM host WHERE name = @name');
  const remove = connection.prepare('DELETE FROM host WHERE name = @name');
  const list = connection.prepare<Row>('SELECT name, url, tls FROM host ORDER BY name');

  return {
    add({ name, url, tls }) {
      if (add.run({ name, url, tls: tls ? JSON.stringify(tls) : null, at: now().toISOString() }) === 1) return;
      const present = one.one({ name });
      if (present === undefined || present.url === url) return;
      throw new Problem('BAD_COMMAND', `There is a host ${name} already: ${present.url}.`, {
        hint: `Give this one another name, or run: slipway hosts remove ${name}`,
      });
    },
    remove: (name) => remove.run({ name }) > 0,
    list: () => list.all().map(hostOf),
  };
};

const hostOf = ({ name, url, tls }: Row): StoredHost =>
  tls === null ? { name, url } : { name, url, tls: JSON.parse(tls) as TlsFiles };
