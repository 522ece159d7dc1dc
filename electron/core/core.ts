import { join } from 'node:path';
import type { ContractRouterClient } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';
import type { api } from '#contract/api';
import type { Paths } from '#contract/doctor';
import { type Conductor, conducting } from './deployment/conduct.ts';
import { type Hosts, openHosts } from './host/hosts.ts';
import { pathsOf } from './paths.ts';
import { proceduresOf } from './procedures.ts';
import { resourcesFolder } from './resources.ts';
import { type Logs, openLogs } from './service/logs.ts';
import { openStore, type Store } from './store/store.ts';

export type Client = ContractRouterClient<typeof api>;

/** All that a shell gives the core at birth. `home` is the data folder, `operator` who acts, `console` what they act with. */
export type Birth = { readonly home: string; readonly operator: string; readonly console: string };

export type Core = {
  readonly hosts: Hosts;
  readonly store: Store;
  readonly conductor: Conductor;
  readonly logs: Logs;
  readonly paths: Paths;
  /** The setting that names the gateway's image, or null for the default. */
  readonly gatewayImage: string | null;
};

/** Opens the record and the hosts and wires everything together: the one place where that is done. RECORD_FAILED. */
export async function openCore(birth: Birth): Promise<AsyncDisposable & { readonly client: Client }> {
  const resources = resourcesFolder();
  const paths = pathsOf(birth.home, resources);
  const store = openStore({ file: paths.database, migrations: join(resources, 'migrations') });
  const hosts = openHosts(store, process.env);
  const gatewayImage = process.env.SLIPWAY_GATEWAY_IMAGE ?? store.settings.get('gateway.image') ?? null;
  const conductor = conducting({ hosts, store, gatewayImage, operator: birth.operator, console: birth.console });
  const logs = openLogs({ hosts, store });
  return {
    client: createRouterClient(proceduresOf({ hosts, store, conductor, logs, paths, gatewayImage })),
    async [Symbol.asyncDispose]() {
      await logs.closeAll();
      await conductor.close();
      hosts.close();
      store.close();
    },
  };
}
