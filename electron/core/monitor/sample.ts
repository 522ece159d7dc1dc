import type { LiveSample, Rate } from '#contract/live';
import { serverOf } from '../gateway/models.ts';
import { spreadOf } from '../gateway/spread.ts';
import { type AccessLine, isError } from '../gateway/traffic.ts';
import type { Counter, GatewayLook } from '../gateway/types.ts';

/** Requests and errors by server since the gateway counts at all. */
export type Totals = ReadonlyMap<string, Omit<Counter, 'server'>>;

/**
 * Pure: a reload lets the present counters begin at 0, and what they said before is carried on in the volume. It is written
 * there, under the epoch that counted it, before the old worker goes: until then that one says it itself.
 */
export function totalsOf({
  carried,
  counters,
  running,
}: Pick<GatewayLook, 'carried' | 'counters' | 'running'>): Totals {
  const totals = new Map<string, { requests: number; errors: number }>();
  const over = carried.filter(({ epoch }) => running !== null && epoch < running.epoch);
  for (const { server, requests, errors } of [...over, ...counters]) {
    const before = totals.get(server) ?? { requests: 0, errors: 0 };
    totals.set(server, { requests: before.requests + requests, errors: before.errors + errors });
  }
  return totals;
}

/** Pure: whether less was counted than before, as where two workers answered one look, or where the gateway was killed. */
export const fell = (before: Totals, now: Totals): boolean =>
  [...before].some(([server, { requests }]) => requests > (now.get(server)?.requests ?? 0));

/** Pure: what was counted in between, of two looks of which the second says no less. */
export function countedBetween(before: Totals, now: Totals): Counter[] {
  return [...now].map(([server, { requests, errors }]) => {
    const last = before.get(server) ?? { requests: 0, errors: 0 };
    return {
      server,
      requests: Math.max(0, requests - last.requests),
      errors: Math.max(0, errors - last.errors),
    };
  });
}

/**
 * Pure: around a reload, what the old worker answered after its counters were carried on is in the access log alone, so
 * that counts where it says more.
 */
export function withLines(counted: readonly Counter[], lines: readonly AccessLine[]): Counter[] {
  const byServer = Map.groupBy(lines, ({ release, replica }) => `${release}.${replica}`);
  const weigh = (its: readonly AccessLine[]) => its.reduce((sum, { weight }) => sum + weight, 0);
  const servers = new Set([...counted.map(({ server }) => server), ...byServer.keys()]);
  return [...servers].map((server) => {
    const its = byServer.get(server) ?? [];
    const known = counted.find((it) => it.server === server);
    return {
      server,
      requests: Math.max(known?.requests ?? 0, weigh(its)),
      errors: Math.max(known?.errors ?? 0, weigh(its.filter(isError))),
    };
  });
}

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
