import type { LiveSample, Rate } from '#contract/live';
import { serverOf } from '../gateway/models.ts';
import { spreadOf } from '../gateway/spread.ts';
import type { AccessLine } from '../gateway/traffic.ts';
import type { Counter, GatewayLook } from '../gateway/types.ts';

/** Requests and errors by server since the gateway counts at all. */
export type Totals = ReadonlyMap<string, Omit<Counter, 'server'>>;

/** Pure: a reload lets the present counters begin at 0, and what they said before is carried on in the volume. */
export function totalsOf({ carried, counters }: Pick<GatewayLook, 'carried' | 'counters'>): Totals {
  const totals = new Map<string, { requests: number; errors: number }>();
  for (const { server, requests, errors } of [...carried, ...counters]) {
    const before = totals.get(server) ?? { requests: 0, errors: 0 };
    totals.set(server, { requests: before.requests + requests, errors: before.errors + errors });
  }
  return totals;
}

/** What was counted in between; a gateway that was killed counts from 0 again, and then all that it says is new. */
export function countedBetween(before: Totals, now: Totals): Counter[] {
  return [...now].flatMap(([server, { requests, errors }]) => {
    const last = before.get(server) ?? { requests: 0, errors: 0 };
    const anew = requests < last.requests;
    const difference = { requests: requests - (anew ? 0 : last.requests), errors: errors - (anew ? 0 : last.errors) };
    // One that does not serve and was not asked is none to show.
    return [{ server, requests: difference.requests, errors: Math.max(0, difference.errors) }];
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
