import type { KeyTraffic, ReplicaState, ServiceStatus, Traffic } from '#contract/service';
import { label, type Role } from '../docker/labels.ts';
import type { ContainerSummary } from '../docker/types.ts';
import type { GatewayLook, GatewayServer, GatewayState } from '../gateway/types.ts';
import { type Release, releaseName, releaseRef } from '../release/release.ts';
import { unendedIn, unendedText } from './unended.ts';

/** One service as it was read from its host. `containers` are all that carry its label. */
export type SeenService = {
  readonly service: string;
  readonly host: string;
  readonly containers: readonly ContainerSummary[];
  readonly gateway: SeenGateway | null;
};

/** `look` is null when the gateway does not run or did not answer; `unread` says why it could not be read in time. */
export type SeenGateway = {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly running: boolean;
  readonly address: string | null;
  readonly state: GatewayState | null;
  readonly look: GatewayLook | null;
  readonly traffic: readonly Traffic[];
  readonly keys?: readonly KeyTraffic[];
  readonly unread?: string;
};

export const inRole = (containers: readonly ContainerSummary[], role: Role): ContainerSummary[] =>
  containers.filter((it) => it.labels[label.role] === role);

/** Pure: what was seen, in the contract's words. What the running gateway says goes before what its file says. */
export function statusOf(seen: SeenService): ServiceStatus {
  const { service, host, gateway } = seen;
  const lock = inRole(seen.containers, 'lock').find((it) => it.state === 'running') ?? null;
  const servers = new Map((gateway?.look?.servers ?? []).map((server) => [server.replica, server]));
  const admitted = [...servers.values()].filter((server) => !server.draining);
  const replicas = inRole(seen.containers, 'replica').map((found) => ({
    name: found.name,
    id: found.id,
    state: replicaState(found, servers.get(found.name), gateway?.look ? lock : 'unasked'),
    release: releaseName(Number(found.labels[label.release] ?? 0)),
    admitted: admitted.some((server) => server.replica === found.name),
  }));
  const { state, reason } = standing(seen, admitted, lock);
  return {
    service,
    host,
    address: gateway?.address ?? null,
    ...(gateway?.state?.serving?.access?.tls ? { tls: true } : {}),
    state,
    release: servedRelease(gateway, admitted),
    replicas: replicas.toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true })),
    gateway: gateway && { name: gateway.name, id: gateway.id, image: gateway.image, running: gateway.running },
    traffic: [...(gateway?.traffic ?? [])],
    ...(gateway?.keys ? { keys: [...gateway.keys] } : {}),
    ...(reason ? { reason } : {}),
  };
}

type Standing = { readonly state: ServiceStatus['state']; readonly reason?: string };

function standing(seen: SeenService, admitted: readonly GatewayServer[], lock: ContainerSummary | null): Standing {
  const { gateway, containers } = seen;
  if (lock) return { state: 'deploying', reason: `by ${lock.labels[label.holder]} since ${lock.labels[label.since]}` };
  if (!gateway) {
    const left = inRole(containers, 'replica').length;
    return left > 0
      ? { state: 'down', reason: `there is no gateway; replicas without one: ${left}` }
      : { state: 'retired' };
  }
  if (!gateway.running) return { state: 'down', reason: 'its gateway does not run' };
  if (gateway.unread !== undefined) return { state: 'unknown', reason: gateway.unread };
  if (!gateway.look?.running) return { state: 'down', reason: 'its gateway runs but does not answer' };
  if (gateway.state?.serving?.paused) return { state: 'down', reason: 'a change in place was begun and not ended' };
  if (admitted.length === 0) return { state: 'down', reason: 'its gateway sends requests to no replica' };
  const down = admitted.filter((server) => !server.up).map((server) => server.replica);
  if (down.length === admitted.length) return { state: 'down', reason: 'none of its replicas is ready' };
  if (down.length > 0) return { state: 'degraded', reason: `not ready: ${down.join(', ')}` };
  return { state: 'serving', ...leftOver(seen) };
}

/** Containers that neither serve nor belong to a deployment under way: an interrupted one leaves them. */
function leftOver({ containers, gateway }: SeenService): { reason?: string } {
  const known = new Set(gateway?.look?.servers.map((server) => server.replica));
  const left = inRole(containers, 'replica').filter((it) => !known.has(it.name));
  const unended = unendedIn(containers, gateway?.state?.deployments ?? []);
  const whose = unended.find(({ replicas }) => left.some(({ name }) => replicas.includes(name)));
  const by = whose?.by ? ` (left by ${unendedText(whose)})` : '';
  return left.length > 0 ? { reason: `not in service: ${left.map((it) => it.name).join(', ')}${by}` } : {};
}

/** Docker's words for a container's state, as an operator sees a replica of which nothing else is known. */
export function stateOf({ state }: Pick<ContainerSummary, 'state'>): ReplicaState {
  switch (state) {
    case 'running':
      return 'ready';
    case 'created':
    case 'restarting':
      return 'starting';
    case 'paused':
      return 'unhealthy';
    default:
      return 'exited';
  }
}

/** `lock` is the deployment under way if there is one, `unasked` when no gateway could say how the replica is. */
function replicaState(
  found: ContainerSummary,
  server: GatewayServer | undefined,
  lock: ContainerSummary | null | 'unasked',
): ReplicaState {
  const alone = stateOf(found);
  if (alone !== 'ready') return alone;
  if (lock === 'unasked') return 'unhealthy';
  if (server) return server.draining ? 'draining' : server.up ? 'ready' : 'unhealthy';
  const arriving = lock === null || lock.labels[label.deployment] === found.labels[label.deployment];
  return arriving ? 'starting' : 'draining';
}

function servedRelease(gateway: SeenGateway | null, admitted: readonly GatewayServer[]): ServiceStatus['release'] {
  const { state, look } = gateway ?? {};
  // Between the writing of a configuration and its first request the file is ahead of what serves.
  const ahead = look?.running && look.running.epoch !== state?.serving?.epoch;
  const number = ahead ? admitted[0]?.release : state?.serving?.release;
  const kept = number ? state?.releases.get(number) : null;
  return kept ? releaseRef(kept as Release) : null;
}
