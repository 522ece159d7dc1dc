import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import * as z from 'zod';
import { openEntrance } from './entrance.ts';
import { authorityOf, isName, originOf, type Place } from './guard.ts';
import { loopback } from './listen.ts';
import { freshSecret, isSame, proofOf } from './secret.ts';

/** Which server serves a data folder, or did last, and at which name; `key` is what it proves that by. */
const note = z.object({
  pid: z.number().int(),
  port: z.number().int(),
  name: z.string().refine(isName),
  key: z.string(),
});
type Note = z.infer<typeof note>;

const fileIn = (home: string): string => join(home, 'web', 'server.json');
/** Milliseconds that a server on this machine gets to say that it is there. */
const patience = 2_000;

export function lastServer(home: string): Note | undefined {
  try {
    return note.safeParse(JSON.parse(readFileSync(fileIn(home), 'utf8'))).data;
  } catch {
    return undefined;
  }
}

export function noteServer(home: string, server: Note): void {
  const fresh = `${fileIn(home)}.${server.pid}`;
  writeFileSync(fresh, JSON.stringify(server), { mode: 0o600 });
  renameSync(fresh, fileIn(home));
}

type Running = { readonly url: string; readonly address: string; readonly pid: number };

/** A fresh one-time link to the server that serves this data folder now; null where none does. */
export async function linkToRunning(home: string): Promise<Running | null> {
  const last = lastServer(home);
  if (!last || !(await proves(last))) return null;
  const url = linkOf(last, openEntrance(home, 0).invite());
  return { url, address: `${originOf(last)}/`, pid: last.pid };
}

/** Ends every session of this data folder, whoever serves it; returns how many there were. */
export const signOutAll = (home: string): number => openEntrance(home, 0).leaveAll();

export const linkOf = (place: Place, link: string): string => `${originOf(place)}/enter?link=${link}`;

/** Whoever took the port of a server that has ended must not be taken for it, and get a link. */
function proves({ port, name, key }: Note): Promise<boolean> {
  const challenge = `?${freshSecret()}`;
  return new Promise((resolve) => {
    const options = {
      host: loopback,
      port,
      path: `/hello${challenge}`,
      headers: { host: authorityOf({ name, port }) },
    };
    const asked = get({ ...options, signal: AbortSignal.timeout(patience), agent: false }, (response) => {
      let said = '';
      response.setEncoding('utf8');
      response.on('data', (part) => {
        said = (said + part).slice(0, 1_000);
      });
      response.on('error', () => resolve(false));
      response.on('end', () => resolve(isSame(proofIn(said), proofOf(key, challenge))));
    });
    asked.on('error', () => resolve(false));
  });
}

function proofIn(said: string): string {
  try {
    return z.object({ proof: z.string() }).safeParse(JSON.parse(said)).data?.proof ?? '';
  } catch {
    return '';
  }
}
