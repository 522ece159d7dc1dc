import type { KeyTraffic, Traffic } from '#contract/service';
import { serverOf } from './models.ts';
import type { Counter, GatewayLook } from './types.ts';

/**
 * One line of the gateway's access log. `epoch` is of the worker that served it, `at` unix seconds, times in milliseconds (-1: it did not come to that),
 * `release` and `replica` null when the gateway itself answered, `weight` the requests that the line stands for, `caller` the name
 * of the key by which it was let in, null where none is asked for or none was right.
 */
export type AccessLine = {
  readonly epoch: number;
  readonly at: number;
  readonly replica: string | null;
  readonly release: string | null;
  readonly status: number;
  readonly total: number;
  readonly response: number;
  readonly queue: number;
  readonly bytes: number;
  readonly ended: string;
  readonly retries: number;
  readonly weight: number;
  readonly request: string;
  readonly caller: string | null;
};

const pattern =
  /^a (\d+) (\d+\.\d+) (\S+) (-?\d+) ([+-]?\d+) (-?\d+) (-?\d+) \+?(\d+) (\S\S) \+?(-?\d+) (\d+) (\S+)(?: (\S+))?$/;

/** Null for all other lines that HAProxy writes. */
export function accessLine(line: string): AccessLine | null {
  const [, epoch, at, server = '', status, total, response, queue, bytes, ended = '', retries, weight, ...named] =
    pattern.exec(line.trimEnd()) ?? [];
  if (at === undefined) return null;
  const [request = '', caller = '-'] = named;
  const { replica, release } = serverOf(server) ?? { replica: null, release: null };
  return {
    epoch: Number(epoch),
    at: Number(at),
    replica,
    release,
    status: Number(status),
    total: Number(total),
    response: Number(response),
    queue: Number(queue),
    bytes: Number(bytes),
    ended,
    retries: Number(retries),
    weight: Number(weight),
    request,
    caller: caller === '-' ? null : caller,
  };
}

/** A 5xx, or an answer that the server (S), its timeout (s) or an ending worker (K) cut; not a caller who left. */
export const isError = ({ status, ended }: AccessLine): boolean => status >= 500 || 'SsK'.includes(ended[0] ?? '');

/**
 * The exact counts from the switch of `epoch` on: those of the workers that are gone, and the present one's. Counters are
 * carried on before a worker goes: while that one still answers, it says them itself.
 */
export const countersFrom = (look: Pick<GatewayLook, 'carried' | 'counters' | 'running'>, epoch: number): Counter[] => [
  ...carriedIn(look).filter((counter) => counter.epoch >= epoch),
  ...look.counters,
];

/** What is carried on of workers that are gone. */
export const carriedIn = ({ carried, running }: Pick<GatewayLook, 'carried' | 'running'>): GatewayLook['carried'] =>
  carried.filter((counter) => running !== null && counter.epoch < running.epoch);

/**
 * Requests, errors and latency by release, oldest release first, from the lines of `epoch` and later, or from `since` (unix
 * seconds, by the host's clock) on. `counters` (exact) replace the counts of the lines; latencies come from the lines of
 * whole answers, and are samples where `sampled` says so.
 */
export function trafficOf(
  lines: readonly string[],
  options: { epoch?: number; since?: number; counters?: readonly Counter[] } = {},
): Traffic[] {
  const { epoch = 0, since = 0 } = options;
  const seen = lines
    .map(accessLine)
    .filter((line) => line !== null)
    .filter((line) => line.release !== null && line.epoch >= epoch && line.at >= since);
  const byRelease = Map.groupBy(seen, ({ release }) => release ?? '');
  const counted = Map.groupBy(options.counters ?? [], ({ server }) => serverOf(server)?.release ?? '');
  const releases = [...new Set([...byRelease.keys(), ...counted.keys()])].sort((a, b) => order(a) - order(b));
  return releases.map((release) => releaseTraffic(release, byRelease.get(release) ?? [], counted.get(release)));
}

/**
 * Requests and errors by the key that let callers in, in the order of their names, and those that were refused without a right
 * one at the end: from the lines of `epoch` alone, so that above the rate at which every request is logged they are estimates.
 */
export function keyTrafficOf(lines: readonly string[], keys: readonly string[], epoch: number): KeyTraffic[] {
  const seen = lines.map(accessLine).filter((line) => line !== null && line.epoch >= epoch) as AccessLine[];
  const counted = (key: string | null, its: readonly AccessLine[]): KeyTraffic => ({
    key,
    requests: sum(its, ({ weight }) => weight),
    errors: sum(its.filter(isError), ({ weight }) => weight),
  });
  const names = [...new Set([...keys, ...seen.flatMap(({ caller }) => caller ?? [])])].sort();
  const refused = seen.filter(({ caller, release, status }) => caller === null && release === null && status === 401);
  return [
    ...names.map((name) =>
      counted(
        name,
        seen.filter(({ caller }) => caller === name),
      ),
    ),
    counted(null, refused),
  ];
}

const order = (release: string): number => Number(release.slice(1));

function releaseTraffic(
  release: string,
  lines: readonly AccessLine[],
  counters: readonly Counter[] | undefined,
): Traffic {
  const whole = lines.filter((line) => line.total >= 0 && !isError(line) && !'Cc'.includes(line.ended[0] ?? ''));
  return {
    release,
    requests: counters ? sum(counters, ({ requests }) => requests) : sum(lines, ({ weight }) => weight),
    errors: counters ? sum(counters, ({ errors }) => errors) : sum(lines.filter(isError), ({ weight }) => weight),
    latency: quantiles(whole),
    sampled: lines.some(({ weight }) => weight > 1),
  };
}

/** Nearest rank over the lines' weights: the least value that at least the share q of all requests does not exceed. */
function quantiles(lines: readonly AccessLine[]): Traffic['latency'] {
  const sorted = lines.toSorted((a, b) => a.total - b.total);
  const last = sorted.at(-1);
  if (!last) return null;
  const all = sum(sorted, ({ weight }) => weight);
  const at = (share: number): number => {
    let passed = 0;
    for (const line of sorted) {
      passed += line.weight;
      if (passed >= share * all) return line.total;
    }
    return last.total;
  };
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: last.total };
}

const sum = <T>(items: readonly T[], of: (item: T) => number): number => items.reduce((all, item) => all + of(item), 0);
