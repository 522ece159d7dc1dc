import type { Engine } from '../docker/types.ts';

/** Milliseconds that the host's clock is ahead of this machine's, by the middle of the question. */
export async function clockDifference(engine: Pick<Engine, 'hostTime'>, signal: AbortSignal): Promise<number> {
  const asked = Date.now();
  const theirs = await engine.hostTime(signal);
  return theirs - (asked + Date.now()) / 2;
}
