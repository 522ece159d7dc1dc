import { statSync } from 'node:fs';
import { Problem } from '#contract/problem';
import { backUp, type Contents } from './back-up.ts';
import type { Connection, Parameters } from './connection.ts';
import type { Deployments } from './deployments.ts';
import { elsewhere } from './failure.ts';
import { isEnd } from './journal.ts';

/**
 * What is done about a record whose file is removed or exchanged while it is open. SQLite does not notice: it goes on
 * writing into a file that has no name any more, and all of it would go with this process.
 */
export type Losing = {
  readonly lost: () => boolean;
  /** What an operator should know of the loss; null while there is none. */
  problem(): Problem | null;
  /** Throws RECORD_FAILED where the record is lost: nothing may begin, or be remembered, that nobody will find again. */
  refuse(): void;
  /** What to say of the loss, the first time that it is seen; by then a backup has all that was recorded until here. */
  noticed(): string | null;
  /** Copies what is open, with an end that was written since, to the backups. RECORD_FAILED where it cannot be. */
  keep(): void;
};

export const losing = (connection: Connection, contents: () => Contents, now: () => Date): Losing => {
  const { file } = connection;
  const opened = fileAt(file);
  let told = false;
  // What was opened and has no other name does not come back: one look at a file that is away is enough.
  let gone = false;
  const lost = () => {
    gone ||= fileAt(file) !== opened;
    return gone;
  };
  const keep = () => {
    if (backUp(connection, contents(), now()) === null) throw problem('and it could not be copied whole');
  };
  const words = () =>
    `The record in ${file} was ${fileAt(file) === null ? 'removed' : 'exchanged for another file'} while process ${process.pid} had it open`;
  const problem = (more: string): Problem =>
    new Problem('RECORD_FAILED', `${words()}${more ? `, ${more}` : ''}.`, {
      hint: `Once that process has ended, "slipway doctor --restore" puts back what it held, from ${file}'s backups. ${elsewhere}`,
    });
  const notice = () => {
    if (told) return;
    told = true;
    // One that cannot be made now is made, or refused, with the end.
    try {
      keep();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  };
  return {
    lost,
    problem: () => (lost() ? problem('') : null),
    refuse() {
      if (!lost()) return;
      notice();
      throw problem('');
    },
    noticed() {
      if (told || !lost()) return null;
      notice();
      return `${words()}. This goes on, and its end is kept in a backup: "slipway doctor --restore" puts that back once the process has ended.`;
    },
    keep,
  };
};

/** Which file a path leads to; null where there is none. */
const fileAt = (path: string): string | null => {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found ? `${found.dev} ${found.ino}` : null;
};

/** Deployments that go on to their end where the record is lost meanwhile, and say so; none begins. */
export const outlasting = (deployments: Deployments, losing: Losing): Deployments => {
  const saying = (id: string): void => {
    const text = losing.noticed();
    if (text !== null) deployments.append(id, { type: 'said', text });
  };
  return {
    ...deployments,
    begin: (beginning) => {
      losing.refuse();
      return deployments.begin(beginning);
    },
    append: (id, event) => {
      saying(id);
      return deployments.append(id, event);
    },
    appendAll: (id, ...rest) => {
      saying(id);
      return deployments.appendAll(id, ...rest);
    },
    update: (id, change) => {
      saying(id);
      return deployments.update(id, change);
    },
    finish: (id, ending) => {
      if (!losing.lost()) return deployments.finish(id, ending);
      saying(id);
      const { state } = deployments.get(id);
      // It may have been sealed by a try whose backup failed.
      const finished = isEnd(state) ? deployments.get(id) : deployments.finish(id, ending);
      losing.keep();
      return finished;
    },
  };
};

/** The same connection, which refuses to write what would be lost. */
export const refusing = (connection: Connection, { refuse }: Losing): Connection => ({
  ...connection,
  prepare: <Row>(sql: string) => {
    const statement = connection.prepare<Row>(sql);
    const run = (parameters?: Parameters) => {
      refuse();
      return statement.run(parameters);
    };
    return { ...statement, run };
  },
  execute: (sql) => {
    refuse();
    connection.execute(sql);
  },
  atomically: (act) => {
    refuse();
    return connection.atomically(act);
  },
});
