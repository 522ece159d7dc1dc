import { label, names } from '../docker/labels.ts';
import type { ContainerSummary, Engine, EngineInfo } from '../docker/types.ts';
import { readVolume } from '../gateway/gateway.ts';
import { look, readState } from '../gateway/switch.ts';
import type { GatewayState } from '../gateway/types.ts';
import { stateOf } from '../service/standing.ts';
import { unendedIn } from '../service/unended.ts';
import { lastGap } from './gap.ts';
import { readKept } from './kept.ts';
import type { Kept, Observed, ObservedGateway, ObservedReplica } from './observed.ts';
import { isFilled } from './secret-volumes.ts';

/** `reader` is an image to read a volume with that no gateway has mounted; null leaves such a volume unread. */
export type Looking = { readonly info: EngineInfo; readonly reader: string | null; readonly signal: AbortSignal };

/** What runs now, read from the host alone: containers, networks and volumes by their labels, the rest from the gateway's volume. */
export async function observe(engine: Engine, service: string, { info, reader, signal }: Looking): Promise<Observed> {
  const [everything, network, volumes, pins] = await Promise.all([
    engine.listContainers([], signal),
    engine.inspectNetwork(names.network(service), signal),
    engine.listVolumes([], signal),
    engine.listImages({ reference: `${names.pinRepository(service)}:*` }, signal),
  ]);
  const volume = volumes.find(({ name }) => name === names.state(service));
  const ours = (it: { labels: Readonly<Record<string, string>> } | null | undefined) =>
    it?.labels[label.service] === service;
  const containers = everything.filter((it) => it.labels[label.service] === service);
  const gateway = containers.find((it) => it.labels[label.role] === 'gateway');
  const replicas = containers.filter((it) => it.labels[label.role] === 'replica');
  const [details, state] = gateway
    ? await Promise.all([describeGateway(engine, gateway, service, signal), readState(engine, gateway.id, signal)])
    : [null, ours(volume) && reader ? await readVolume(engine, service, reader, signal) : null];
  const admitted = new Set(state?.serving?.replicas.map(({ name }) => name));
  const serving = state?.serving?.release ? state.serving : null;
  const releases = releasesIn(state);
  return {
    service,
    engine: info,
    gateway: details,
    serving,
    present: releases.get(serving?.release ?? 0)?.present ?? null,
    replicas: replicas.map((it) => replicaOf(it, admitted.has(it.name))),
    releases,
    network: ours(network),
    volume: ours(volume),
    callers: state?.callers ?? [],
    secretVolumes: volumes.filter((it) => isFilled(it, service)).map(({ name }) => name),
    highest: highest(
      replicas,
      state,
      pins.flatMap(({ tags }) => tags),
    ),
    epoch: state?.epoch ?? 0,
    ...lastSwitch(state),
    lastGap: lastGap(state?.deployments ?? []),
    unended: state ? unendedIn(containers, state.deployments) : [],
    ...(details?.running && state?.serving?.paused ? await refusedSince(engine, details.id, state.epoch, signal) : {}),
    portsTaken: everything.filter((it) => it.id !== gateway?.id).flatMap((it) => it.ports.map(({ port }) => port)),
    namesTaken: new Set(everything.filter((it) => it.labels[label.service] !== service).map((it) => it.name)),
    strangers: [
      ...(network && !ours(network) ? [`network ${network.name}`] : []),
      ...(volume && !ours(volume) ? [`volume ${volume.name}`] : []),
    ],
  };
}

/** The gateway's worker began with the configuration that refuses; by the host's clock, and a gateway may say nothing. */
async function refusedSince(
  engine: Engine,
  gateway: string,
  epoch: number,
  signal: AbortSignal,
): Promise<Pick<Observed, 'refusedSince'>> {
  const [{ running }, now] = await Promise.all([look(engine, gateway, signal), engine.hostTime(signal)]);
  if (!running?.since || running.epoch !== epoch) return {};
  return { refusedSince: performance.now() - Math.max(0, now - running.since * 1000) };
}

async function describeGateway(
  engine: Engine,
  found: ContainerSummary,
  service: string,
  signal: AbortSignal,
): Promise<ObservedGateway | null> {
  const details = await engine.inspectContainer(found.id, signal);
  if (!details) return null;
  const [binding] = Object.values(details.HostConfig.PortBindings ?? {}).flat() as {
    HostIp?: string;
    HostPort?: string;
  }[];
  return {
    id: found.id,
    name: found.name,
    image: details.Image,
    // The engine calls what it keeps restarting running too: such a gateway answers nobody and takes no command.
    running: details.State.Running && !details.State.Restarting,
    address: `${binding?.HostIp || '0.0.0.0'}:${binding?.HostPort ?? ''}`,
    connected: names.network(service) in details.NetworkSettings.Networks,
    networks: Object.keys(details.NetworkSettings.Networks).filter((name) => name !== names.network(service)),
  };
}

function replicaOf(found: ContainerSummary, admitted: boolean): ObservedReplica {
  const state = stateOf(found);
  return {
    id: found.id,
    name: found.name,
    release: Number(found.labels[label.release] ?? 0),
    state,
    admitted,
    usable: admitted && state === 'ready',
  };
}

function releasesIn(state: GatewayState | null): ReadonlyMap<number, Kept> {
  const kept = [...(state?.releases.values() ?? [])].map(readKept).filter((it) => it !== null);
  return new Map(kept.map((release) => [release.number, release]));
}

/** A release that failed burned its number, and only its line tells. */
function numberIn(line: unknown): number {
  const { to } = line as { to?: { release?: string } | null };
  return Number(to?.release?.slice(1) ?? 0) || 0;
}

function lastSwitch(state: GatewayState | null): Pick<Observed, 'switchMs'> {
  const lines = (state?.deployments ?? []) as readonly { switchMs?: number }[];
  const switchMs = lines.findLast((line) => typeof line.switchMs === 'number')?.switchMs;
  return switchMs === undefined ? {} : { switchMs };
}

function highest(replicas: readonly ContainerSummary[], state: GatewayState | null, pins: readonly string[]): number {
  const numbers = [
    ...replicas.map((it) => Number(it.labels[label.release] ?? 0)),
    ...(state?.releases.keys() ?? []),
    ...(state?.deployments.map(numberIn) ?? []),
    ...pins.map((tag) => Number(/:r(\d+)$/.exec(tag)?.[1] ?? 0)),
  ];
  return Math.max(0, ...numbers);
}
