import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ContractRouterClient } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';
import { type api, writing } from '#contract/api';
import type { Paths, Restored } from '#contract/doctor';
import { Problem } from '#contract/problem';
import { type Candidates, openCandidates } from './candidate/candidates.ts';
import { openTries } from './candidate/open-tries.ts';
import { gateOf } from './checklist/gate.ts';
import { keepMeasured } from './checklist/keep-measured.ts';
import { type Conductor, conducting } from './deployment/conduct.ts';
import { type Hardenings, openHardenings } from './harden/hardenings.ts';
import { type Hosts, openHosts } from './host/hosts.ts';
import { type Inventories, openInventories } from './host/inventories.ts';
import { type Bringings, openBringings } from './images/bringings.ts';
import { type Lives, openLives } from './monitor/live.ts';
import { inUse, type Neighbour, readOwner } from './owner.ts';
import { pathsOf } from './paths.ts';
import type { ProbeDeps } from './probes/probe.ts';
import { type Acting, proceduresOf } from './procedures.ts';
import { resourcesFolder } from './resources.ts';
import type { SampleDeps } from './rows/sample.ts';
import { openScans, type Scans } from './scan/scan.ts';
import { keyFile } from './secrets/key-file.ts';
import { openVault, type Vault } from './secrets/vault.ts';
import { type Logs, openLogs } from './service/logs.ts';
import { openRecord } from './store/open.ts';
import { type Owner, takeFolder } from './store/owner.ts';
import { restoreRecord } from './store/restore.ts';
import type { Store } from './store/store.ts';

export type Client = ContractRouterClient<typeof api>;

/**
 * All that a shell gives the core at birth. `home` is the data folder, `operator` who acts, `console` what they act with.
 * A core that owns the folder (the default) is the only one that writes there; one that reads may be one of many.
 */
export type Birth = Acting & {
  readonly home: string;
  readonly access?: 'owns' | 'reads';
  /** Asks the folder's owner, where this core only reads, whether it still answers. */
  readonly neighbour?: () => Promise<Neighbour | null>;
  /** Told what an operator should read of the record when all else went well. */
  readonly note?: (text: string) => void;
};

export type OpenedCore = AsyncDisposable & {
  readonly client: Client;
  /** For a wire, on which others call; `owner` is where it announces itself, null in a core that reads. */
  readonly router: ReturnType<typeof proceduresOf>;
  readonly owner: Owner | null;
  /** How many deployments run here. */
  running(): number;
  /** Settles when none runs any more. */
  idle(): Promise<void>;
  /** Whether an owner has something to do: a record to make, or deployments without an end, of one that lives or died. */
  wantsOwner(): boolean;
};

export type Core = {
  readonly hosts: Hosts;
  readonly store: Store;
  readonly conductor: Conductor;
  readonly logs: Logs;
  readonly inventories: Inventories;
  readonly lives: Lives;
  readonly candidates: Candidates;
  readonly hardenings: Hardenings;
  readonly bringings: Bringings;
  /** What a model is tried with: by a sample of rows, and by wrong requests. */
  readonly sampling: SampleDeps & ProbeDeps;
  readonly scans: Scans;
  readonly vault: Vault;
  readonly paths: Paths;
  readonly neighbour: () => Promise<Neighbour | null>;
  /** The setting that names the gateway's image, or null for the default. */
  readonly gatewayImage: string | null;
};

/** Opens the record and the hosts. RECORD_FAILED, also where another process owns the folder and this one wants to. */
export async function openCore(birth: Birth): Promise<OpenedCore> {
  if (birth.access === 'reads') return wired(birth, null);
  const core = await ownCore(birth);
  if (core) return core;
  throw inUse(birth.home, readOwner(birth.home));
}

/** A core that owns the data folder; null while another process does. RECORD_FAILED. */
export async function ownCore(birth: Birth): Promise<OpenedCore | null> {
  const owner = takeFolder(birth.home, birth.console, process.env);
  if (!owner) return null;
  try {
    return wired(birth, owner);
  } catch (error) {
    owner[Symbol.dispose]();
    throw error;
  }
}

/** The one place where everything is wired together. */
function wired({ home, operator, console, note, neighbour = nobody }: Birth, owner: Owner | null): OpenedCore {
  const resources = resourcesFolder();
  const paths = pathsOf(home, resources);
  const access = owner ? 'write' : 'read';
  const store = openRecord({ file: paths.database, migrations: join(resources, 'migrations'), access });
  if (store.notice) note?.(store.notice);
  if (store.trouble) note?.(`${store.trouble.message} ${store.trouble.hint}`);
  const hosts = openHosts(store, process.env, paths.knownHosts);
  const gatewayImage = process.env.SLIPWAY_GATEWAY_IMAGE ?? store.settings.get('gateway.image') ?? null;
  const vault = openVault(store.secrets, keyFile(paths.key));
  const conducted = conducting({
    hosts,
    store,
    vault,
    checks: gateOf({ hosts, store, vault }),
    gatewayImage,
    operator,
    console,
  });
  // Only the owner can tell the dead from what it is carrying out itself.
  const conductor = owner ? conducted : { ...conducted, settle: async () => [] };
  const logs = openLogs({ hosts, store });
  const tries = openTries(store.settings);
  const tried = openCandidates({ hosts, tries, conductor, vault });
  const candidates = owner ? tried : { ...tried, sweep: async () => {} };
  const hardenings = openHardenings({ hosts, tries, conductor, vault });
  const bringings = openBringings(hosts);
  const inventories = openInventories({ hosts, store, conductor });
  const lives = openLives(hosts);
  const router = proceduresOf({
    hosts,
    store,
    conductor,
    logs,
    inventories,
    lives,
    candidates,
    hardenings,
    bringings,
    sampling: {
      hosts,
      conductor,
      vault,
      tries,
      keepProbes: (of, { probes, alive }) =>
        keepMeasured({ store }, of, { probes: { probes, alive } }, 'wrong requests, sent to the model'),
      keep: ({ sample, ...of }) => keepMeasured({ store }, of, { sample }, 'the sample, sent to the model'),
    },
    scans: openScans(process.env.SLIPWAY_SCANNER ?? store.settings.get('scanner') ?? null, process.env),
    vault,
    paths,
    neighbour,
    gatewayImage,
  });
  const interceptors = owner ? [] : [onlyReading(paths.database)];
  return {
    client: createRouterClient(router, { context: { operator, console }, interceptors }),
    router,
    owner,
    running: conductor.running,
    idle: conductor.idle,
    wantsOwner: () => !existsSync(paths.database) || store.deployments.unfinished().length > 0 || candidates.left(),
    async [Symbol.asyncDispose]() {
      inventories.close();
      lives.close();
      // Side by side: a host that is silent must not keep what runs from being taken back.
      const over = await Promise.allSettled([
        conductor.close(),
        candidates.closeAll(),
        hardenings.closeAll(),
        bringings.closeAll(),
        logs.closeAll(),
      ]);
      hosts.close();
      store.close();
      owner?.[Symbol.dispose]();
      for (const it of over) if (it.status === 'rejected') throw it.reason;
    },
  };
}

/**
 * Puts the newest sound backup in place of a record that is damaged, gone or older than it; `console` is who does. The
 * folder must be nobody else's. BAD_COMMAND, RECORD_FAILED.
 */
export function restore(home: string, console: string): Restored {
  using owner = takeFolder(home, console, process.env);
  if (!owner) throw inUse(home, readOwner(home));
  const resources = resourcesFolder();
  return restoreRecord({ file: pathsOf(home, resources).database, migrations: join(resources, 'migrations') });
}

const nobody = async (): Promise<null> => null;

type Called = { readonly path: readonly string[]; next(): Promise<unknown> };

const onlyReading =
  (file: string) =>
  ({ path, next }: Called): Promise<unknown> => {
    if (!writing.has(path.join('.'))) return next();
    const message = `This console only reads the record in ${file}; ${path.join('.')} would change it.`;
    throw new Problem('RECORD_FAILED', message, { hint: 'Do it in the console that owns the data folder.' });
  };
