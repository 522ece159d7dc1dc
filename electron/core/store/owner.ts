import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Problem } from '#contract/problem';
import { type OwnerNote, readOwner, removeOwner, surroundingsOf, writeOwner } from '../owner.ts';
import { type Connection, connect } from './connection.ts';
import { makeFile } from './make.ts';

/** The data folder is this process's until it ends, however it ends, or disposes of this. */
export type Owner = Disposable & {
  readonly note: OwnerNote;
  /** The socket of an owner before this one that died without taking it away. */
  readonly stale: string | null;
  /** Tells those who come later where to knock; null takes that back. */
  announce(socket: string | null): void;
};

/** A connection that nobody refers to is closed when memory is tidied up, and its lock goes with it. */
const held = new Set<Connection>();

/**
 * Takes the data folder, making it where it is absent; null while another process has it. The lock is SQLite's on a
 * database of its own that nothing is ever written to: the kernel lets it go with the process, and a full disk does not
 * matter. Nobody may open `owner.db` but here: closing any other handle of it would let go of the lock.
 */
export function takeFolder(home: string, console: string, env: NodeJS.ProcessEnv): Owner | null {
  const lock = locked(home);
  if (!lock) return null;
  held.add(lock);
  const stale = readOwner(home)?.socket ?? null;
  const since = new Date().toISOString();
  const note = { pid: process.pid, since, console, key: randomBytes(24).toString('hex'), socket: null };
  const owner = { ...note, surroundings: surroundingsOf(env) };
  writeOwner(home, owner);
  return {
    note: owner,
    stale,
    announce: (socket) => void writeOwner(home, { ...owner, socket }),
    [Symbol.dispose]() {
      if (!held.delete(lock)) return;
      removeOwner(home);
      lock.close();
    },
  };
}

function locked(home: string): Connection | null {
  const file = join(home, 'owner.db');
  let lock: Connection | undefined;
  try {
    makeFile(file);
    lock = connect(file, 0, join(home, 'slipway.db'));
    lock.execute('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.close();
    if (isHeld(error)) return null;
    throw error;
  }
}

function isHeld(error: unknown): boolean {
  if (!(error instanceof Problem) || !(error.cause instanceof Error)) return false;
  const { cause } = error;
  return 'code' in cause && /^SQLITE_(BUSY|LOCKED)/.test(String(cause.code));
}
