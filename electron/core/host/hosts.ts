import type { Host, NewHost, NewSafety, SafeMode, Safety, TlsFiles } from '#contract/host';
import { Problem } from '#contract/problem';
import { connect } from '../docker/connect.ts';
import { dockerContext } from '../docker/contexts.ts';
import { label, ofService } from '../docker/labels.ts';
import { localEndpoint } from '../docker/local.ts';
import { Refused } from '../docker/ssh/failure.ts';
import { openKeyring } from '../docker/ssh/keyring.ts';
import { usualTlsFiles } from '../docker/tls-files.ts';
import type { Engine, EngineInfo } from '../docker/types.ts';
import { until } from '../service/reading.ts';
import type { Store } from '../store/store.ts';
import { localName } from './local-name.ts';
import { onlyLooking } from './only-looking.ts';
import { permit } from './permit.ts';
import { isLess, safetyIn, tellingTwins } from './safety.ts';
import { unreached } from './unreached.ts';

/**
 * An engine that answered, by the name it has in the console, and how the host was guarded when it was opened: the engine of
 * a read-only one refuses what changes something. What has begun on it by then goes on to its end.
 */
export type OpenHost = {
  readonly name: string;
  readonly engine: Engine;
  readonly info: EngineInfo;
  readonly mode?: SafeMode;
};

export type Hosts = {
  /** Every host's name and address; the local one is always there. */
  known(): readonly KnownHost[];
  /** The name of a host, or of the only or local one when none is named; asks nobody. UNKNOWN_HOST. */
  named(name: string | undefined): string;
  /** Opens a host, or the only or local one when none is named. UNKNOWN_HOST or HOST_UNREACHABLE. */
  open(name: string | undefined, signal?: AbortSignal): Promise<OpenHost>;
  list(): Promise<Host[]>;
  check(name: string): Promise<Host>;
  add(host: NewHost): Promise<Host>;
  remove(name: string): void;
  /** How a host is guarded here; asks nobody. */
  safety(name: string): Safety;
  /** Sets that. UNKNOWN_HOST; CONFIRMATION_NEEDED where it is less than before and nobody agreed. */
  guard(wanted: NewSafety): Safety & { readonly name: string };
  /** Opens a key file that a host asked for, until the console ends. */
  unlock(file: string, passphrase: string): Promise<void>;
  close(): void;
};

export type KnownHost = { readonly name: string; readonly url: string; readonly tls?: TlsFiles | null };

/** Milliseconds in which a host that refused us is not tried again by itself: who knocks too often is locked out. */
const afterRefusal = 60_000;

/** `acceptedKeys` is the file in which SSH host keys that were accepted here are kept. */
export function openHosts(store: Store, env: NodeJS.ProcessEnv, acceptedKeys: string | null = null): Hosts {
  const open = new Map<string, Promise<OpenHost>>();
  const refused = new Map<string, { readonly problem: Problem; readonly until: number }>();
  const keyring = openKeyring();
  const guards = safetyIn(store.settings);
  const known = (): KnownHost[] => [
    { name: localName, ...localEndpoint(env) },
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

  async function reach({ name, url, tls }: KnownHost, accepts: readonly string[] = []): Promise<OpenHost> {
    try {
      const engine = await connect(url, env, { tls, means: { trust: { file: acceptedKeys, accepts }, keyring } });
      try {
        return { name, engine, info: await engine.info() };
      } catch (error) {
        engine.close();
        throw error;
      }
    } catch (error) {
      throw error instanceof Problem ? unreached(error, { name, url }) : error;
    }
  }

  function opened(host: KnownHost): Promise<OpenHost> {
    const opening = open.get(host.name) ?? reach(host);
    open.set(host.name, opening);
    // A host that did not answer is asked again the next time.
    opening.catch((problem: unknown) => {
      if (open.get(host.name) === opening) open.delete(host.name);
      if (problem instanceof Problem && (problem.cause instanceof Refused || problem.asks))
        refused.set(host.name, { problem, until: performance.now() + afterRefusal });
    });
    return opening;
  }

  const hosts: Hosts = {
    known,
    named: (name) => find(name).name,
    async open(name, signal) {
      const host = find(name);
      const before = refused.get(host.name);
      if (before && performance.now() < before.until) throw before.problem;
      refused.delete(host.name);
      const opening = opened(host);
      // All who wait share one opening, each with a signal of their own.
      const there = await (signal ? until(opening, signal) : opening);
      const { mode } = guards.of(host.name);
      return { ...there, mode, engine: mode === 'read-only' ? onlyLooking(there.engine, host.name) : there.engine };
    },
    list: async () => tellingTwins(await Promise.all(known().map(({ name }) => hosts.check(name)))),
    async check(name) {
      const host = find(name);
      // Somebody wants to know now.
      refused.delete(name);
      try {
        const { engine, info } = await hosts.open(name);
        const ours = await engine.listContainers(ofService());
        const services = new Set(ours.map((it) => it.labels[label.service])).size;
        return { ...describe(host, info, services), ...warningsOf(engine), ...guards.of(name) };
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        return { ...unreachable(host, error), ...guards.of(name) };
      }
    },
    async add({ name, url: written, tls: files, accepts = [] }) {
      const host = endpointOf({ name, url: written, tls: files ?? null }, env);
      const before = known().find((it) => it.name === name);
      if (before && (before.url !== host.url || accepts.length === 0)) {
        throw new Problem('BAD_COMMAND', `There is a host ${name} already: ${before.url}`, {
          hint: `"slipway hosts remove ${name}" forgets it.`,
        });
      }
      const { engine, info } = await reach(host, accepts);
      const warnings = warningsOf(engine);
      engine.close();
      refused.delete(name);
      // By which files it was reached now, it is reached from everywhere.
      const tls = host.tls ?? (host.url.startsWith('tcp://') ? usualTlsFiles(env) : null);
      if (name !== localName) store.hosts.add({ ...host, tls });
      return { ...describe(host, info, null), ...warnings, ...guards.of(name) };
    },
    remove(name) {
      if (name === localName) {
        throw new Problem('BAD_COMMAND', 'The local host cannot be forgotten', {
          hint: 'DOCKER_HOST says which engine it is.',
        });
      }
      find(name);
      store.hosts.remove(name);
      // Another host of that name is another host.
      guards.forget(name);
      open
        .get(name)
        ?.then(({ engine }) => engine.close())
        .catch(() => {});
      open.delete(name);
      refused.delete(name);
    },
    safety: (name) => guards.of(name),
    guard({ name, agreed, ...wanted }) {
      find(name);
      const before = guards.of(name);
      const after = { mode: wanted.mode ?? before.mode, production: wanted.production ?? before.production };
      if (isLess(after.mode, before.mode))
        permit(loosened(name, before.mode), `Guarding it less (${after.mode})`, agreed);
      guards.set(name, after);
      return { name, ...after };
    },
    async unlock(file, passphrase) {
      await keyring.unlock(file, passphrase);
      refused.clear();
    },
    close() {
      for (const opening of open.values()) opening.then(({ engine }) => engine.close()).catch(() => {});
      open.clear();
    },
  };
  return hosts;
}

/**
 * A context of the docker command is looked up once, when it is added: somebody who changes it later must not move the
 * services of a host to another engine.
 */
function endpointOf(host: KnownHost, env: NodeJS.ProcessEnv): KnownHost {
  if (!host.url.startsWith('context:')) return host;
  const found = dockerContext(host.url.slice('context:'.length), env);
  return found ? { name: host.name, url: found.url, tls: host.tls ?? found.tls } : host;
}

/** What is read-only must be left by somebody: that takes the strictest agreement there is. */
const loosened = (name: string, mode: SafeMode) => ({ name, mode: mode === 'read-only' ? 'type-name' : mode });

type Described = Omit<Host, keyof Safety>;

function unreachable({ name, url }: KnownHost, { message, asks }: Problem): Described {
  const nothing = { engine: null, containers: null, services: null };
  return { name, url, state: 'unreachable', ...nothing, reason: message, ...(asks ? { asks } : {}) };
}

function warningsOf(engine: Engine): Pick<Host, 'warnings'> {
  const warnings = [...engine.remarks()];
  return warnings.length > 0 ? { warnings } : {};
}

function describe({ name, url }: KnownHost, info: EngineInfo, services: number | null): Described {
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
