import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { api } from '#contract/api';
import type { ContractRouterClient } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';
import { type Conductor, conducting } from './deployment/conduct.ts';
import { type Hosts, openHosts } from './host/hosts.ts';
import { proceduresOf } from './procedures.ts';
import { resourcesFolder } from './resources.ts';
import { openStore, type Store } from './store/store.ts';

export type Client = ContractRouterClient<typeof api>;

/** All that a shell gives the core at birth. `home` is the data folder, `operator` who acts, `console` what they act with. */
export type Birth = { readonly home: string; readonly operator: string; readonly console: string };

export type Core = { readonly hosts: Hosts; readonly store: Store; readonly conductor: Conductor };

/** Opens the record and the hosts and wires everything together: the one place where that is done. RECORD_FAILED. */
export async function openCore(birth: Birth): Promise<AsyncDisposable & { readonly client: Client }> {
  mkdirSync(birth.home, { recursive: true, mode: 0o700 });
  const store = openStore({ file: join(birth.home, 'slipway.db'), migrations: join(resourcesFolder(), 'migrations') });
  const hosts = openHosts(store, process.env);
  const conductor = conducting({ hosts, store, operator: birth.operator, console: birth.console });
  const core = { hosts, store, conductor };
  return {
    client: createRouterClient(proceduresOf(core)),
    async [Symbol.asyncDispose]() {
      await conductor.close();
      hosts.close();
      store.close();
    },
  };
}
