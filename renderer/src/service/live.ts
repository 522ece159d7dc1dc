import type { LiveSample, Rate } from '#contract/live';

/** Samples that are kept: fifteen minutes of them. */
const most = 900;
/** Samples that a figure of now is taken over: one alone jumps too much to be read. */
const recently = 5;

/** What came after, behind what there was. Numbers that begin again are of a console that did: then only the new ones count. */
export function extended(samples: readonly LiveSample[], more: readonly LiveSample[]): readonly LiveSample[] {
  const last = samples.at(-1)?.n ?? 0;
  const first = more[0]?.n ?? last + 1;
  const before = first <= last && Date.parse(more[0]?.at ?? '') > Date.parse(samples.at(-1)?.at ?? '') ? [] : samples;
  const known = before.at(-1)?.n ?? 0;
  return [...before, ...more.filter(({ n }) => n > known)].slice(-most);
}

/** Requests a second and the latest 95th percentile in milliseconds, null where nobody asked. */
type Pace = { readonly perSecond: number; readonly p95: number | null };

/** What one replica, or one release, or with no name all of them together get now; null before the first sample. */
export function pace(samples: readonly LiveSample[], of: 'replicas' | 'releases', name?: string): Pace | null {
  const last = samples.slice(-recently);
  const ms = last.reduce((sum, sample) => sum + sample.ms, 0);
  if (ms === 0) return null;
  const rates = last.map((sample) => sample[of].filter((rate) => name === undefined || rate.name === name));
  const requests = rates.flat().reduce((sum, rate) => sum + rate.requests, 0);
  const answered = rates.findLast((these) => these.some(({ p95 }) => p95 !== null)) ?? [];
  return { perSecond: (requests * 1000) / ms, p95: slowest(answered) };
}

/** Percentiles of several cannot be added up: the slowest of them is what some caller really met. */
function slowest(rates: readonly Rate[]): number | null {
  const all = rates.flatMap(({ p95 }) => (p95 === null ? [] : [p95]));
  return all.length > 0 ? Math.max(...all) : null;
}

export function memoryOf(samples: readonly LiveSample[], name: string): { used: number; limit: number | null } | null {
  const found = samples.at(-1)?.memory.find((one) => one.name === name);
  return found ? { used: found.used, limit: found.limit } : null;
}

/** Requests and failures of all that is held, and of the seconds over which they were counted. */
export function totals(samples: readonly LiveSample[]): { requests: number; errors: number; seconds: number } {
  let [requests, errors, ms] = [0, 0, 0];
  for (const sample of samples) {
    ms += sample.ms;
    for (const rate of sample.releases) {
      requests += rate.requests;
      errors += rate.errors;
    }
  }
  return { requests, errors, seconds: ms / 1000 };
}

export type Figure = 'perSecond' | 'failedPerMinute' | 'p95';
export type Curve = { readonly release: string; readonly values: readonly (number | null)[] };

/** One figure over time, in seconds since 1970, a curve a release; null where a release got nothing or was not there. */
export function curves(samples: readonly LiveSample[], figure: Figure): { times: readonly number[]; curves: Curve[] } {
  const times = samples.map(({ at }) => Date.parse(at) / 1000);
  const releases = [...new Set(samples.flatMap(({ releases }) => releases.map(({ release }) => release)))];
  return { times, curves: releases.map((release) => ({ release, values: valuesOf(samples, figure, release, times) })) };
}

function valuesOf(samples: readonly LiveSample[], figure: Figure, release: string, times: readonly number[]) {
  const rates = samples.map((sample) => sample.releases.find((rate) => rate.release === release));
  switch (figure) {
    case 'perSecond':
      return rates.map((rate, at) => (rate ? (rate.requests * 1000) / (samples[at]?.ms || 1000) : null));
    case 'p95':
      return rates.map((rate) => rate?.p95 ?? null);
    case 'failedPerMinute':
      return failedBefore(rates, times);
  }
}

/** Failures in the minute before each sample: as they were counted, instead of one in a second read as sixty a minute. */
function failedBefore(rates: readonly (Rate | undefined)[], times: readonly number[]): (number | null)[] {
  let from = 0;
  let sum = 0;
  return rates.map((rate, at) => {
    sum += rate?.errors ?? 0;
    while ((times[from] ?? 0) <= (times[at] ?? 0) - 60) {
      sum -= rates[from]?.errors ?? 0;
      from += 1;
    }
    return rate ? sum : null;
  });
}
