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

/**
 * A look at the counters that was believed, and how many requests the access log has still to tell of, by server: of the
 * worker that runs (`here`) and of those before it (`gone`). Less than 0 where the log told first.
 */
export type Reckoning = {
  readonly epoch: number;
  readonly totals: Totals;
  readonly here: Totals;
  readonly gone: Totals;
};

type Running = Counted & { readonly running: NonNullable<GatewayLook['running']> };

/** Pure: a look before which nothing was seen. */
export const reckoningOf = (look: Running): Reckoning => ({
  epoch: look.running.epoch,
  totals: totalsOf(look),
  here: new Map(),
  gone: new Map(),
});

/**
 * Pure: what was counted between two looks of which the second says no less, with the `lines` that came in between. A worker
 * that was replaced goes on answering after its counters were carried on, and says that in the access log alone: in its
 * lines beyond what was counted, however late they come. How late is taken for not at all where it is not known: where a
 * line stands for many, and where lines are missing (not `whole`).
 */
export function reckoned(
  before: Reckoning,
  look: Running,
  lines: readonly AccessLine[],
  whole = true,
): { counted: Counter[]; reckoning: Reckoning } {
  const { epoch } = look.running;
  const totals = totalsOf(look);
  const since = atLeastNone(minus(totals, before.totals));
  const reloaded = before.epoch !== epoch;
  const carried = atLeastNone(minus(summed(carriedIn(look)), before.totals));
  const due = reloaded ? plus(carried, before.here) : before.gone;
  const toldOfGone = toldBy(lines.filter((line) => line.epoch < epoch));
  const answered = reloaded ? summed(look.counters) : plus(before.here, since);
  const here = minus(answered, toldBy(lines.filter((line) => line.epoch === epoch)));
  const exact = whole && lines.every(({ weight }) => weight === 1);
  return {
    counted: counters(plus(since, atLeastNone(minus(toldOfGone, due)))),
    reckoning: { epoch, totals, here: exact ? here : new Map(), gone: atLeastNone(minus(due, toldOfGone)) },
  };
}

const toldBy = (lines: readonly AccessLine[]): Totals =>
  summed(
    lines.map((line) => ({
      server: `${line.release}.${line.replica}`,
      requests: line.weight,
      errors: isError(line) ? line.weight : 0,
    })),
  );

const counters = (totals: Totals): Counter[] => [...totals].map(([server, of]) => ({ server, ...of }));

const plus = (one: Totals, other: Totals): Totals => summed([...counters(one), ...counters(other)]);

const minus = (of: Totals, less: Totals): Totals =>
  summed([
    ...counters(of),
    ...counters(less).map((it) => ({ server: it.server, requests: -it.requests, errors: -it.errors })),
  ]);

const atLeastNone = (totals: Totals): Totals =>
  summed(
    counters(totals).map(({ server, requests, errors }) => ({
      server,
      requests: Math.max(0, requests),
      errors: Math.max(0, errors),
    })),
  );

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
