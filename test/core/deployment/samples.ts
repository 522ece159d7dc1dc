import type { Kept, Observed, ObservedReplica, Present } from '#core/deployment/observed';
import type { Wanted } from '#core/deployment/wanted';
import { names } from '#core/docker/labels';
import type { ContainerSummary, Engine, ImageDetails } from '#core/docker/types';
import { noAccess } from '#core/gateway/access';
import type { Dial } from '#core/model/reach';
import type { Release, Served } from '#core/release/release';
import { parseServiceFile } from '#core/service/parse';
import type { ServiceFile } from '#core/service/schema';
import { frontHash, frontOf, policyOf, runOf } from '#core/service/split';
import { engineInfo } from '#support/engine-info';

export const service = 'digits';
const written = { service, model: { image: 'digits:1.0.0' }, scale: { replicas: 2 } };

export const file = (given: object = {}): ServiceFile =>
  parseServiceFile({ name: 'slipway.yaml', text: JSON.stringify({ ...written, ...given }) });

export const info = engineInfo;

export const served: Served = {
  protocol: 'oip-v2',
  port: 8080,
  model: 'digits',
  ready: { path: '/ready', least: 200, most: 299, contains: null },
  generated: [],
};

export function release(number: number, given: Partial<Release> = {}): Release {
  const of = file();
  return {
    number,
    version: `1.${number}.0`,
    digest: `sha256:d${number}`,
    image: `sha256:i${number}`,
    identity: `identity-${number}`,
    run: runOf(of),
    golden: [],
    with: { front: frontOf(of), policy: policyOf(of), declared: 2, replicas: 2 },
    served,
    createdAt: '2030-01-01T00:00:00.000Z',
    deployment: 'A',
    ...given,
  };
}

export const replica = (number: number, index: number, given: Partial<ObservedReplica> = {}): ObservedReplica => ({
  id: `id-${number}-${index}`,
  name: names.replica(service, number, index),
  release: number,
  state: 'ready',
  admitted: true,
  usable: true,
  ...given,
});

/** A host that has nothing of the service. */
export const nothing: Observed = {
  service,
  engine: info,
  gateway: null,
  serving: null,
  present: null,
  replicas: [],
  releases: new Map(),
  network: false,
  volume: false,
  secretVolumes: [],
  callers: [],
  highest: 0,
  epoch: 0,
  lastGap: null,
  portsTaken: [],
  namesTaken: new Set(),
  strangers: [],
};

const presentOf = (number: number, of: ServiceFile): Present => ({
  release: number,
  declared: of.scale.replicas ?? null,
  front: frontOf(of),
  policy: policyOf(of),
  address: { host: '127.0.0.1', port: 9000 },
});
export const kept = (it: Release, of = file()): Kept => ({ ...it, present: presentOf(it.number, of) });

/** A host where release r1 serves from two replicas at port 9000; `of` is the file that put it in force. */
export function serving(given: Partial<Observed> = {}, of = file()): Observed {
  const replicas = given.replicas ?? [replica(1, 1), replica(1, 2)];
  const admitted = replicas.filter((it) => it.admitted);
  return {
    ...nothing,
    gateway: {
      id: 'gateway',
      name: names.gateway(service),
      image: 'sha256:gateway',
      running: true,
      address: '127.0.0.1:9000',
      connected: true,
      networks: [],
    },
    serving: {
      service,
      epoch: 1,
      release: 1,
      frontHash: frontHash(frontOf(of)),
      replicas: admitted.map(({ name }) => ({ name, release: 1, weight: 100, port: 8080, ready: served.ready })),
    },
    present: presentOf(1, of),
    replicas,
    releases: new Map([[1, kept(release(1), of)]]),
    network: true,
    volume: true,
    highest: 1,
    epoch: 1,
    ...given,
  };
}

/** What a file asks for as release `number`, once it is worked out. */
export function wanted(number: number, given: Partial<Wanted> = {}, of = file()): Wanted {
  return {
    kind: 'deploy',
    service,
    release: release(number),
    replicas: 2,
    declared: 2,
    front: frontOf(of),
    access: noAccess,
    frontHash: frontHash(frontOf(of)),
    policy: policyOf(of),
    asksAnew: false,
    presentChanged: true,
    address: { host: '127.0.0.1', port: 9000 },
    gateway: { reference: 'haproxy:3.2-alpine', id: 'sha256:gateway', replace: false },
    fresh: false,
    isNew: true,
    pull: null,
    secrets: [],
    watch: 0,
    drain: 10_000,
    ...given,
  };
}

export type LocalImage = { Id: string; RepoDigests?: string[]; Architecture?: string; version?: string };

/** An engine that has these images by reference, and whose registry tells these digests; anything else it is asked fails. */
export function imagesOnly(local: Record<string, LocalImage>, remote: Record<string, string> = {}): Engine {
  const verbs: Pick<Engine, 'inspectImage' | 'remoteDigest'> = {
    inspectImage: async (reference) => {
      const found = local[reference] ?? Object.values(local).find(({ Id }) => Id === reference);
      if (!found) return null;
      const { version, ...image } = found;
      const Labels = version ? { 'org.opencontainers.image.version': version } : {};
      return { Architecture: 'amd64', RepoDigests: [], ...image, Config: { Labels } } as unknown as ImageDetails;
    },
    remoteDigest: async (reference) => {
      const digest = remote[reference];
      if (digest) return digest;
      throw new Error(`no registry has ${reference}`);
    },
  };
  return verbs as Engine;
}

/** The same engine with the containers of release r1 on it; what is asked of them is answered at `dial`. */
export function hostOf(local: Record<string, LocalImage>, given: { identity?: string; dial?: Dial } = {}): Engine {
  const labels = { 'io.slipway.identity': given.identity ?? 'identity-1' };
  const verbs: Pick<Engine, 'listContainers' | 'dial' | 'listVolumes'> = {
    listContainers: async () => [{ labels } as unknown as ContainerSummary],
    listVolumes: async () => [],
    dial: async (_id, _command, signal = AbortSignal.timeout(5_000)) => {
      if (given.dial) return given.dial(signal);
      throw new Error('nothing is asked of what runs');
    },
  };
  return { ...imagesOnly(local), ...verbs };
}
