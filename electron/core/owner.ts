import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { Problem } from '#contract/problem';

/**
 * Who owns a data folder, in a file beside its lock. It outlives an owner that was killed: to speak to, it is believed
 * where its socket answers to its key; to be named in a refusal, while another process holds the lock. `since` is ISO
 * 8601 in UTC, `socket` where it can be spoken to (null until it listens), `key` what it wants to hear there, and
 * `surroundings` the environment that decides which engine is meant.
 */
const ownerNote = z.object({
  pid: z.number().int(),
  since: z.string(),
  console: z.string(),
  socket: z.string().nullable(),
  key: z.string(),
  surroundings: z.record(z.string(), z.string()),
});
export type OwnerNote = z.infer<typeof ownerNote>;

/** The owner of a data folder as another process finds it; one that does not answer is frozen. */
export type Neighbour = { readonly note: OwnerNote; readonly answers: boolean };

const fileOf = (home: string): string => join(home, 'owner.json');

/** Null when there is none, or none that can be read: then nobody is named, and nobody can be attached to. */
export function readOwner(home: string): OwnerNote | null {
  try {
    return ownerNote.safeParse(JSON.parse(readFileSync(fileOf(home), 'utf8'))).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError || isSystemError(error)) return null;
    throw error;
  }
}

/** Whole or not at all. False where the disk refuses it: the folder is owned all the same, only nobody can attach. */
export function writeOwner(home: string, note: OwnerNote): boolean {
  const fresh = `${fileOf(home)}.${note.pid}`;
  try {
    writeFileSync(fresh, `${JSON.stringify(note)}\n`, { mode: 0o600 });
    renameSync(fresh, fileOf(home));
    return true;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    rmSync(fresh, { force: true });
    return false;
  }
}

export function removeOwner(home: string): void {
  try {
    rmSync(fileOf(home), { force: true });
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}

/** What in the environment decides which engine "local" is and which gateway it gets: two processes may differ in it. */
export function surroundingsOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const names = ['DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH', 'SLIPWAY_GATEWAY_IMAGE'];
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}

/** What differs between an owner's surroundings and ours, in words; null where nothing does. */
export function otherSurroundings({ surroundings: theirs }: OwnerNote, env: NodeJS.ProcessEnv): Different | null {
  const ours = surroundingsOf(env);
  const [name] = Object.keys({ ...theirs, ...ours }).filter((it) => theirs[it] !== ours[it]);
  if (name === undefined) return null;
  const said = (value: string | undefined) => (value === undefined ? 'without one' : `with ${value}`);
  return { name, theirs: said(theirs[name]), ours: said(ours[name]) };
}

/** `theirs` and `ours` are "with unix:///run/docker.sock" or "without one". */
export type Different = { readonly name: string; readonly theirs: string; readonly ours: string };

/** The refusal of whoever comes second. `how` is how the first one was found: "it does not answer". */
export function inUse(home: string, note: OwnerNote | null, how?: string): Problem {
  const who = note ? `process ${note.pid} (${note.console}, since ${note.since})` : 'another process';
  const end = note ? `look at process ${note.pid}, and end it if it is stuck` : 'find that process, and end it';
  return new Problem('RECORD_FAILED', `The data folder ${home} is in use by ${who}${how ? ` and ${how}` : ''}.`, {
    hint: `Nothing was changed. Wait until it has ended, or ${end}; what it had begun is settled by the next command.`,
  });
}

const isSystemError = (error: unknown): boolean =>
  error instanceof Error && 'syscall' in error && typeof error.syscall === 'string';
