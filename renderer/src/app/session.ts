import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Client, Connection } from '../connect.ts';
import type { ConnectionState } from '../wire/reconnecting.ts';
import type { InventoryStore, Seen } from './inventory.ts';

type Session = { readonly connection: Connection; readonly inventory: InventoryStore };

export const SessionContext = createContext<Session | null>(null);

function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('no session around this component');
  return session;
}

/** The core, as the page calls it. */
export const useClient = (): Client => useSession().connection.client;

export function useConnection(): ConnectionState {
  const { connection } = useSession();
  return useSyncExternalStore(connection.subscribe, connection.state);
}

/** What is on all hosts, as last seen. */
export function useInventory(): Seen {
  const { inventory } = useSession();
  return useSyncExternalStore(inventory.subscribe, inventory.seen);
}
