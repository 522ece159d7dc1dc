import { setTimeout as pause } from 'node:timers/promises';
import { Problem } from '#contract/problem';
import type { Birth, Client, OpenedCore } from '#core/core';
import { inUse, type OwnerNote, otherSurroundings, readOwner } from '#core/owner';

import { neighbourOf } from './neighbour.ts';
import type { Patience } from './send.ts';
import type { Serving } from './serve.ts';

/**
 * What a command does to the record: `reads` needs nobody's leave; `writes` owns the data folder or attaches to its owner;
 * `settles` does so too where a deployment is without its end, and else, or where the owner does not answer, it reads;
 * `keeps` writes where that is possible, and reads where it is not.
 */
export type Need = 'reads' | 'settles' | 'keeps' | 'writes';

export type Opening = {
  readonly birth: Omit<Birth, 'access' | 'neighbour'>;
  readonly need: Need;
  /** Gives up opening, never what was opened. */
  readonly signal: AbortSignal;
  readonly patience?: Patience;
};

export type OpenConsole = AsyncDisposable & {
  readonly client: Client;
  /** How this process stands to the data folder. */
  readonly as: 'owner' | 'reader' | 'attached';
  /** Deployments that run in this process, whoever started them. */
  running(): number;
  /** Settles when nobody who attached needs this process any more; from then on whoever comes is sent away. */
  stay(): Promise<void>;
};

/**
 * Milliseconds. `greeting`: until an owner counts as frozen; `check` and `silence`: how often, and for how long, one that
 * has a call in hand is asked whether it still lives.
 */
const patience: Patience = { greeting: 5_000, check: 5_000, silence: 10_000 };
/** Milliseconds that an owner gets to answer where reading is as good. */
const shortGreeting = 2_000;
/** Milliseconds between two looks at a folder whose owner is just coming or going. */
const look = 25;
/** Milliseconds in which somebody who attached fetches the end of what they follow. */
const grace = 2_000;

/** Opens a data folder as its owner, attached to its owner, or for reading. RECORD_FAILED where none of it can be. */
export async function openConsole(opening: Opening): Promise<OpenConsole> {
  switch (opening.need) {
    case 'reads':
      return await reading(opening.birth);
    case 'settles':
      return await settling(opening);
    case 'keeps':
      return await keeping(opening);
    case 'writes':
      return await ownedOrAttached(opening);
  }
}

async function reading(birth: Opening['birth']): Promise<OpenConsole> {
  const { openCore } = await import('#core/core');
  return reader(await openCore(readingBirth(birth)));
}

const readingBirth = (birth: Opening['birth']): Birth => ({
  ...birth,
  access: 'reads',
  neighbour: () => neighbourOf(birth.home, birth),
});

function reader(core: OpenedCore): OpenConsole {
  const nothing = { running: () => 0, stay: async () => {} };
  return { client: core.client, as: 'reader', ...nothing, [Symbol.asyncDispose]: () => core[Symbol.asyncDispose]() };
}

/** Only what was left unfinished makes it the owner: reading must not keep others from writing, nor be kept by them. */
async function settling(opening: Opening): Promise<OpenConsole> {
  const { openCore, ownCore } = await import('#core/core');
  const { birth } = opening;
  const core = await openCore(readingBirth(birth));
  if (!core.wantsOwner()) return reader(core);
  const note = readOwner(birth.home);
  const limits = { ...patience, greeting: shortGreeting, ...opening.patience };
  const found = note?.socket ? await knock(note, opening, limits).catch(orReads) : 'absent';
  const better = found === 'absent' ? await ownCore(birth).catch(orReads) : found;
  if (better === null || typeof better === 'string') return reader(core);
  await core[Symbol.asyncDispose]();
  return 'as' in better ? better : await owner(birth.home, better);
}

async function keeping(opening: Opening): Promise<OpenConsole> {
  const brief = { ...patience, greeting: shortGreeting, ...opening.patience };
  const found = await ownedOrAttached({ ...opening, patience: brief }).catch(orReads);
  return found === 'reads' ? await reading(opening.birth) : found;
}

/** A folder that cannot be written, or an owner that cannot be spoken to, can still be read. */
function orReads(error: unknown): 'reads' {
  if (error instanceof Problem && error.code !== 'INTERRUPTED') return 'reads';
  throw error;
}

async function ownedOrAttached(opening: Opening): Promise<OpenConsole> {
  const { birth, signal } = opening;
  const limits = opening.patience ?? patience;
  const end = performance.now() + limits.greeting;
  for (;;) {
    const note = readOwner(birth.home);
    const found = note?.socket ? await knock(note, opening, limits) : 'absent';
    if (typeof found === 'object') return found;
    const { ownCore } = await import('#core/core');
    const core = await ownCore(birth);
    if (core) return await owner(birth.home, core);
    if (found === 'silent') throw inUse(birth.home, note, 'it does not answer');
    if (performance.now() > end) throw inUse(birth.home, alive(note), 'it cannot be spoken to');
    await pause(look, undefined, { signal }).catch(() => {});
    if (signal.aborted) throw interrupted();
  }
}

/** The owner that a note names, if it answers. A note may be stale, and its socket nobody's or another's. */
async function knock(note: OwnerNote, opening: Opening, limits: Patience): Promise<OpenConsole | 'absent' | 'silent'> {
  const { birth, signal } = opening;
  // Only here: who reads need not wait until all this is loaded.
  const [{ attach }, { follower }] = await Promise.all([import('./attach.ts'), import('./follower.ts')]);
  const line = attach(note, birth, limits);
  const found = await line.hello(limits.greeting, signal).catch((error: unknown) => {
    if (signal.aborted) throw interrupted();
    throw error;
  });
  if (found !== 'answers') {
    line[Symbol.dispose]();
    return found === 'silent' ? 'silent' : 'absent';
  }
  const refused = elsewhere(note, birth.home);
  if (refused) {
    line[Symbol.dispose]();
    throw refused;
  }
  const ways = { reopen: () => openConsole(opening), read: () => reading(birth) };
  const { client, after, close } = follower(line, note, ways);
  return {
    client,
    as: 'attached',
    running: () => after()?.running() ?? 0,
    stay: async () => await after()?.stay(),
    [Symbol.asyncDispose]: close,
  };
}

async function owner(home: string, core: OpenedCore): Promise<OpenConsole> {
  const { serve } = await import('./serve.ts');
  const serving = await serve(home, core);
  return {
    client: core.client,
    as: 'owner',
    running: core.running,
    stay: () => stay(core, serving),
    async [Symbol.asyncDispose]() {
      await serving?.[Symbol.asyncDispose]();
      await core[Symbol.asyncDispose]();
    },
  };
}

async function stay(core: OpenedCore, serving: Serving | null): Promise<void> {
  if (!serving) return await core.idle();
  const needed = () => core.running() > 0 || serving.answering() > 0;
  for (let quiet = performance.now(); serving.attached() > 0 || needed(); ) {
    if (needed()) quiet = performance.now();
    if (performance.now() - quiet > grace) break;
    await pause(look);
  }
  serving.leave();
}

/** DOCKER_HOST and the like are the owner's: a command must not reach another engine than the one it was meant for. */
function elsewhere(note: OwnerNote, home: string): Problem | null {
  const other = otherSurroundings(note, process.env);
  if (other === null) return null;
  const { pid, console } = note;
  const { name, theirs, ours } = other;
  const message = `The data folder ${home} is in use by process ${pid} (${console}) with another ${name}: it works ${theirs}, this command ${ours}.`;
  const hint = `Nothing was changed. Wait until process ${pid} has ended, or give this one the same ${name}.`;
  return new Problem('RECORD_FAILED', message, { hint });
}

/** A note whose process is gone names nobody. */
function alive(note: OwnerNote | null): OwnerNote | null {
  if (!note) return null;
  try {
    process.kill(note.pid, 0);
    return note;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? note : null;
  }
}

const interrupted = (): Problem => new Problem('INTERRUPTED', 'Interrupted.', { hint: 'Nothing was changed.' });
