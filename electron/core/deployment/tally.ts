import type { Figures } from '#contract/deployment';
import type { ProblemCode } from '#contract/problem';
import { spreadOf } from '../gateway/spread.ts';
import type { AccessLine } from '../gateway/traffic.ts';
import { errorsOf, type Seen, type Sides, type Silence, silenceOf, slownessOf } from './degraded.ts';

/** Looks in a row that must find it slow: one garbage collection is not a slow release. */
const slowLooks = 3;
/** Looks that errors are also judged by alone: a good first hour must not hide a bad last minute. */
const recentLooks = 20;
/** Answers that the latency is judged by, the newest, and those that are kept for the record. */
const judgedAnswers = 2_000;
const keptAnswers = 20_000;

type Counts = Pick<Figures, 'requests' | 'errors'>;

/** What was counted of a release from look to look. */
export type Tally = {
  /** As counted at the last looks, oldest first. */
  readonly counts: Counts[];
  lines: readonly AccessLine[];
  /** What was counted before the gateway's process was lost and counted from 0 again. */
  lost: Counts;
  /** Looks in a row that found it slow. */
  slow: number;
  silence: Silence;
};

/** One look: the exact counts since the switch (null: unknown), the answers since the look before, and what waits for one. */
export type Counted = {
  readonly counts: Counts | null;
  readonly lines: readonly AccessLine[];
  readonly waiting: number;
  /** Milliseconds since the look before. */
  readonly ms: number;
};

const nothing: Counts = { requests: 0, errors: 0 };

export const newTally = (): Tally => ({
  counts: [],
  lines: [],
  lost: nothing,
  slow: 0,
  silence: { waiting: 0, ms: 0 },
});

/** Adds one look; returns all that was seen. */
export function add(tally: Tally, { counts, lines, waiting, ms }: Counted): Seen {
  const last = tally.counts.at(-1) ?? nothing;
  const now = counts ?? nothing;
  if (now.requests + tally.lost.requests < last.requests) tally.lost = last;
  const { requests, errors } = tally.lost;
  const all = { requests: now.requests + requests, errors: now.errors + errors };
  const silent = waiting > 0 && all.requests === last.requests;
  tally.silence = { waiting, ms: silent ? tally.silence.ms + ms : 0 };
  tally.counts.push(all);
  if (tally.counts.length > recentLooks + 1) tally.counts.shift();
  tally.lines = [...tally.lines, ...lines].slice(-keptAnswers);
  return { ...all, latency: spreadOf(tally.lines) };
}

/** To be asked once after every `add`: why the release is to be taken back, or null. */
export function whatIsWrong(
  tally: Tally,
  { name, old, objective }: { name: string; old: Sides['old']; objective: Sides['objective'] },
): { readonly code: ProblemCode; readonly said: string } | null {
  const { counts, lines } = tally;
  const all = counts.at(-1) ?? nothing;
  const first = counts.length > recentLooks ? (counts[0] ?? nothing) : nothing;
  const recent = { requests: all.requests - first.requests, errors: all.errors - first.errors };
  const sides = (seen: Counts, latency: Seen['latency'] = null): Sides => ({
    now: { name, seen: { ...seen, latency } },
    old,
    objective,
  });
  const wrong = errorsOf(sides(all)) ?? errorsOf(sides(recent));
  if (wrong) return { code: 'WRONG_ANSWER', said: wrong };
  const silent = silenceOf(sides(all), tally.silence);
  if (silent) return { code: 'NO_ANSWER', said: silent };
  const slow = slownessOf(sides(all, spreadOf(lines.slice(-judgedAnswers))));
  // A look in which nobody was answered says neither.
  if (all.requests > (counts.at(-2) ?? nothing).requests) tally.slow = slow ? tally.slow + 1 : 0;
  return slow && tally.slow >= slowLooks ? { code: 'WRONG_ANSWER', said: slow } : null;
}
