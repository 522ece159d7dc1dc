import type { Deployment } from '#contract/deployment';
import { Problem } from '#contract/problem';
import type { KeptRelease, ServiceDetail, ServiceStatus } from '#contract/service';
import type { Engine } from '../docker/types.ts';
import { readState } from '../gateway/switch.ts';
import type { GatewayState } from '../gateway/types.ts';
import type { Hosts } from '../host/hosts.ts';
import { releaseName, releaseRef } from '../release/release.ts';
import type { ServiceFile } from '../service/schema.ts';
import { stageRecorded } from '../service/stage.ts';
import { serviceStatus, unknownService } from '../service/status.ts';
import { weightsOf } from '../service/weights.ts';
import { fileOf, type Parts, written } from '../service/written.ts';
import type { Store } from '../store/store.ts';
import { readKept } from './kept.ts';
import type { Kept } from './observed.ts';
import { isFilled } from './secret-volumes.ts';

export type Showing = {
  readonly hosts: Pick<Hosts, 'known' | 'open'>;
  readonly store: Pick<Store, 'deployments'>;
};

/** Milliseconds for one host, as for a status. */
const patience = 5_000;
/** Deployments of the service that are looked through for what was measured, the newest first. */
const looked = 100;

/** All of one service, read from its host; what was measured comes from the record. UNKNOWN_SERVICE, HOST_UNREACHABLE. */
export async function showService(
  { hosts, store }: Showing,
  asked: { readonly service: string; readonly host?: string | undefined },
): Promise<ServiceDetail> {
  const found = await serviceStatus({ hosts, store }, { service: asked.service });
  const here = found.filter(({ host }) => asked.host === undefined || host === asked.host);
  const status = here.find(({ state }) => state !== 'retired' && state !== 'unknown') ?? here[0];
  if (!status) throw unknownService(asked.service);
  const past = store.deployments.list({ service: status.service, host: status.host, limit: looked });
  const signal = AbortSignal.timeout(patience);
  const read = status.gateway ? await readHost(hosts, status, signal).catch(unlessLate) : null;
  const kept = [...(read?.state?.releases.values() ?? [])].map(readKept).filter((it) => it !== null);
  const serving = kept.find(({ number }) => releaseName(number) === status.release?.release) ?? null;
  const file = serving ? fileServed(status, serving) : fileRecorded(store, status, past);
  return {
    status,
    stage: serving?.present.policy.stage ?? stageRecorded(store, status) ?? 'trial',
    text: file ? written(file) : '',
    file,
    owner: file?.integration.owner ?? null,
    servingSince: serving && sinceOf(serving, read?.state ?? null, past),
    releases: kept
      .toSorted((a, b) => b.number - a.number)
      .map((release) => ({
        ...releaseRef(release),
        since: sinceOf(release, read?.state ?? null, past),
        serves: release === serving,
        note: release.with.policy.note,
        seconds: release === serving ? null : secondsTo(release, past),
        lost: read?.lost.get(release.number) ?? null,
      })),
  };
}

function fileServed({ service, replicas }: ServiceStatus, { run, present, with: first }: Kept) {
  const admitted = replicas.filter((it) => it.admitted).length;
  const { front, policy } = present;
  return fileOf({ service, replicas: admitted || first.replicas, run, front, policy });
}

/** Where the host does not tell: the file of the newest deployment that succeeded. */
function fileRecorded(
  store: Showing['store'],
  { service }: ServiceStatus,
  past: readonly Deployment[],
): ServiceFile | null {
  const newest = past.find(({ state, kind }) => state === 'succeeded' && kind !== 'retire');
  const file = newest && (store.deployments.record(newest.id).file as Partial<Parts> | null);
  if (!file?.run || !file.front || !file.policy) return null;
  const { run, front, policy, replicas = null } = file;
  return fileOf({ service, replicas, run, front, policy });
}

/** Its host took too long: what was read before is shown. */
function unlessLate(error: unknown): null {
  if (error instanceof DOMException && error.name === 'TimeoutError') return null;
  throw error;
}

type Read = { readonly state: GatewayState | null; readonly lost: ReadonlyMap<number, string> };

async function readHost(hosts: Showing['hosts'], { host, gateway, service }: ServiceStatus, signal: AbortSignal) {
  const { engine } = await hosts.open(host, signal);
  const state = await readState(engine, gateway?.id ?? '', signal).catch(unlessAway);
  const lost = state ? await lostOf(engine, service, state, signal) : new Map<number, string>();
  return { state, lost } satisfies Read;
}

/** Status was just read: what is gone since then is shown as far as it is there. */
function unlessAway(error: unknown): null {
  if (error instanceof Problem && error.code !== 'HOST_UNREACHABLE') return null;
  throw error;
}

/** Why kept releases could not return, by a cheap look: is everything there that they are made of? */
async function lostOf(
  engine: Engine,
  service: string,
  state: GatewayState,
  signal: AbortSignal,
): Promise<Map<number, string>> {
  const volumes = await engine.listVolumes([], signal);
  const there = new Set(volumes.map(({ name }) => name));
  const filled = new Set(volumes.filter((it) => isFilled(it, service)).map(({ name }) => name));
  const reasons = await Promise.all(
    [...state.releases].map(async ([number, value]): Promise<[number, string] | null> => {
      const kept = readKept(value);
      if (!kept) return null;
      const image = await engine.inspectImage(kept.image, signal);
      const place = weightsOf(kept.run.model);
      const secrets = (kept.secretVolumes ?? []).find(({ name }) => !filled.has(name));
      if (!image) return [number, `its image ${kept.run.model.image} is no longer on the host`];
      if (place && !there.has(place.volume)) return [number, `the volume ${place.volume} with its weights is gone`];
      return secrets ? [number, `the volume ${secrets.name} with its secrets is gone`] : null;
    }),
  );
  return new Map(reasons.filter((it) => it !== null));
}

type Line = {
  id?: unknown;
  at?: unknown;
  state?: unknown;
  from?: { release?: unknown } | null;
  to?: { release?: unknown } | null;
};

/** When it last came to serve: by the record where that has it, else by its line on the host. */
function sinceOf({ number, createdAt }: Kept, state: GatewayState | null, past: readonly Deployment[]): string {
  const name = releaseName(number);
  const lines = (state?.deployments ?? []) as readonly Line[];
  const line = lines.findLast(
    (it) =>
      it.state === 'succeeded' && it.to?.release === name && it.from?.release !== name && typeof it.at === 'string',
  );
  const record = past.find(({ id }) => id === line?.id);
  return record?.servingAt ?? (line?.at as string | undefined) ?? createdAt;
}

/** What going back to it took when that was measured: the whole way when somebody went it, else its start from the image. */
function secondsTo(release: Kept, past: readonly Deployment[]): KeptRelease['seconds'] {
  const name = releaseName(release.number);
  const went = past.find((it) => it.kind === 'rollback' && it.state === 'succeeded' && it.to?.release === name);
  const proof = past.map(({ evidence }) => evidence.wayBack).find((it) => it?.release.release === name);
  const ms = went?.evidence.switchedMs ?? proof?.coldMs ?? release.served?.startMs ?? null;
  return ms === null ? null : Math.round(ms / 100) / 10;
}
