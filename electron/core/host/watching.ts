import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '#contract/problem';
import { ofService } from '../docker/labels.ts';
import type { EngineEvent } from '../docker/types.ts';
import { until } from '../service/reading.ts';
import { gatewayLooks } from './gateways.ts';
import type { Hosts, OpenHost } from './hosts.ts';
import { fold, type Read, type SeenHost, serviceOf } from './inventory.ts';

/** Milliseconds between two fetches of what events touched: a burst is fetched together, and what comes alone at once. */
const burst = 50;
/** Changed containers beyond which all are fetched, in one call as well. */
const many = 100;
/** Milliseconds between two lists of everything, whatever the events said. */
const slowly = 60_000;
/** Milliseconds that a host may take for one answer, and after which one that is away is tried again, the first time and so on. */
const patience = 5_000;
const again = [200, 500, 1_000, 2_000, 5_000] as const;

export type Sight = {
  seen(): SeenHost;
  take(read: Read): void;
};

/**
 * Watches one host from `seen` on until the signal fires: a list of everything when it answers, then what its events
 * touch; after every gap, and slowly, a list again. `onSeen` is told after every reading.
 */
export async function watchHost(
  hosts: Pick<Hosts, 'open'>,
  { seen, onSeen }: { seen: SeenHost; onSeen(seen: SeenHost, read: Read): void },
  signal: AbortSignal,
): Promise<void> {
  let now = seen;
  let failures = 0;
  const take = (read: Read): void => {
    if (signal.aborted) return;
    if (read.what === 'everything') failures = 0;
    now = fold(now, read);
    onSeen(now, read);
  };
  while (!signal.aborted) {
    const ends = new AbortController();
    try {
      await follow(hosts, { seen: () => now, take }, AbortSignal.any([signal, ends.signal]));
    } catch (error) {
      if (!signal.aborted) take({ what: 'away', reason: reasonOf(error) });
    } finally {
      ends.abort();
    }
    const pause = again[failures] ?? again[again.length - 1];
    failures += 1;
    await sleep(pause, undefined, { signal }).catch(() => {});
  }
}

/** Until the host goes away, which is always a failure, or the signal fires. */
async function follow(hosts: Pick<Hosts, 'open'>, sight: Sight, signal: AbortSignal): Promise<void> {
  const inTime = () => AbortSignal.any([signal, AbortSignal.timeout(patience)]);
  const open = await until(hosts.open(sight.seen().name), inTime());
  const { engine } = open;
  const changed = { containers: new Set<string>(), volumes: false, failure: null as unknown };
  let stir = Promise.withResolvers<void>();
  const wake = () => stir.resolve();
  signal.addEventListener('abort', wake, { once: true });

  // From before the list on, so that nothing falls between the two.
  const since = await until(engine.hostTime(), inTime());
  const onEvent = ({ of, id }: EngineEvent) => {
    if (of === 'volume') changed.volumes = true;
    else changed.containers.add(id);
    wake();
  };
  const listens = Promise.withResolvers<void>();
  engine.followEvents({ since, onOpen: listens.resolve }, onEvent, signal).catch((error: unknown) => {
    changed.failure = error;
    listens.resolve();
    wake();
  });
  await until(listens.promise, inTime());

  sight.take(await everything(open, inTime()));
  let listed = performance.now();
  const gateways = gatewayLooks(engine, sight, signal, (error) => {
    changed.failure ??= error;
    wake();
  });
  while (!signal.aborted) {
    const timer = setTimeout(wake, Math.max(0, listed + slowly - performance.now()));
    await stir.promise.finally(() => clearTimeout(timer));
    stir = Promise.withResolvers();
    if (changed.failure) throw changed.failure;
    const ids = [...changed.containers];
    changed.containers.clear();
    const began = performance.now();
    if (ids.length > many || began - listed >= slowly) {
      sight.take(await everything(open, inTime()));
      listed = began;
      changed.volumes = false;
    } else if (ids.length > 0) {
      const before = sight.seen().containers;
      const found = await engine.everyContainer(ids, inTime());
      sight.take({ what: 'some', asked: ids, found, at: Date.now(), ms: performance.now() - began });
      gateways.stir([...ids.flatMap((id) => before.get(id) ?? []), ...found].flatMap((it) => serviceOf(it) ?? []));
    }
    if (changed.volumes) {
      changed.volumes = false;
      sight.take({ what: 'volumes', volumes: await serviceVolumes(open, inTime()) });
    }
    await sleep(burst, undefined, { signal }).catch(() => {});
  }
}

async function everything(open: OpenHost, signal: AbortSignal): Promise<Read> {
  const began = performance.now();
  const [info, volumes, listed] = await Promise.all([
    open.engine.info(signal),
    serviceVolumes(open, signal),
    open.engine.everyContainer(null, signal).then((containers) => ({ containers, ms: performance.now() - began })),
  ]);
  return { what: 'everything', info, volumes, ...listed, at: Date.now() };
}

async function serviceVolumes({ engine }: OpenHost, signal: AbortSignal): Promise<string[]> {
  const found = await engine.listVolumes(ofService(), signal);
  return [...new Set(found.flatMap((it) => serviceOf(it) ?? []))];
}

function reasonOf(error: unknown): string {
  if (error instanceof Problem) return error.message;
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return `it did not answer within ${patience / 1000} s`;
  // Whatever it was, the others are watched on, and this one is tried again.
  return `it could not be read: ${String(error)}`;
}
