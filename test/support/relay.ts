import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localUrl } from '#core/docker/local';
import { freshName } from './names.ts';

/** Another way to this machine's engine, which can be cut: `url` is what a console connects to. */
export type Relay = AsyncDisposable & {
  readonly url: string;
  /** Ends every connection and takes no new one. */
  cut(): Promise<void>;
  /** Lets connections hang: bytes are taken and go nowhere. */
  hang(): void;
  mend(): Promise<void>;
};

export async function relayToEngine(): Promise<Relay> {
  const engine = localUrl(process.env).replace('unix://', '');
  const path = join(tmpdir(), `slipway-relay-${freshName()}.sock`);
  const sockets = new Set<Socket>();
  let hangs = false;
  const server = createServer((caller) => {
    const onward = connect(engine);
    for (const [from, to] of [
      [caller, onward],
      [onward, caller],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => !hangs && to.write(chunk));
      from.on('error', () => from.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  const listen = async () => {
    server.listen(path);
    await once(server, 'listening');
  };
  await listen();
  const cut = async () => {
    const closed = server.listening ? once(server, 'close') : null;
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    url: `unix://${path}`,
    cut,
    hang: () => {
      hangs = true;
    },
    async mend() {
      hangs = false;
      if (!server.listening) await listen();
    },
    async [Symbol.asyncDispose]() {
      await cut();
      rmSync(path, { force: true });
    },
  };
}
