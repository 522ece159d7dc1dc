import { Problem } from '#contract/problem';
import { label } from '../docker/labels.ts';
import type { Engine } from '../docker/types.ts';
import type { SeenService } from '../service/standing.ts';
import { readGateway } from '../service/status.ts';
import { gatewayAmong, servicesOn } from './inventory.ts';
import type { Sight } from './watching.ts';

/** Milliseconds between two looks at a gateway: when all is quiet, and while something happens there. */
const calm = 10_000;
const busy = 1_000;
/** Milliseconds after a change of its containers in which a service is looked at often: health checks take their time. */
const settling = 5_000;
/** Looks at once on one host: each is a process in a gateway. */
const sideBySide = 4;

/** Keeps what the gateways of a host say fresh until the signal fires; no event tells that a replica stopped being ready. */
export function gatewayLooks(engine: Engine, sight: Sight, signal: AbortSignal, failed: (error: unknown) => void) {
  const looked = new Map<string, number>();
  const stirred = new Map<string, number>();
  const looking = new Set<string>();
  const timer = setInterval(lookAround, busy).unref();
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  lookAround();

  return {
    /** Something changed in the containers of these services. */
    stir(services: readonly string[]): void {
      for (const service of services) {
        stirred.set(service, performance.now());
        looked.delete(service);
      }
      if (services.length > 0) lookAround();
    },
  };

  function lookAround(): void {
    const now = performance.now();
    const due = servicesOn(sight.seen()).filter(
      (it) => it.gateway?.running && now - (looked.get(it.service) ?? Number.NEGATIVE_INFINITY) >= pauseFor(it, now),
    );
    for (const it of due.slice(0, sideBySide)) if (looking.size < sideBySide) look(it).catch(failed);
  }

  function pauseFor({ service, containers }: SeenService, now: number): number {
    const deploying = containers.some((it) => it.labels[label.role] === 'lock' && it.state === 'running');
    const fresh = now - (stirred.get(service) ?? Number.NEGATIVE_INFINITY) < settling;
    return deploying || fresh ? busy * 0.9 : calm;
  }

  async function look({ service }: SeenService): Promise<void> {
    const found = gatewayAmong(
      [...sight.seen().containers.values()].filter((it) => it.labels[label.service] === service),
    );
    if (!found || looking.has(service)) return;
    looking.add(service);
    looked.set(service, performance.now());
    try {
      sight.take({ what: 'gateway', service, gateway: await readGateway(engine, found, signal, false) });
    } catch (error) {
      if (!signal.aborted && !(error instanceof Problem)) throw error;
    } finally {
      looking.delete(service);
    }
    // More may be due than were let go at once.
    if (!signal.aborted) lookAround();
  }
}
