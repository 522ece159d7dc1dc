import { type Neighbour, type OwnerNote, readOwner } from '#core/owner';
import type { Acting } from './headers.ts';

/** Milliseconds until an owner counts as frozen where one only wants to know. */
const within = 2_000;

/** Who has the data folder, and whether it answers; null where nobody listens. */
export async function neighbourOf(home: string, acting: Acting, limit: number = within): Promise<Neighbour | null> {
  const note = readOwner(home);
  if (!note?.socket) return null;
  const found = await greeted(note, acting, limit);
  return found === 'answers' || found === 'silent' ? { note, answers: found === 'answers' } : null;
}

async function greeted(note: OwnerNote, acting: Acting, limit: number) {
  const { attach } = await import('./attach.ts');
  using line = attach(note, acting, { greeting: limit, check: limit, silence: limit });
  return await line.hello(limit);
}
