import { label } from '#core/docker/labels';
import type { Engine, EngineEvent, EngineInfo, ListedContainer } from '#core/docker/types';
import type { Hosts } from '#core/host/hosts';
import { engineInfo } from '#support/engine-info';

export const container = (name: string, more: Partial<ListedContainer> = {}): ListedContainer => ({
  id: `id-${name}`,
  name,
  image: 'sha256:1',
  reference: 'nginx:1',
  state: 'running',
  status: 'Up 3 minutes',
  labels: {},
  ports: [],
  exposes: [],
  createdAt: 1_700_000_000_000,
  ...more,
});

export const ours = (service: string, role: string, more: Record<string, string> = {}): Record<string, string> => ({
  [label.service]: service,
  [label.role]: role,
  ...more,
});

const info: EngineInfo = { ...engineInfo, id: 'engine-1', name: 'lab', cpus: 2, runtimes: [], liveRestore: false };

/** An engine that only has containers and events: what it is asked is counted in `calls`. */
export function engineDouble() {
  const containers = new Map<string, ListedContainer>();
  const calls: string[] = [];
  /** Services that have a volume. */
  const volumes: string[] = [];
  let listener: { tell(event: EngineEvent): void; fail(error: unknown): void } | null = null;
  const engine: Partial<Engine> = {
    info: async () => info,
    hostTime: async () => Date.now(),
    listVolumes: async () =>
      volumes.map((service) => ({ name: `slipway-${service}`, labels: ours(service, 'gateway') })),
    everyContainer: async (ids) => {
      calls.push(ids === null ? 'list' : `list ${ids.join(' ')}`);
      const all = [...containers.values()];
      return ids === null ? all : all.filter(({ id }) => ids.includes(id));
    },
    followEvents: ({ onOpen }, onEvent, signal) =>
      new Promise((resolve, fail) => {
        listener = { tell: onEvent, fail };
        signal.addEventListener('abort', () => resolve());
        onOpen();
      }),
  };
  const put = (it: ListedContainer) => {
    containers.set(it.id, it);
    listener?.tell({ of: 'container', id: it.id, action: 'create' });
  };
  return {
    calls,
    volumes,
    put,
    /** Changes without a word, as while nobody listens. */
    silently: (it: ListedContainer) => void containers.set(it.id, it),
    remove(name: string) {
      containers.delete(`id-${name}`);
      listener?.tell({ of: 'container', id: `id-${name}`, action: 'destroy' });
    },
    /** The stream of events ends with an error. */
    fail: (error: unknown) => listener?.fail(error),
    listens: () => listener !== null,
    open: { name: 'local', engine: engine as Engine, info },
  };
}

/** Hosts by name; one that is a function is opened by it, which may fail or never answer. */
export function hostsDouble(
  hosts: Record<string, ReturnType<typeof engineDouble> | (() => Promise<never>)>,
): Pick<Hosts, 'known' | 'open' | 'safety'> {
  return {
    safety: () => ({ mode: 'silent', production: false }),
    known: () => Object.keys(hosts).map((name) => ({ name, url: `unix:///${name}.sock` })),
    open: async (name = 'local') => {
      const host = hosts[name];
      if (!host) throw new Error(`no host ${name}`);
      return typeof host === 'function' ? host() : { ...host.open, name };
    },
  };
}
