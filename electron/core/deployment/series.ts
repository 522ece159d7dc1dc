import type { Evidence } from '#contract/deployment';
import { spreadOf } from '../gateway/spread.ts';
import { type AccessLine, isError } from '../gateway/traffic.ts';
import { readLog } from './figures.ts';
import type { Site } from './site.ts';

type Series = NonNullable<Evidence['series']>;

/** Seconds before the deployment that are kept too, so that what served before is seen. */
const lead = 10;
/** Points that are kept: as wide as a chart can tell apart, and some 10 KB. */
const most = 120;
/** Lines that they are made from, the newest: a gateway writes 200 a second and goes over to samples above that. */
const tail = 20_000;
/** Milliseconds that two clocks may be apart and count as one: asking for the other's takes up to that long. */
const together = 2_000;

/** What callers got from shortly before this deployment until now, from the gateway's log alone. Fails as the engine does. */
export async function readSeries(
  { engine, startedAt }: Pick<Site, 'engine' | 'startedAt'>,
  gateway: string,
  signal: AbortSignal,
): Promise<Series> {
  const theirs = await engine.hostTime(signal);
  const apart = Date.now() - theirs;
  const shift = Math.abs(apart) < together ? 0 : apart;
  const to = (Date.now() - shift) / 1000;
  const from = to - (performance.now() - startedAt) / 1000 - lead;
  const { lines } = await readLog(engine, gateway, { since: new Date(from * 1000).toISOString(), tail }, signal);
  return seriesOf(lines, { from, to, shift });
}

/**
 * Pure: points of equal width that end with `to`, from the first line on (unix seconds by the host's clock); `shift` is how
 * many milliseconds this machine's clock is ahead of that. A point in which nobody asked has no release.
 */
export function seriesOf(
  lines: readonly AccessLine[],
  { from, to, shift }: { readonly from: number; readonly to: number; readonly shift: number },
): Series {
  const told = lines.filter(({ at, release }) => release !== null && at > from && at <= to);
  const first = told.reduce((least, { at }) => Math.min(least, at), to);
  // Of a log that reaches back far enough the beginning is quiet, and is shown so.
  const begins = lines.length < tail ? from : first;
  const width = Math.max(1, Math.ceil((to - begins) / most));
  const count = told.length === 0 ? 0 : Math.ceil((to - begins) / width);
  const points = Map.groupBy(told, ({ at }) => Math.min(count - 1, Math.floor((to - at) / width)));
  return Array.from({ length: count }, (_, index) => {
    const back = count - 1 - index;
    return {
      at: new Date((to - back * width) * 1000 + shift).toISOString(),
      ms: width * 1000,
      releases: [...Map.groupBy(points.get(back) ?? [], ({ release }) => release ?? '')].map(ratesOf),
    };
  });
}

function ratesOf([release, lines]: readonly [string, readonly AccessLine[]]): Series[number]['releases'][number] {
  const weigh = (some: readonly AccessLine[]) => some.reduce((sum, { weight }) => sum + weight, 0);
  return {
    release,
    requests: weigh(lines),
    errors: weigh(lines.filter(isError)),
    p95: spreadOf(lines)?.p95 ?? null,
  };
}
