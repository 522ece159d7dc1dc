import { startMsOf } from './gap.ts';
import type { Observed } from './observed.ts';
import type { Wanted } from './wanted.ts';

/** `seconds` without service, to a tenth, rounded up; `how` says in words what that was taken from. */
export type StatedGap = { readonly seconds: number; readonly how: string };

/**
 * Pure: how long a change in place will be away. As measured at the last one, with the start of this release where that
 * was measured; else that start beside the file's limits; else the limits alone, which it cannot exceed by much.
 */
export function statedGap(observed: Observed, wanted: Wanted): StatedGap {
  const { lastGap } = observed;
  const present = observed.releases.get(observed.serving?.release ?? 0);
  const own = startMsOf(wanted.release.served);
  if (lastGap) {
    const rest = lastGap.ms - (lastGap.startMs ?? 0);
    const start = lastGap.startMs === null ? 0 : (own ?? lastGap.startMs);
    return { seconds: tenths(rest + start), how: 'as measured at its last change in place' };
  }
  const { drain, release } = wanted;
  const stop = present?.run.reliability.stopGrace ?? release.run.reliability.stopGrace;
  const ending = `up to ${tenths(drain)} s for requests under way (strategy.drain) and ${tenths(stop)} s to stop (reliability.stopGrace)`;
  const start = own ?? startMsOf(present?.served);
  if (start !== null) {
    const whose = own === null ? 'as the present release was measured' : 'as measured';
    return { seconds: tenths(drain + stop + start), how: `${tenths(start)} s to start, ${whose}, ${ending}` };
  }
  const { within } = release.run.model.ready;
  return {
    seconds: tenths(drain + stop + within),
    how: `not measured yet; by the file's limits ${ending}, and ${tenths(within)} s to become ready (model.ready.within)`,
  };
}

/** What an operator reads before it begins. */
export function gapNote(observed: Observed, wanted: Wanted): string {
  const { seconds, how } = statedGap(observed, wanted);
  return `In place: ${wanted.service} answers 503 for about ${seconds} s (${how}); if the new release fails, the old one is started again.`;
}

const tenths = (ms: number): number => Math.ceil(Math.round(ms) / 100) / 10;
