import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Deployment } from '#contract/deployment';
import type { Verification } from '#contract/history';
import type { ServiceStatus } from '#contract/service';
import { label, names } from '#core/docker/labels';
import type { ContainerSummary, Engine } from '#core/docker/types';
import { hashOf } from '#core/gateway/config';
import { look, readState } from '#core/gateway/switch';

/** All that is there of one service, from the host alone, when nobody works on it. */
export type OnHost = {
  readonly service: string;
  /** Every container that carries the service's label: its name, state and role. */
  readonly containers: readonly { readonly name: string; readonly state: string; readonly role: string }[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
  /** Volumes of secrets that kept releases have. */
  readonly secrets: readonly string[];
  /** Numbers of the releases whose images are pinned, and of those whose files are kept, sorted. */
  readonly pins: readonly number[];
  readonly kept: readonly number[];
  /** What the gateway's volume says serves; null without a gateway. */
  readonly serving: { readonly release: number | null; readonly replicas: readonly string[] } | null;
  readonly epoch: number;
  /** Whether what is in force changes it in place: a rollback and a restart then do so too, with a gap that is said. */
  readonly inPlace: boolean;
  /** Hash of the configuration on the volume, and of the one that runs. */
  readonly written: string | null;
  readonly running: string | null;
};

/** What consoles say and have on record about it. */
export type OnRecord = {
  readonly status: ServiceStatus | null;
  /** The same, asked from a console that knows nothing. */
  readonly fromNothing: ServiceStatus | null;
  readonly histories: readonly (readonly Deployment[])[];
  readonly verified: readonly Verification[];
  /** Calls that changed something while what is settled already was settled again. */
  readonly again: readonly string[];
};

export async function onHost(engine: Engine, service: string): Promise<OnHost> {
  const pinned = new RegExp(`^${names.pinRepository(service)}:r(\\d+)$`);
  const [all, networks, volumes, images] = await Promise.all([
    engine.listContainers([]),
    engine.listNetworks([`${label.service}=${service}`]),
    engine.listVolumes([`${label.service}=${service}`]),
    engine.listImages({ reference: `${names.pinRepository(service)}:*` }),
  ]);
  const ours = all.filter((it) => it.labels[label.service] === service);
  const gateway = ours.find((it) => it.labels[label.role] === 'gateway');
  const state = gateway ? await readState(engine, gateway.id) : null;
  const now = gateway?.state === 'running' ? await look(engine, gateway.id) : null;
  const numbers = (all: Iterable<number>) => [...all].sort((a, b) => a - b);
  return {
    service,
    containers: ours.map(({ name, state, labels }) => ({ name, state, role: labels[label.role] ?? '' })),
    networks: networks.map(({ name }) => name),
    volumes: volumes.map(({ name }) => name),
    secrets: [...new Set([...(state?.releases.values() ?? [])].flatMap(secretsOf))].sort(),
    pins: numbers(images.flatMap(({ tags }) => tags).flatMap((tag) => Number(pinned.exec(tag)?.[1] ?? 0) || [])),
    kept: numbers(state?.releases.keys() ?? []),
    serving: state?.serving
      ? { release: state.serving.release, replicas: state.serving.replicas.map(({ name }) => name) }
      : null,
    epoch: state?.epoch ?? 0,
    inPlace: strategyOf(state?.releases.get(state.serving?.release ?? 0)) === 'in-place',
    written: state ? hashOf(state.config) : null,
    running: now?.running?.hash ?? null,
  };
}

const strategyOf = (kept: unknown): string | undefined =>
  (kept as { present?: { policy?: { strategy?: { kind?: string } } } } | null)?.present?.policy?.strategy?.kind;

const secretsOf = (kept: unknown): string[] =>
  ((kept as { secretVolumes?: { name: string }[] } | null)?.secretVolumes ?? []).map(({ name }) => name);

/** What tells that a container which is not ours is as it was: a line each. */
export async function strangers(engine: Engine): Promise<string[]> {
  const all = await engine.listContainers([]);
  const theirs = all.filter((it: ContainerSummary) => it.labels[label.service] === undefined);
  return theirs.map(({ id, name, state, image }) => `${name} ${id.slice(0, 12)} ${image} ${state}`).sort();
}

/** Where a value stands in plain sight: files of the data folders, and what the engine tells of its containers. */
export async function sightings(engine: Engine, folders: readonly string[], value: string): Promise<string[]> {
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((it) => it.isFile())
      .map((it) => join(it.parentPath, it.name)),
  );
  const containers = await engine.listContainers([]);
  const details = await Promise.all(containers.map(({ id }) => engine.inspectContainer(id)));
  return [
    ...files.filter((file) => readFileSync(file).includes(value)),
    ...details.flatMap((it) => (it && JSON.stringify(it).includes(value) ? it.Name : [])),
  ];
}
