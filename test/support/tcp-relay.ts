import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Socket } from 'node:net';

/** A port of the loopback that leads elsewhere, and a link that can be cut. Everything that went over it is counted. */
export type TcpRelay = AsyncDisposable & {
  readonly port: number;
  /** Connections that go over it now. */
  readonly open: number;
  /** All that the caller's side has sent, over all connections. */
  sent(): Buffer;
  /** As a link that is gone: bytes are taken and go nowhere, and nobody is told. New connections hang as well. */
  hang(): void;
  /** As a link that is gone and says so: every connection is reset, and no new one is taken. */
  cut(): Promise<void>;
  mend(): Promise<void>;
};

export async function relayTo(to: NetConnectOpts): Promise<TcpRelay> {
  const pairs = new Set<readonly [Socket, Socket]>();
  const sent: Buffer[] = [];
  const held: (() => void)[] = [];
  let hangs = false;
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (caller) => {
    const far = connect({ ...to, noDelay: true, allowHalfOpen: true } as NetConnectOpts);
    const pair = [caller, far] as const;
    pairs.add(pair);
    const pass = (from: Socket, other: Socket) => {
      from.on('data', (bytes: Buffer) => {
        if (from === caller) sent.push(bytes);
        // What was under way when a link broke is sent again once it is back, as TCP does.
        if (hangs) held.push(() => other.write(bytes));
        else other.write(bytes);
      });
      // Whoever has said all may still be answered.
      from.on('end', () => (hangs ? held.push(() => other.end()) : other.end()));
      from.on('error', () => from.destroy());
      from.on('close', () => {
        pairs.delete(pair);
        if (!hangs) other.destroy();
        else held.push(() => other.destroy());
      });
    };
    pass(caller, far);
    pass(far, caller);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const reset = () => {
    for (const [caller, far] of pairs) {
      caller.resetAndDestroy();
      far.destroy();
    }
  };
  return {
    port,
    get open() {
      return pairs.size;
    },
    sent: () => Buffer.concat(sent),
    hang: () => {
      hangs = true;
    },
    async cut() {
      const closed = server.listening ? once(server, 'close') : null;
      server.close();
      reset();
      await closed;
    },
    async mend() {
      hangs = false;
      for (const go of held.splice(0)) go();
      if (server.listening) return;
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    async [Symbol.asyncDispose]() {
      held.length = 0;
      const closed = server.listening ? once(server, 'close') : null;
      server.close();
      reset();
      await closed;
    },
  };
}
