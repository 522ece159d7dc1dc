import type { Figures } from '#contract/deployment';
import type { Engine } from '../docker/types.ts';
import { serverOf } from '../gateway/models.ts';
import { spreadOf } from '../gateway/spread.ts';
import { type AccessLine, accessLine, countersFrom, isError } from '../gateway/traffic.ts';
import type { Counter, GatewayLook } from '../gateway/types.ts';

/** Lines of the gateway's log that one look may bring: what fifteen seconds bring at the rate above which it samples. */
const logTail = 3_000;
/** The same for what was before the switch. */
const baselineTail = 20_000;
/** Seconds before the switch in which the old release's figures are taken: today's, not those of its best day. */
const baselineWindow = 15 * 60;
/** Requests in that window below which all that the gateway counted of the old release says more. */
const enough = 100;

export type Log = { readonly lines: readonly AccessLine[]; readonly last: string };

/** The access log's lines since an ISO time of the engine's (null: as far as `tail` reaches), and that of the last one. */
export async function readLog(
  engine: Engine,
  gateway: string,
  from: { since: string | null; tail?: number },
  signal: AbortSignal,
): Promise<Log> {
  const { since, tail = logTail } = from;
  // The engine's times have nine digits, a number fifteen: a moment more is asked for, and dropped below.
  const options = since === null ? { tail } : { tail, since: Math.max(0, Date.parse(since) / 1000 - 0.002) };
  const entries = (await engine.logs(gateway, options, signal)).filter(({ time }) => since === null || time > since);
  return {
    lines: entries.map(({ line }) => accessLine(line)).filter((line) => line !== null),
    last: entries.at(-1)?.time ?? since ?? '',
  };
}

/** What the old release's callers got before the switch of `epoch`; null when it had none. */
export async function figuresBefore(
  engine: Engine,
  gateway: string,
  before: { readonly release: string; readonly epoch: number; readonly now: GatewayLook },
  signal: AbortSignal,
): Promise<Figures> {
  const { release, epoch, now } = before;
  const switched = now.running?.since ?? 0;
  const since = switched > 0 ? new Date((switched - baselineWindow) * 1000).toISOString() : null;
  const { lines } = await readLog(engine, gateway, { since, tail: baselineTail }, signal);
  const recent = lines.filter((line) => line.release === release && line.epoch < epoch);
  const seen = { requests: weigh(recent), errors: weigh(recent.filter(causedByRelease)) };
  const counted = counts(
    now.carried.filter((counter) => counter.epoch < epoch),
    release,
  );
  return { release, ...(seen.requests >= enough ? seen : counted), latency: spreadOf(recent) };
}

/** The exact counts of a release since the switch of `epoch`. */
export const countsSince = (now: GatewayLook, epoch: number, release: string): Pick<Figures, 'requests' | 'errors'> =>
  counts(countersFrom(now, epoch), release);

/** As the gateway's counters do: one that waited in its queue or could not be passed on never reached a replica. */
const causedByRelease = (line: AccessLine): boolean => isError(line) && !'QC'.includes(line.ended[1] ?? '');

function counts(counters: readonly Counter[], release: string): Pick<Figures, 'requests' | 'errors'> {
  const ours = counters.filter(({ server }) => serverOf(server)?.release === release);
  return {
    requests: ours.reduce((sum, { requests }) => sum + requests, 0),
    errors: ours.reduce((sum, { errors }) => sum + errors, 0),
  };
}

const weigh = (lines: readonly AccessLine[]): number => lines.reduce((sum, { weight }) => sum + weight, 0);
