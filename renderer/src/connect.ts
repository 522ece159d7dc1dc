import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { api } from '#contract/api';
import type { Carrying } from './wire/carrier.ts';
import { desktop } from './wire/desktop.ts';
import { type Reconnecting, reconnecting } from './wire/reconnecting.ts';
import { socket } from './wire/socket.ts';

export type Client = ContractRouterClient<typeof api>;

/** `client` rejects with a CallFailed (wire/failure.ts); `next` that was lost is asked again from the last number seen. */
export type Connection = Omit<Reconnecting, 'call' | 'hurry'> & { readonly client: Client };

/** The core, over a WebSocket to where the page came from, or over what the desktop's window offers. */
export function connect(carrying: Carrying = desktop(window) ?? socket): Connection {
  const { call, hurry, ...connection } = reconnecting(carrying);
  // A tab that comes to the front shows what is, not what was before the machine slept.
  globalThis.document?.addEventListener('visibilitychange', hurry);
  const client: Client = createORPCClient({
    call: (path, input, { signal }) => call(path.join('.'), input, signal),
  });
  return { client, ...connection };
}
