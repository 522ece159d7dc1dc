import { Problem } from '#contract/problem';
import { look } from '../gateway/switch.ts';
import { gatewayOf, type Site } from './site.ts';

const every = 1000;
/** Looks in a row that a replica may fail before it counts: its health check needs two failures of its own. */
const patience = 3;

/** Stays for a while after the switch: a replica of the new release that stops answering takes the deployment back. */
export async function watch(length: number, site: Site, signal: AbortSignal): Promise<void> {
  const until = performance.now() + length;
  const failed = new Map<string, number>();
  while (performance.now() < until) {
    await pause(Math.min(every, until - performance.now()), signal);
    const { servers } = await look(site.engine, gatewayOf(site), signal);
    for (const server of servers) {
      const times = server.up ? 0 : (failed.get(server.replica) ?? 0) + 1;
      failed.set(server.replica, times);
      if (times >= patience) {
        throw new Problem('NOT_READY', `${server.replica} stopped answering while it was watched`, {
          hint: `Read "slipway logs ${site.wanted.service}", mend it, then deploy again.`,
        });
      }
    }
  }
}

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
