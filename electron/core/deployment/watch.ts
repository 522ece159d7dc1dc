import { Problem } from '#contract/problem';
import { look } from '../gateway/switch.ts';
import { gatewayOf, type Site } from './site.ts';

const every = 1000;
/** Looks in a row that may fail before it counts: a replica's health check needs two failures of its own. */
const patience = 3;

/**
 * Stays for a while after the switch. A replica of the new release that stops answering, or a gateway of which nothing
 * can be learned, takes the deployment back: no evidence is not good evidence. NOT_READY.
 */
export async function watch(length: number, site: Site, signal: AbortSignal): Promise<void> {
  const until = performance.now() + length;
  const failed = new Map<string, number>();
  const started = await startsOf(site, signal);
  while (performance.now() < until) {
    await pause(Math.min(every, until - performance.now()), signal);
    await unfallen(started, site, signal);
    for (const [name, well] of await seen(site, signal)) {
      const times = well ? 0 : (failed.get(name) ?? 0) + 1;
      failed.set(name, times);
      if (times >= patience) throw degraded(name, site);
    }
  }
}

/** When each replica's process began: a restart policy brings a crashed one back before any health check looks. */
async function startsOf({ engine, found, containers }: Site, signal: AbortSignal): Promise<Map<string, string>> {
  const details = await Promise.all(
    found.switchedTo.map((name) => engine.inspectContainer(containers.get(name) ?? name, signal)),
  );
  return new Map(
    found.switchedTo.map((name, index) => [
      name,
      `${details[index]?.State.Running} ${details[index]?.State.StartedAt}`,
    ]),
  );
}

/** One end of a replica's process is enough: it is not the good release that a crash loop looks like between its ends. */
async function unfallen(before: ReadonlyMap<string, string>, site: Site, signal: AbortSignal): Promise<void> {
  const now = await startsOf(site, signal);
  for (const [name, start] of before) if (now.get(name) !== start) throw degraded(name, site);
}

/** Every replica that traffic was switched to, and whether the gateway finds it well in the configuration of this switch. */
async function seen(site: Site, signal: AbortSignal): Promise<Map<string, boolean>> {
  const now = await look(site.engine, gatewayOf(site), signal).catch((error: unknown) => {
    signal.throwIfAborted();
    if (error instanceof Problem) return null;
    throw error;
  });
  const ours = now?.running?.epoch === site.found.epoch - 1;
  return new Map(
    site.found.switchedTo.map((name) => [
      name,
      ours && (now?.servers.some((it) => it.replica === name && it.up) ?? false),
    ]),
  );
}

const degraded = (name: string, { wanted }: Site): Problem =>
  new Problem('NOT_READY', `${name} ended or stopped answering while it was watched`, {
    hint: `Read "slipway logs ${wanted.service}", mend it, then deploy again.`,
  });

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resume, reject) => {
    const timer = setTimeout(done, ms);
    function done() {
      signal.removeEventListener('abort', stop);
      resume();
    }
    function stop() {
      clearTimeout(timer);
      reject(signal.reason);
    }
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
  });
}
