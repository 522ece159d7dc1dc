import { label, ofService } from '../docker/labels.ts';
import type { ContainerSummary, Engine } from '../docker/types.ts';
import { readState } from '../gateway/switch.ts';
import type { Hosts } from '../host/hosts.ts';
import { certificateName } from '../service/certificate.ts';
import { readHosts } from '../service/reading.ts';
import type { Store } from '../store/store.ts';

export type UsesDeps = {
  readonly hosts: Pick<Hosts, 'known' | 'open'>;
  readonly store: Pick<Store, 'deployments' | 'releases'>;
};

/** Deployments that are looked through for the services of a host which does not answer. */
const looked = 200;

/** Services by the name of what they use: a model its secrets, a front its keys. */
export type Uses = {
  readonly models: ReadonlyMap<string, Set<string>>;
  readonly fronts: ReadonlyMap<string, Set<string>>;
};

/** Which services use a secret: those whose containers or kept volumes say so on their labels, or whose gateway asks for it. */
export async function usesOf({ hosts, store }: UsesDeps): Promise<Uses> {
  const models = new Map<string, Set<string>>();
  const fronts = new Map<string, Set<string>>();
  const add = (uses: Map<string, Set<string>>, name: string, service: string) => {
    uses.set(name, (uses.get(name) ?? new Set()).add(service));
  };
  const readings = await readHosts(hosts, async ({ engine }, signal) => {
    const [containers, volumes] = await Promise.all([
      engine.listContainers(ofService(), signal),
      engine.listVolumes(ofService(), signal),
    ]);
    return {
      all: [...containers, ...volumes].map(({ labels }) => labels),
      keys: await keysAt(engine, containers, signal),
    };
  });
  for (const reading of readings) {
    if ('problem' in reading) {
      for (const { service, names } of remembered(store, reading.host))
        for (const name of names) add(models, name, service);
    } else {
      for (const labels of reading.found.all)
        for (const name of namesOn(labels)) add(models, name, labels[label.service] ?? '');
      for (const { name, service } of reading.found.keys) add(fronts, name, service);
    }
  }
  return { models, fronts };
}

async function keysAt(engine: Engine, containers: readonly ContainerSummary[], signal: AbortSignal) {
  const gateways = containers.filter(({ labels }) => labels[label.role] === 'gateway');
  const found = await Promise.all(
    gateways.map(async ({ id, labels }) => {
      const state = await readState(engine, id, signal);
      const service = labels[label.service] ?? '';
      const names = (state?.callers ?? []).map(({ name }) => name);
      return [...names, ...(state?.serving?.access?.tls ? [certificateName(service)] : [])].map((name) => ({
        name,
        service,
      }));
    }),
  );
  return found.flat();
}

/** As a label has it: names have no comma. */
export const secretNames = (names: readonly string[]): string => [...new Set(names)].sort().join(',');

const namesOn = (labels: Readonly<Record<string, string>>): string[] =>
  (labels[label.secrets] ?? '').split(',').filter((name) => name !== '');

function remembered(store: UsesDeps['store'], host: string): { service: string; names: string[] }[] {
  const done = store.deployments.list({ host, state: 'succeeded', limit: looked });
  const newest = new Map(done.toReversed().map((deployment) => [deployment.service, deployment]));
  return [...newest.values()]
    .filter(({ kind }) => kind !== 'retire')
    .map(({ service, engine }) => {
      const release = store.releases.list(engine, service).at(-1);
      return { service, names: release?.run.model.secrets.map(({ name }) => name) ?? [] };
    });
}
