import type { Deployment, Evidence } from '#contract/deployment';
import type { LiveSample } from '#contract/live';
import type { Point } from '../ui/areas.ts';
import type { Told } from './stages.ts';

type Times = Pick<Deployment, 'startedAt' | 'finishedAt'>;

/** Milliseconds that are shown from before a deployment began, and from after it ended. */
const lead = 10_000;
export const tail = 6_000;
/** Seconds that a chart of one that goes on has room for at least. */
const shortest = 20;

/** What callers got while it was done and shortly around it: the same whenever the page was opened. Pure. */
export function around({ startedAt, finishedAt }: Times, samples: readonly LiveSample[]): readonly LiveSample[] {
  const from = Date.parse(startedAt) - lead;
  const to = endOf(finishedAt);
  return samples.filter(({ at }) => Date.parse(at) > from && Date.parse(at) <= to);
}

/** What is shown of it: what was seen live, while that is remembered, and then what was recorded with it. Pure. */
export function samplesOf(
  one: Times & { readonly evidence: Pick<Evidence, 'series'> },
  { samples, isOver }: { readonly samples: readonly LiveSample[]; readonly isOver: boolean },
): readonly LiveSample[] {
  const seen = around(one, samples);
  if (!isOver || seen.length > 1) return seen;
  return (one.evidence.series ?? []).map(({ at, ms, releases }, n) => ({
    n,
    at,
    ms,
    releases: releases.map((rate) => ({ ...rate, name: rate.release, p50: null })),
    replicas: [],
    memory: [],
  }));
}

/** Whether what came shortly after its end was seen too: then nothing more is asked. Pure. */
export const isSeen = ({ finishedAt }: Times, samples: readonly LiveSample[]): boolean =>
  samples.some(({ at }) => Date.parse(at) >= endOf(finishedAt));

/** Those since it began. Pure. */
export const since = ({ startedAt }: Times, samples: readonly LiveSample[]): readonly LiveSample[] =>
  samples.filter(({ at }) => Date.parse(at) > Date.parse(startedAt));

const endOf = (finishedAt: string | null): number =>
  finishedAt === null ? Number.POSITIVE_INFINITY : Date.parse(finishedAt) + tail;

/** Requests a second by release, in seconds since it began. Pure. */
export function pointsOf(
  { startedAt }: Times,
  samples: readonly LiveSample[],
  releases: readonly string[],
): readonly Point[] {
  return samples.map(({ at, ms, releases: rates }) => {
    const to = (Date.parse(at) - Date.parse(startedAt)) / 1000;
    const rateOf = (release: string) => rates.find((rate) => rate.release === release)?.requests ?? 0;
    return {
      from: to - ms / 1000,
      to,
      values: releases.map((release) => (ms > 0 ? (rateOf(release) * 1000) / ms : 0)),
    };
  });
}

/** The seconds that a chart shows: all there is, and room for what comes while it goes on. Pure. */
export function spanOf({ finishedAt }: Times, points: readonly Point[]): readonly [number, number] {
  const from = Math.min(0, points[0]?.from ?? 0);
  const to = points.at(-1)?.to ?? 0;
  return [from, finishedAt === null ? Math.max(shortest, Math.ceil(to / 10) * 10) : to];
}

/** When traffic was moved, and when it went back, in seconds since it began. Pure. */
export function movesOf({ startedAt }: Times, { steps, ended, undone }: Told): { at: number; label: string }[] {
  const seconds = (ms: number) => (ms - Date.parse(startedAt)) / 1000;
  return [...steps.values()].flatMap(({ n, do: what }) => {
    if (what !== 'switch') return [];
    const [moved, back] = [ended.get(n), undone.get(n)];
    return [
      ...(moved === undefined ? [] : [{ at: seconds(moved), label: 'traffic moves' }]),
      ...(moved === undefined || back === undefined ? [] : [{ at: seconds(back), label: 'traffic goes back' }]),
    ];
  });
}
