import { setTimeout as sleep } from 'node:timers/promises';
import type { Figures } from '#contract/deployment';
import { Problem } from '#contract/problem';
import { look } from '../gateway/switch.ts';
import type { AccessLine } from '../gateway/traffic.ts';
import type { GatewayLook } from '../gateway/types.ts';
import { countsSince, readLog } from './figures.ts';
import { gatewayOf, type Site } from './site.ts';

/** How a container's process stands; null for a container that is gone. */
export type Start = { readonly running: boolean; readonly at: string; readonly restarts: number } | null;

/** `look` null: the gateway answers nothing although its engine does. */
export type Sight = {
  readonly starts: ReadonlyMap<string, Start>;
  readonly look: GatewayLook | null;
  readonly counts: Pick<Figures, 'requests' | 'errors'> | null;
  readonly lines: readonly AccessLine[];
  /** Requests that are with its replicas, or wait for them, now. */
  readonly waiting: number;
  readonly last: string | null;
};

/** Milliseconds in which an engine that is there answers, and a gateway through it: its script asks three times, 3 s each. */
const engineTime = 2_000;
const gatewayTime = 15_000;

/**
 * One look at what was switched to: its processes by the engine, its health and figures by the gateway. Null when it is
 * the engine that does not answer: of what serves that says nothing. Whoever answers that a thing is gone has answered.
 */
export async function sightOf(
  site: Site,
  asked: { readonly epoch: number; readonly release: string; readonly since: string | null },
  signal: AbortSignal,
): Promise<Sight | null> {
  const starts = await startsNow(site, signal);
  if (!starts) return null;
  const ending = limited(signal, gatewayTime);
  const seen = look(site.engine, gatewayOf(site), ending);
  const log = readLog(site.engine, gatewayOf(site), { since: asked.since }, ending);
  const both = Promise.all([unlessUnreachable(seen, signal), unlessUnreachable(log, signal)]);
  const [now, read] = await whileThere(both, site, signal);
  if (now === away || read === away) return null;
  return {
    starts,
    look: now,
    counts: now && countsSince(now, asked.epoch, asked.release),
    lines: read?.lines.filter((line) => line.release === asked.release && line.epoch >= asked.epoch) ?? [],
    waiting: waitingFor(site.found.switchedTo, now),
    last: read?.last ?? asked.since,
  };
}

/** How the processes stand now; null when the engine does not answer. */
export async function startsNow(site: Site, signal: AbortSignal): Promise<Sight['starts'] | null> {
  const starts = await unlessAway(startsOf(site, limited(signal, engineTime)), signal);
  return starts === away ? null : starts;
}

/** Of every replica that traffic was switched to, and of the gateway: an engine that restarts starts them all anew. */
async function startsOf({ engine, found, containers }: Site, signal: AbortSignal): Promise<Map<string, Start>> {
  const names = [...found.switchedTo, found.gateway ?? ''];
  const details = await Promise.all(names.map((name) => engine.inspectContainer(containers.get(name) ?? name, signal)));
  return new Map(
    names.map((name, index) => {
      const it = details[index];
      const { Running = false, Restarting = false, StartedAt = '' } = it?.State ?? {};
      return [name, it ? { running: Running && !Restarting, at: StartedAt, restarts: it.RestartCount } : null];
    }),
  );
}

const waitingFor = (names: readonly string[], now: GatewayLook | null): number =>
  (now?.servers ?? []).reduce((sum, it) => sum + (names.includes(it.replica) ? it.current + it.queued : 0), 0);

const away = Symbol('the engine does not answer');
type Away = [typeof away, typeof away];

const limited = (signal: AbortSignal, ms: number): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(ms)]);

/** An engine that answers nothing in time is away, whatever it is that it does not answer. */
async function unlessAway<T>(asking: Promise<T>, signal: AbortSignal): Promise<T | typeof away> {
  try {
    return await asking;
  } catch (error) {
    signal.throwIfAborted();
    if (late(error) || (error instanceof Problem && (error.code === 'HOST_UNREACHABLE' || error.code === 'TIMED_OUT')))
      return away;
    throw error;
  }
}

/** An engine that goes in between, such as one that is frozen, is found out before its gateway's time is over. */
async function whileThere<T>(asking: Promise<T>, { engine }: Site, signal: AbortSignal): Promise<T | Away> {
  const over = new AbortController();
  const watching = async (): Promise<Away> => {
    for (;;) {
      await sleep(engineTime / 2, undefined, { signal: over.signal });
      const asked = engine.hostTime(limited(AbortSignal.any([signal, over.signal]), engineTime));
      if ((await unlessAway(asked, signal)) === away) return [away, away];
    }
  };
  const silent = watching();
  try {
    return await Promise.race([asking, silent]);
  } finally {
    over.abort();
    // Neither is waited for: the one that lost ends by itself.
    for (const one of [asking, silent]) one.catch(() => {});
  }
}

/** The engine has just answered: what takes too long now is the gateway's, unless the engine went in between. */
async function unlessUnreachable<T>(asking: Promise<T>, signal: AbortSignal): Promise<T | null | typeof away> {
  try {
    return await asking;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Problem && error.code === 'HOST_UNREACHABLE') return away;
    if (late(error) || error instanceof Problem) return null;
    throw error;
  }
}

const late = (error: unknown): boolean => error instanceof DOMException && error.name === 'TimeoutError';
