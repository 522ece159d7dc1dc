import type { LiveSample, Rate } from '#contract/live';
import { serverOf } from '../gateway/models.ts';
import { spreadOf } from '../gateway/spread.ts';
import { type AccessLine, carriedIn, isError } from '../gateway/traffic.ts';
import type { Counter, GatewayLook } from '../gateway/types.ts';

/** Requests and errors by server since the gateway counts at all. */
export type Totals = ReadonlyMap<string, Omit<Counter, 'server'>>;

type Counted = Pick<GatewayLook, 'carried' | 'counters' | 'running'>;

/** Pure: what was counted since the gateway counts at all: a reload lets the present counters begin at 0. */
export const totalsOf = (look: Counted): Totals => summed([...carriedIn(look), ...look.counters]);

function summed(counters: readonly Counter[]): Totals {
  const totals = new Map<string, { requests: number; errors: number }>();
  for (const { server, requests, errors } of counters) {
    const before = totals.get(server) ?? { requests: 0, errors: 0 };
    totals.set(server, { requests: before.requests + requests, errors: before.errors + errors });
  }
  return totals;
}

/** Pure: whether less was counted than before, as where two workers answered one look, or where the gateway was killed. */
export const fell = (before: Totals, now: Totals): boolean =>
  [...before].some(([server, { requests }]) => requests > (now.get(server)?.requests ?? 0));

/** Pure: what was counted in between, of two looks of which the second says no less. */
export const countedBetween = (before: Totals, now: Totals): Counter[] =>
  [...now].map(([server, counted]) => ({ server, ...difference(counted, before.get(server)) }));

/** Pure: both together, by server. */
export const together = (counted: readonly Counter[], beyond: readonly Counter[]): Counter[] =>
  [...summed([...counted, ...beyond])].map(([server, of]) => ({ server, ...of }));

/**
 * Pure: what counters never say. A worker that was replaced goes on answering after its counters were carried on, and says
 * that in the access log alone: `lines` of another epoch than the one that runs, beyond those that were `carried` on since
 * the look before. Returned with what of those is still to come in the log.
 */
export function beyondCounters(lines: readonly AccessLine[], epoch: number, carried: Totals): [Counter[], Totals] {
  const before = lines.filter((line) => line.epoch < epoch);
  const byServer = Map.groupBy(before, ({ release, replica }) => `${release}.${replica}`);
  const weigh = (its: readonly AccessLine[]) => its.reduce((sum, { weight }) => sum + weight, 0);
  const left = new Map(carried);
  const beyond = [...byServer].map(([server, its]) => {
    const known = left.get(server) ?? { requests: 0, errors: 0 };
    const seen = { requests: weigh(its), errors: weigh(its.filter(isError)) };
    left.set(server, difference(known, seen));
    return { server, ...difference(seen, known) };
  });
  return [beyond, left];
}

/** Pure: what was carried on between two looks, the first of which said `before`: its lines may still come. */
export const carriedSince = (before: Totals, look: Counted): Totals =>
  new Map([...summed(carriedIn(look))].map(([server, now]) => [server, difference(now, before.get(server))]));

const difference = (
  { requests, errors }: Omit<Counter, 'server'>,
  less: Omit<Counter, 'server'> = { requests: 0, errors: 0 },
): Omit<Counter, 'server'> => ({
  requests: Math.max(0, requests - less.requests),
  errors: Math.max(0, errors - less.errors),
});

type Between = {
  readonly counted: readonly Counter[];
  /** Of the access log in that time. */
  readonly lines: readonly AccessLine[];
  /** The servers of the gateway's configuration: shown also where nobody asked them. */
  readonly serving: ReadonlySet<string>;
};

/** Pure: requests by release and by replica, with the latencies of the answers that ended in that time. */
export function ratesOf({ counted, lines, serving }: Between): Pick<LiveSample, 'releases' | 'replicas'> {
  const shown = counted.filter(({ server, requests }) => requests > 0 || serving.has(server));
  const known = shown.flatMap((it) => {
    const place = serverOf(it.server);
    return place ? [{ ...it, ...place }] : [];
  });
  const rate = (name: string, release: string, of: readonly Counter[], answers: readonly AccessLine[]): Rate => {
    const spread = spreadOf(answers);
    return {
      name,
      release,
      requests: of.reduce((sum, { requests }) => sum + requests, 0),
      errors: of.reduce((sum, { errors }) => sum + errors, 0),
      p50: spread?.p50 ?? null,
      p95: spread?.p95 ?? null,
    };
  };
  const byRelease = Map.groupBy(known, ({ release }) => release);
  const byReplica = Map.groupBy(known, ({ replica }) => replica);
  return {
    releases: [...byRelease].toSorted(inOrder).map(([release, its]) =>
      rate(
        release,
        release,
        its,
        lines.filter((line) => line.release === release),
      ),
    ),
    replicas: [...byReplica].toSorted(inOrder).map(([replica, its]) =>
      rate(
        replica,
        its[0]?.release ?? '',
        its,
        lines.filter((line) => line.replica === replica),
      ),
    ),
  };
}

const inOrder = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a.localeCompare(b, 'en', { numeric: true });
