import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freshSecret, hashOf } from './secret.ts';

/**
 * Who may come in, in the data folder: one-time links and sessions, as files that are named by the hash of a secret,
 * so that whoever may write the folder can make a link, a server that was restarted knows its pages again, and nothing
 * that is read there opens anything. A file's time is when it was last used.
 */
export type Entrance = {
  /** The secret of a fresh link, which opens one session within `linkLife`. */
  invite(): string;
  /** The secret of a new session for that of a link; null where it was used, is too old, or never was. */
  enter(link: string): string | null;
  /** Whether a session lasts; it ends once it was not used for the time that it may idle. */
  knows(session: string): boolean;
  /** Somebody sits there. */
  used(session: string): void;
  /** Ends a session. */
  leave(session: string): void;
  /** Ends every session and every link that waits; returns how many sessions there were. */
  leaveAll(): number;
};

/** Milliseconds that a link waits to be opened. */
const linkLife = 2 * 60_000;
/** Milliseconds from one opening of a link until nobody believes a session any more, however busy it was. */
export const sessionLife = 30 * 24 * 3_600_000;

export function openEntrance(home: string, idle: number): Entrance {
  const links = folderIn(home, 'links');
  const sessions = folderIn(home, 'sessions');
  const sweep = (folder: string, life: number) => {
    for (const name of readdirSync(folder))
      if (age(join(folder, name)) > life) rmSync(join(folder, name), { force: true });
  };
  const lasts = (file: string) => age(file) <= idle && Date.now() - begun(file) <= sessionLife;
  return {
    invite() {
      sweep(links, linkLife);
      const link = freshSecret();
      writeFileSync(join(links, hashOf(link)), '', { mode: 0o600 });
      return link;
    },
    enter(link) {
      const file = join(links, hashOf(link));
      const young = age(file) <= linkLife;
      // Of several who come with the same link, one takes the file away.
      if (!taken(file) || !young) return null;
      sweep(sessions, idle);
      const session = freshSecret();
      writeFileSync(join(sessions, hashOf(session)), new Date().toISOString(), { mode: 0o600 });
      return session;
    },
    knows: (session) => lasts(join(sessions, hashOf(session))),
    used(session) {
      const file = join(sessions, hashOf(session));
      const now = new Date();
      try {
        if (lasts(file)) utimesSync(file, now, now);
      } catch {
        // Another process ended it in this moment.
      }
    },
    leave: (session) => void taken(join(sessions, hashOf(session))),
    leaveAll() {
      emptied(links);
      return emptied(sessions);
    },
  };
}

function folderIn(home: string, name: string): string {
  const folder = join(home, 'web', name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** How many files of a folder were taken away, which is all of them. */
function emptied(folder: string): number {
  return readdirSync(folder).filter((name) => taken(join(folder, name))).length;
}

function age(file: string): number {
  try {
    return Date.now() - statSync(file).mtimeMs;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

function begun(file: string): number {
  try {
    return Date.parse(readFileSync(file, 'utf8'));
  } catch {
    return Number.NEGATIVE_INFINITY;
  }
}

function taken(file: string): boolean {
  try {
    rmSync(file);
    return true;
  } catch {
    return false;
  }
}
