import type { DeploymentEvent } from '#contract/deployment';
import type { Served } from '../release/release.ts';

/** The time without service of one deployment as it goes on: `since` is by the performance clock, `ms` what is over already. */
export type Gap = { since: number | null; ms: number | null };

/** As it was measured: all of it in `ms`, and in `startMs` what the slowest new replica took from its start to its answers. */
export type MeasuredGap = { readonly ms: number; readonly startMs: number | null };

/** Requests are refused from now on; false when they were already. */
export function beginGap(gap: Gap): boolean {
  if (gap.since !== null) return false;
  gap.since = performance.now();
  return true;
}

/** Requests are answered again; a release that is taken back has two gaps, and both count. */
export function endGap(gap: Gap): void {
  gap.ms = gapMs(gap);
  gap.since = null;
}

/** Milliseconds so far, those of a gap that goes on included; null when there was none. */
export function gapMs({ since, ms }: Gap): number | null {
  return since === null ? ms : (ms ?? 0) + performance.now() - since;
}

/**
 * Pure: the gap as a journal has it, for a process that carries on what another began. `now` is milliseconds by the clock
 * that the journal was written by; a gap that is open goes on from there.
 */
export function journalledGap(events: readonly DeploymentEvent[], now: number): Gap {
  let open: number | null = null;
  let ms: number | null = null;
  for (const event of events) {
    if (event.type !== 'step') continue;
    const { step, at } = event;
    const admits = (step.do === 'switch' && step.state === 'done') || (step.do === 'pause' && step.state === 'undone');
    const refuses =
      (step.do === 'pause' && step.state === 'started') || (step.do === 'switch' && step.state === 'undone');
    if (refuses && (open !== null || ms !== null || step.do === 'pause')) open ??= Date.parse(at);
    if (!admits || open === null) continue;
    ms = (ms ?? 0) + Date.parse(at) - open;
    open = null;
  }
  return { ms, since: open === null ? null : performance.now() - (now - open) };
}

/** What a deployment's line on the host says of its gap: the next one is stated by it. */
export function gapLine(gap: Gap, served: Served | null): { gapMs?: number; startMs?: number } {
  const ms = gapMs(gap);
  const startMs = startMsOf(served);
  return { ...(ms === null ? {} : { gapMs: Math.round(ms) }), ...(ms === null || startMs === null ? {} : { startMs }) };
}

/** The gap of the newest line that has one and succeeded: what was taken back was away for two starts. */
export function lastGap(lines: readonly unknown[]): MeasuredGap | null {
  for (const line of lines.toReversed()) {
    const { state, gapMs: ms, startMs } = line as { state?: unknown; gapMs?: unknown; startMs?: unknown };
    if (state === 'succeeded' && typeof ms === 'number')
      return { ms, startMs: typeof startMs === 'number' ? startMs : null };
  }
  return null;
}

/** Milliseconds from start to verified as they were measured when the release last started; null for one that was not. */
export const startMsOf = (served: Served | null | undefined): number | null => served?.startMs ?? null;
