import { setTimeout as pause } from 'node:timers/promises';

/** Waits until something holds; fails with `what` when it does not come to that within 30 s. */
export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end; await pause(50)) if (await holds()) return;
  throw new Error(`It did not come to that within 30 s: ${what}`);
}
