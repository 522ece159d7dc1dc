import { label, names } from '../docker/labels.ts';
import type { Engine } from '../docker/types.ts';

/**
 * Removes what was made to try releases of a service beside what serves: containers, their volumes and networks, of `only` one try or of
 * all. What is tried is nobody's to count on, so a deployment takes it away, and so does whoever finds that its console died.
 */
export async function sweepTries(engine: Engine, service: string, signal?: AbortSignal, only?: string): Promise<void> {
  const prefix = only ?? names.tries(service);
  const isTry = ({ name, labels }: { name: string; labels: Readonly<Record<string, string>> }) =>
    name.startsWith(prefix) && labels[label.service] === service && labels[label.role] === 'probe';
  const ours = [`${label.service}=${service}`, `${label.role}=probe`];
  for (const found of (await engine.listContainers(ours, signal)).filter(isTry))
    await engine.removeContainer(found.id, signal);
  for (const found of (await engine.listVolumes(ours, signal)).filter(isTry))
    await engine.removeVolume(found.name, signal);
  for (const found of (await engine.listNetworks(ours, signal)).filter(isTry))
    await engine.removeNetwork(found.id, signal);
}
