import { label, names, ofService } from '../docker/labels.ts';
import type { ContainerSummary, Engine } from '../docker/types.ts';
import { Redacted } from './redacted.ts';

type Container = Pick<ContainerSummary, 'id' | 'name' | 'labels'>;

/**
 * The values of secrets that a service's containers have, which this console may not know, or not any more: read from
 * the host to be taken out of texts, and kept nowhere but in this process. Each volume is read once, in some 20 ms, and
 * nothing is made for it on the host.
 */
export type OnHost = {
  /** Empty for a container without secrets, and for one that is gone. A Problem where they cannot be read. */
  of(container: Container, signal?: AbortSignal): Promise<readonly Redacted[]>;
  /** Whether a volume was read. */
  has(volume: string): boolean;
  /** What was read so far, of all containers. */
  values(): readonly Redacted[];
};

export function secretsOnHost(engine: Engine, service: string): OnHost {
  const volumes = new Map<string, Promise<readonly Redacted[]>>();
  const containers = new Map<string, Promise<readonly Redacted[]>>();
  const known: Redacted[] = [];

  const read = async ({ id, labels }: Container, signal?: AbortSignal): Promise<readonly Redacted[]> => {
    const details = await engine.inspectContainer(id, signal);
    if (!details) return [];
    const mounts = details.Mounts.filter(({ Type, Name }) => Type === 'volume' && isOurs(Name, service));
    const inFiles = mounts.map(({ Name = '', Destination }) =>
      once(volumes, Name, () => filesAt(engine, id, Destination, signal)),
    );
    const found = [...environmentOf(details.Config.Env ?? [], labels), ...(await Promise.all(inFiles)).flat()];
    known.push(...found);
    return found;
  };
  return {
    of: async (container, signal) =>
      container.labels[label.secrets] ? once(containers, container.id, () => read(container, signal)) : [],
    has: (volume) => volumes.has(volume),
    values: () => known,
  };
}

/** What all containers of a service have, at once. */
export async function valuesOnHost(engine: Engine, service: string, signal: AbortSignal): Promise<readonly Redacted[]> {
  const onHost = secretsOnHost(engine, service);
  const containers = await engine.listContainers(ofService(service), signal);
  await Promise.all(containers.map((it) => onHost.of(it, signal)));
  return onHost.values();
}

/** The values in one volume, mounted in a container that runs or was never started. */
export async function filesAt(engine: Engine, id: string, folder: string, signal?: AbortSignal): Promise<Redacted[]> {
  const files = await engine.getFiles(id, folder, signal);
  return [...(files?.values() ?? [])].filter(({ length }) => length > 0).map((content) => new Redacted(content));
}

const isOurs = (volume: string | undefined, service: string): boolean =>
  volume?.startsWith(names.secrets(service, '')) === true;

/** Only the variables that hold secrets, as the container's label names them: the others are no secret. */
function environmentOf(environment: readonly string[], labels: Container['labels']): Redacted[] {
  const variables = new Set((labels[label.secretVariables] ?? '').split(','));
  return environment.flatMap((entry) => {
    const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(entry) ?? [];
    return variables.has(name) && value !== '' ? [new Redacted(Buffer.from(value))] : [];
  });
}

/** What failed is tried again by whoever asks next. */
function once<T>(kept: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const made = kept.get(key) ?? make();
  kept.set(key, made);
  made.catch(() => kept.delete(key));
  return made;
}
