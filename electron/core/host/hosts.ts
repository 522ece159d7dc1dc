import type { Host } from '#contract/host';
import { Problem } from '#contract/problem';
import { connect, localUrl } from '../docker/connect.ts';
import { label, ofService } from '../docker/labels.ts';
import type { Engine, EngineInfo } from '../docker/types.ts';
import { until } from '../service/reading.ts';
import type { Store } from '../store/store.ts';

/** An engine that answered, by the name it has in the console. */
export type OpenHost = { readonly name: string; readonly engine: Engine; readonly info: EngineInfo };

export type Hosts = {
  /** Every host's name and address; the local one is always there. */
  known(): readonly { readonly name: string; readonly url: string }[];
  /** The name of a host, or of the only or local one when none is named; asks nobody. UNKNOWN_HOST. */
  named(name: string | undefined): string;
  /** Opens a host, or the only or local one when none is named. UNKNOWN_HOST or HOST_UNREACHABLE. */
  open(name: string | undefined, signal?: AbortSignal): Promise<OpenHost>;
  list(): Promise<Host[]>;
  check(name: string): Promise<Host>;
  add(name: string, url: string): Promise<Host>;
  remove(name: string): void;
  close(): void;
};

export const localName = 'local';

export function openHosts(store: Store, env: NodeJS.ProcessEnv): Hosts {
  const open = new Map<string, Promise<OpenHost>>();
  const known = () => [
    { name: localName, url: localUrl(env) },
    ...store.hosts.list().filter(({ name }) => name !== localName),
  ];

  const find = (name: string | undefined) => {
    const hosts = known();
    const found = hosts.find((host) => host.name === (name ?? localName));
    if (found) return found;
    throw new Problem('UNKNOWN_HOST', `There is no host ${name}`, {
      hint: `Known: ${hosts.map((host) => host.name).join(', ')}. "slipway hosts add NAME URL" adds one.`,
    });
  };

  async function reach(name: string, url: string): Promise<OpenHost> {
    const engine = await connect(url, env);
    try {
      return { name, engine, info: await engine.info() };
    } catch (error) {
      engine.close();
      throw error;
    }
  }

  const hosts: Hosts = {
    known,
    named: (name) => find(name).name,
    async open(name, signal) {
      const { name: found, url } = find(name);
      const opening = open.get(found) ?? reach(found, url);
      open.set(found, opening);
      // A host that did not answer is asked again the next time.
      opening.catch(() => open.get(found) === opening && open.delete(found));
      // All who wait share one opening, each with a signal of their own.
      return signal ? until(opening, signal) : opening;
    },
    list: () => Promise.all(known().map(({ name }) => hosts.check(name))),
    async check(name) {
      const { url } = find(name);
      try {
        const { engine, info } = await hosts.open(name);
        const ours = await engine.listContainers(ofService());
        return describe(name, url, info, new Set(ours.map((it) => it.labels[label.service])).size);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        return {
          name,
          url,
          state: 'unreachable',
          engine: null,
          containers: null,
          services: null,
          reason: error.message,
        };
      }
    },
    async add(name, url) {
      if (known().some((host) => host.name === name)) {
        throw new Problem('BAD_COMMAND', `There is a host ${name} already`, {
          hint: `"slipway hosts remove ${name}" forgets it.`,
        });
      }
      const { engine, info } = await reach(name, url);
      engine.close();
      store.hosts.add({ name, url });
      return describe(name, url, info, null);
    },
    remove(name) {
      if (name === localName) {
        throw new Problem('BAD_COMMAND', 'The local host cannot be forgotten', {
          hint: 'DOCKER_HOST says which engine it is.',
        });
      }
      find(name);
      store.hosts.remove(name);
      open
        .get(name)
        ?.then(({ engine }) => engine.close())
        .catch(() => {});
      open.delete(name);
    },
    close() {
      for (const opening of open.values()) opening.then(({ engine }) => engine.close()).catch(() => {});
      open.clear();
    },
  };
  return hosts;
}

function describe(name: string, url: string, info: EngineInfo, services: number | null): Host {
  const { id, version, api, architecture, cpus, memory, containers } = info;
  return {
    name,
    url,
    state: 'connected',
    engine: { id, version, api, architecture, cpus, memory },
    containers,
    services,
  };
}
