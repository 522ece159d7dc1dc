/**
 * What a load client saw: one entry a request. `at` is when it was due (Unix milliseconds), `ms` how long until its
 * answer was whole, counted from then, `label` an index into `labels`: the version that answered, or why none did.
 */
export type Samples = {
  readonly at: Float64Array;
  readonly ms: Float64Array;
  readonly label: Uint8Array;
  readonly labels: readonly string[];
};

/** Versions of the stand-in model are written like this; every other label is a failure. */
export const isVersion = (label: string): boolean => /^v\d+$/.test(label);

export type Latency = { readonly p50: number; readonly p99: number; readonly p999: number; readonly max: number };

/** `kinds` holds the failures by what went wrong. */
export type Seen = {
  readonly requests: number;
  readonly failed: number;
  readonly kinds: Readonly<Record<string, number>>;
  readonly latency: Latency;
};

type Window = readonly [from: number, to: number];

/** Requests that were due within one of the windows. Latencies are of those that were answered. */
export function seenIn({ at, ms, label, labels }: Samples, windows: readonly Window[]): Seen {
  const kinds: Record<string, number> = {};
  const answered: number[] = [];
  let requests = 0;
  for (const [index, due] of at.entries()) {
    if (!windows.some(([from, to]) => due >= from && due < to)) continue;
    requests++;
    const name = labels[label[index] ?? 0] ?? '';
    if (isVersion(name)) answered.push(ms[index] ?? 0);
    else kinds[name] = (kinds[name] ?? 0) + 1;
  }
  return { requests, failed: requests - answered.length, kinds, latency: latencyOf(answered) };
}

/**
 * Milliseconds from `since` to the first answer of `version`, and to the end of the last request that was not answered
 * by it: from then on all requests are on the new release. Null where no answer of it came.
 */
export function moved(samples: Samples, since: number, version: string): { first: number | null; all: number | null } {
  const { at, ms, label, labels } = samples;
  let first: number | null = null;
  let last: number | null = null;
  for (const [index, due] of at.entries()) {
    const ended = due + (ms[index] ?? 0);
    if (ended < since) continue;
    if (labels[label[index] ?? 0] === version) first = Math.min(first ?? ended, ended);
    else last = Math.max(last ?? ended, ended);
  }
  if (first === null) return { first: null, all: null };
  return { first: first - since, all: Math.max(first, last ?? first) - since };
}

/** Nearest rank; 0 of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

function latencyOf(values: number[]): Latency {
  const sorted = values.sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return { p50: at(0.5), p99: at(0.99), p999: at(0.999), max: at(1) };
}
