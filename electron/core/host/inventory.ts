import type { Safety } from '#contract/host';
import type { Container, ListedHost, ListedService } from '#contract/inventory';
import { type ServiceStatus, serviceName } from '#contract/service';
import { label } from '../docker/labels.ts';
import type { EngineInfo, ListedContainer } from '../docker/types.ts';
import { type SeenGateway, type SeenService, statusOf } from '../service/standing.ts';
import { isPart } from '../service/status.ts';

/** One host as it was read last. `gateways` is what each service's gateway said when it was asked last. */
export type SeenHost = {
  readonly name: string;
  readonly url: string;
  readonly reach: { readonly state: 'unknown' | 'connected' } | { readonly state: 'unreachable'; reason: string };
  readonly info: EngineInfo | null;
  readonly readAt: number | null;
  readonly tookMs: number | null;
  readonly containers: ReadonlyMap<string, ListedContainer>;
  /** Services that have a volume here; one without containers is retired. */
  readonly volumes: readonly string[];
  readonly gateways: ReadonlyMap<string, SeenGateway>;
};

/** What was read, at which time (milliseconds) and how long it took. */
export type Read =
  | {
      readonly what: 'everything';
      readonly info: EngineInfo;
      readonly containers: readonly ListedContainer[];
      readonly volumes: readonly string[];
      readonly at: number;
      readonly ms: number;
    }
  /** Of the containers that were `asked` for, those that there are. */
  | {
      readonly what: 'some';
      readonly asked: readonly string[];
      readonly found: readonly ListedContainer[];
      readonly at: number;
      readonly ms: number;
    }
  | { readonly what: 'volumes'; readonly volumes: readonly string[] }
  | { readonly what: 'gateway'; readonly service: string; readonly gateway: SeenGateway | null }
  | { readonly what: 'away'; readonly reason: string };

export const unread = (name: string, url: string): SeenHost => ({
  name,
  url,
  reach: { state: 'unknown' },
  info: null,
  readAt: null,
  tookMs: null,
  containers: new Map(),
  volumes: [],
  gateways: new Map(),
});

/** Pure: a host after one more reading. What did not change stays the same object. */
export function fold(seen: SeenHost, read: Read): SeenHost {
  switch (read.what) {
    case 'everything': {
      const { info, at, ms } = read;
      const containers = new Map(read.containers.map((it) => [it.id, kept(seen.containers.get(it.id), it)]));
      const here = { reach: { state: 'connected' as const }, info, readAt: at, tookMs: ms };
      return { ...seen, ...here, containers, volumes: read.volumes, gateways: stillThere(seen.gateways, containers) };
    }
    case 'some': {
      const containers = new Map(seen.containers);
      for (const id of read.asked) containers.delete(id);
      for (const it of read.found) containers.set(it.id, kept(seen.containers.get(it.id), it));
      const gateways = stillThere(seen.gateways, containers);
      return { ...seen, containers, gateways, readAt: read.at, tookMs: read.ms };
    }
    case 'volumes':
      return { ...seen, volumes: read.volumes };
    case 'gateway': {
      const gateways = new Map(seen.gateways);
      if (read.gateway) gateways.set(read.service, read.gateway);
      else gateways.delete(read.service);
      return { ...seen, gateways };
    }
    case 'away':
      return { ...seen, reach: { state: 'unreachable', reason: read.reason } };
  }
}

function kept(before: ListedContainer | undefined, now: ListedContainer): ListedContainer {
  return before && JSON.stringify(before) === JSON.stringify(now) ? before : now;
}

function stillThere(
  gateways: SeenHost['gateways'],
  containers: ReadonlyMap<string, ListedContainer>,
): ReadonlyMap<string, SeenGateway> {
  return new Map([...gateways].filter(([, { id }]) => containers.has(id)));
}

/** The service that a container says it belongs to; null for a stranger, and for who only calls itself one of ours. */
export function serviceOf({ labels }: Pick<ListedContainer, 'labels'>): string | null {
  const service = labels[label.service];
  return service !== undefined && serviceName.safeParse(service).success ? service : null;
}

/** Pure: the services of a host from what was read. */
export function servicesOn(seen: SeenHost): SeenService[] {
  const ours = [...seen.containers.values()].filter((it) => serviceOf(it) !== null);
  const byService = Map.groupBy(ours, (it) => serviceOf(it) ?? '');
  const running = [...byService].filter(([, its]) => its.some(isPart)).map(([service]) => service);
  return [...new Set([...running, ...seen.volumes])].toSorted().map((service) => {
    const containers = byService.get(service) ?? [];
    const gateway = gatewayAmong(containers);
    const read = seen.gateways.get(service) ?? null;
    return { service, host: seen.name, containers, gateway: gateway && asListed(gateway, read) };
  });
}

const unasked = 'its gateway was not asked yet';

export const gatewayAmong = (containers: readonly ListedContainer[]): ListedContainer | null =>
  containers.find((it) => it.labels[label.role] === 'gateway') ?? null;

/** What the list says of a gateway goes before what was read of it earlier. */
function asListed(found: ListedContainer, read: SeenGateway | null): SeenGateway {
  const running = found.state === 'running';
  const address = found.exposes.find(({ outside }) => outside !== null)?.outside ?? null;
  const { id, name, reference: image } = found;
  if (read?.id !== id)
    return { id, name, image, running, address, state: null, look: null, traffic: [], unread: unasked };
  return { ...read, running, look: running ? read.look : null };
}

/** Milliseconds that a host which answers for the first time waits for its gateways. */
const patience = 500;

/** Whether a host may be shown: it is away, or its gateways have answered too, unless one of them takes long. */
export const isWhole = (seen: SeenHost, now: number = Date.now()): boolean =>
  seen.reach.state === 'unreachable' ||
  (seen.readAt !== null &&
    (now - seen.readAt > patience ||
      servicesOn(seen).every(({ gateway }) => !gateway?.running || gateway.unread !== unasked)));

/** What is told beside what was read: from the record, of one service. */
export type Told = Pick<ListedService, 'stage' | 'last'>;

/** What the host says by itself: how it is guarded is this console's. */
export type SaidOfHost = Omit<ListedHost, keyof Safety>;

/** Pure: a host in the contract's words. `lastKnown` stands in where it never answered. */
export function listedHost(
  seen: SeenHost,
  lastKnown: readonly ServiceStatus[],
  told: (service: string, seen: SeenService | null) => Told,
): SaidOfHost {
  const { name, url, info, reach } = seen;
  const services = servicesOn(seen);
  const served =
    seen.readAt === null
      ? lastKnown.map((it) => listed(it, told(it.service, null)))
      : services.map((it) => listed(asReached(statusOf(it), reach), told(it.service, it)));
  const shown = new Set(services.map(({ service }) => service));
  return {
    name,
    url,
    state: reach.state,
    engine: info && {
      id: info.id,
      version: info.version,
      api: info.api,
      architecture: info.architecture,
      cpus: info.cpus,
      memory: info.memory,
    },
    containers: seen.readAt === null ? null : seen.containers.size,
    services: seen.readAt === null ? null : served.length,
    ...('reason' in reach ? { reason: reach.reason } : {}),
    readAt: seen.readAt === null ? null : new Date(seen.readAt).toISOString(),
    tookMs: seen.tookMs,
    served,
    others: [...seen.containers.values()]
      .filter((it) => !shown.has(serviceOf(it) ?? ''))
      .map(containerOf)
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** What was seen last of a host that is away is no statement about now; what was retired has nothing there that could change. */
function asReached(status: ServiceStatus, reach: SeenHost['reach']): ServiceStatus {
  if (reach.state !== 'unreachable' || status.state === 'retired') return status;
  return { ...status, state: 'unknown', reason: reach.reason };
}

function listed({ gateway: _, traffic: __, ...status }: ServiceStatus, told: Told): ListedService {
  return { ...status, ...told };
}

const shownAs = new WeakMap<ListedContainer, Container>();

/** The same object for the same one: what compares lists compares by that. */
function containerOf(found: ListedContainer): Container {
  const shown = shownAs.get(found) ?? describe(found);
  shownAs.set(found, shown);
  return shown;
}

function describe(found: ListedContainer): Container {
  const { id, name, reference, state, status, createdAt, exposes } = found;
  return {
    id,
    name,
    image: reference,
    state: stateOf(state),
    status,
    createdAt: new Date(createdAt).toISOString(),
    ports: [...exposes],
    service: serviceOf(found),
    role: serviceOf(found) === null ? null : roleOf(found),
  };
}

function roleOf({ labels }: ListedContainer): Container['role'] {
  const role = labels[label.role];
  return role === 'replica' || role === 'gateway' ? role : 'other';
}

const states = ['created', 'running', 'paused', 'restarting', 'removing', 'exited'] as const;

/** A word that no engine of today says is as good as dead. */
export const stateOf = (said: string): Container['state'] => states.find((it) => it === said) ?? 'dead';
