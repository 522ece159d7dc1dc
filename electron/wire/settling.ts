import { setTimeout as pause } from 'node:timers/promises';
import { Problem } from '#contract/problem';
import type { Client } from '#core/core';

/** Milliseconds between two looks for what was left unfinished: a host may come back, another console may have died. */
const look = 60_000;

/** Settles what consoles left that ended in the middle, now and as long as this one is open. `log` hears why it could not. */
export async function keepSettled(client: Client, signal: AbortSignal, log: (text: string) => void): Promise<void> {
  let said = '';
  while (!signal.aborted) {
    const failed = await client.deployment.settle({}, { signal }).then(() => '', textOf);
    if (failed !== said && failed !== '' && !signal.aborted)
      log(`What was interrupted could not be settled: ${failed}`);
    said = failed;
    await pause(look, undefined, { signal }).catch(() => {});
  }
}

function textOf(error: unknown): string {
  if (error instanceof Problem) return `${error.message} ${error.hint}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
