import { label, ofService } from '../docker/labels.ts';
import type { Hosts } from '../host/hosts.ts';
import { readHosts } from '../service/reading.ts';
import type { Store } from '../store/store.ts';

export type UsesDeps = {
  readonly hosts: Pick<Hosts, 'known' | 'open'>;
  readonly store: Pick<Store, 'deployments' | 'releases'>;
};

/** Deployments that are looked through for the services of a host which does not answer. */
const looked = 200;

/** Which services use a secret: those whose containers or kept volumes say so on their labels. */
export async function usesOf({ hosts, store }: UsesDeps): Promise<Map<string, Set<string>>> {
  const uses = new Map<string, Set<string>>();
  const add = (name: string, service: string) => {
    uses.set(name, (uses.get(name) ?? new Set()).add(service));
  };
  const readings = await readHosts(hosts, async ({ engine }, signal) => {
    const found = await Promise.all([
      engine.listContainers(ofService(), signal),
      engine.listVolumes(ofService(), signal),
    ]);
    return found.flat().map(({ labels }) => labels);
  });
  for (const reading of readings) {
    if ('problem' in reading) {
      for (const { service, names } of remembered(store, reading.host)) for (const name of names) add(name, service);
    } else {
      for (const labels of reading.found) for (const name of namesOn(labels)) add(name, labels[label.service] ?? '');
    }
  }
  return uses;
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
