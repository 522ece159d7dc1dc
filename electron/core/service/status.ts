import { Problem } from '#contract/problem';
import type { ServiceStatus } from '#contract/service';
import { label, ofService } from '../docker/labels.ts';
import type { ContainerDetails, ContainerSummary, Engine } from '../docker/types.ts';
import { look, readState } from '../gateway/switch.ts';
import { countersFrom, keyTrafficOf, trafficOf } from '../gateway/traffic.ts';
import type { GatewayLook } from '../gateway/types.ts';
import type { Hosts, OpenHost } from '../host/hosts.ts';
import type { Store } from '../store/store.ts';
import { lastKnown } from './last-known.ts';
import { readHosts, until } from './reading.ts';
import { inRole, type SeenGateway, type SeenService, statusOf } from './standing.ts';

export type StatusDeps = { readonly hosts: Pick<Hosts, 'known' | 'open'>; readonly store: Pick<Store, 'deployments'> };

/** Access lines that latencies are worked out from; counts are exact whatever this is. */
const linesRead = 10_000;

/**
 * What runs now, read from the hosts; nothing is changed there. A host that does not answer within 5 s leaves what the
 * record last knew of it, in state `unknown`. UNKNOWN_SERVICE, or HOST_UNREACHABLE when a silent host may have it.
 */
export async function serviceStatus(
  deps: StatusDeps,
  filter: { readonly service?: string | undefined } = {},
): Promise<ServiceStatus[]> {
  const readings = await readHosts(deps.hosts, (open, signal) => readHost(open, filter.service, signal));
  const services = readings.flatMap((reading) =>
    'problem' in reading ? lastKnown(deps.store, reading, filter.service) : reading.found.map(statusOf),
  );
  if (filter.service === undefined || services.length > 0) return services.toSorted(byName);
  const silent = readings.find((reading) => 'problem' in reading);
  throw silent ? unanswered(filter.service, silent) : unknownService(filter.service);
}

export function unknownService(service: string): Problem {
  return new Problem('UNKNOWN_SERVICE', `There is no service ${service}`, {
    hint: '"slipway status" lists the services; "slipway deploy -f FILE" makes one.',
  });
}

export function unanswered(service: string, silent: { readonly host: string; readonly problem: Problem }): Problem {
  const message = `No host that answers has a service ${service}, and ${silent.host} does not: ${silent.problem.message}`;
  return new Problem('HOST_UNREACHABLE', message, { hint: silent.problem.hint, cause: silent.problem });
}

async function readHost(open: OpenHost, only: string | undefined, signal: AbortSignal): Promise<SeenService[]> {
  const [containers, volumes] = await Promise.all([
    open.engine.listContainers(ofService(only), signal),
    open.engine.listVolumes(ofService(only), signal),
  ]);
  const byService = Map.groupBy(containers, (it) => it.labels[label.service] ?? '');
  const kept = volumes.flatMap(({ labels }) => labels[label.service] ?? []);
  const found = [...byService].filter(([, its]) => its.some(isPart)).map(([service]) => service);
  const services = [...new Set([...found, ...kept])].filter((service) => service !== '');
  return Promise.all(
    services.map(async (service) => {
      const its = byService.get(service) ?? [];
      const [gateway] = inRole(its, 'gateway');
      const seen = gateway ? await readGateway(open.engine, gateway, signal) : null;
      return { service, host: open.name, containers: its, gateway: seen };
    }),
  );
}

/** Whether a container makes a service; a lock that a dead holder left does not. */
export const isPart = (it: ContainerSummary): boolean =>
  ['replica', 'gateway'].includes(it.labels[label.role] ?? '') ||
  (it.labels[label.role] === 'lock' && it.state === 'running');

/** What a gateway is and does now; `withTraffic` false leaves its log unread, which is most of the work. */
export async function readGateway(
  engine: Engine,
  found: ContainerSummary,
  late: AbortSignal,
  withTraffic = true,
): Promise<SeenGateway> {
  // One gateway that hangs must not take the others' answers with it, so it gets a little less time than its host.
  const signal = AbortSignal.any([late, AbortSignal.timeout(4_000)]);
  const running = found.state === 'running';
  const base = { id: found.id, name: found.name, image: found.image, running, address: addressOf(found.ports[0]) };
  const nothing = { state: null, look: null, traffic: [] };
  try {
    const [details, state, now] = await until(
      Promise.all([
        engine.inspectContainer(found.id, signal),
        readState(engine, found.id, signal),
        running ? look(engine, found.id, signal) : null,
      ]),
      signal,
    );
    const keys = state?.callers.map(({ name }) => name) ?? [];
    const counted =
      withTraffic && now?.running
        ? await until(trafficOfRunning(engine, { id: found.id, keys }, now, signal), signal).catch(() => null)
        : null;
    const published = details && { address: publishedAddress(details), image: details.Config.Image };
    return { ...base, ...published, state, look: now, ...(counted ?? { traffic: [] }) };
  } catch (error) {
    if (error instanceof Problem) return { ...base, ...nothing, unread: error.message };
    if (signal.aborted) return { ...base, ...nothing, unread: 'its gateway could not be read in time' };
    throw error;
  }
}

async function trafficOfRunning(
  engine: Engine,
  { id, keys }: { readonly id: string; readonly keys: readonly string[] },
  now: GatewayLook,
  signal: AbortSignal,
): Promise<Pick<SeenGateway, 'traffic' | 'keys'>> {
  const { epoch, since } = now.running ?? { epoch: now.epoch, since: 0 };
  const entries = await engine.logs(id, { since, tail: linesRead }, signal);
  const lines = entries.map(({ line }) => line);
  const traffic = trafficOf(lines, { epoch, counters: countersFrom(now, epoch) });
  return {
    traffic: entries.length < linesRead ? traffic : traffic.map((of) => ({ ...of, sampled: true })),
    ...(keys.length > 0 ? { keys: keyTrafficOf(lines, keys, epoch) } : {}),
  };
}

/** From what was asked for at create, which a stopped gateway still tells. */
function publishedAddress(details: ContainerDetails): string | null {
  const bindings = Object.values(details.HostConfig.PortBindings ?? {}).flat() as {
    HostIp?: string;
    HostPort?: string;
  }[];
  const [binding] = bindings;
  return addressOf(binding && { address: binding.HostIp || '0.0.0.0', port: Number(binding.HostPort ?? 0) });
}

const addressOf = (published: { readonly address: string; readonly port: number } | undefined): string | null =>
  published ? `${published.address}:${published.port}` : null;

const byName = (a: ServiceStatus, b: ServiceStatus): number =>
  a.service.localeCompare(b.service, 'en') || a.host.localeCompare(b.host, 'en');
