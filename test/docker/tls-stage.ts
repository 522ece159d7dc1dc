import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TlsFiles } from '#contract/host';
import { type EngineMake, startEngine, type ThrowAwayEngine } from '#support/engines';
import { relayTo, type TcpRelay } from '#support/tcp-relay';
import { until } from '#support/until';

/** A throw-away engine that listens with TLS; `url` is where this process reaches it, over a link that can be cut. */
export type TlsEngine = AsyncDisposable & {
  readonly own: ThrowAwayEngine;
  readonly url: string;
  readonly relay: TcpRelay;
};

/** The port is in the engine's own network: a process in there takes what comes over a socket to it. */
const carrying = (path: string): string => `
  require('net').createServer({ allowHalfOpen: true }, (near) => {
    const far = require('net').connect({ port: 2376, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    near.pipe(far).pipe(near);
    near.on('error', () => far.destroy()).on('close', () => far.destroy());
    far.on('error', () => near.destroy()).on('close', () => near.destroy());
  }).listen(${JSON.stringify(path)});`;

export async function tlsEngine(tls: TlsFiles, make: EngineMake = {}): Promise<TlsEngine> {
  const own = await startEngine({}, { ...make, tls });
  const path = join(new URL(own.url).pathname, '..', 'tls.sock');
  const carrier = own.inside(process.execPath, ['-e', carrying(path)]);
  const ended = once(carrier, 'exit');
  await until('the engine can be reached from here', () => existsSync(path));
  const relay = await relayTo({ path });
  return {
    own,
    relay,
    url: `tcp://127.0.0.1:${relay.port}`,
    async [Symbol.asyncDispose]() {
      await relay[Symbol.asyncDispose]();
      carrier.kill();
      await ended;
      await own[Symbol.asyncDispose]();
    },
  };
}
