import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Samples } from './figures.ts';

/**
 * Where clients send their requests: to addresses in turn, or to a name that Docker's own DNS resolves anew for every
 * request. `enter` is the command prefix that gets a process into the network where that works.
 */
export type Aim = { readonly path: string; readonly enter: readonly string[] } & (
  | { readonly kind: 'ports'; readonly targets: readonly string[] }
  | { readonly kind: 'name'; readonly name: string; readonly port: number }
);
export type ClientWords = { readonly do: 'offer'; readonly aim: Aim; readonly rate: number } | { readonly do: 'stop' };

export type Load = AsyncDisposable & { stop(): Promise<Samples> };

const client = fileURLToPath(new URL('client.ts', import.meta.url));

/** Offers `rate` requests a second, half of them over kept connections, until it is stopped. */
export function offerLoad(aim: Aim, rate: number): Load {
  const [command = '', ...args] = [...aim.enter, process.execPath, client];
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], serialization: 'advanced' });
  const seen = Promise.withResolvers<Samples>();
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  seen.promise.catch(() => {});
  child.once('message', (samples) => seen.resolve(samples as Samples));
  child.once('error', seen.reject);
  void gone.then(() => seen.reject(new Error('the load client ended without a word')));
  child.send({ do: 'offer', aim, rate } satisfies ClientWords);
  return {
    async stop() {
      child.send({ do: 'stop' } satisfies ClientWords);
      return seen.promise;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Now, as the clients count it: Unix milliseconds with fractions. */
export const now = (): number => performance.timeOrigin + performance.now();

export const pause = (ms: number): Promise<void> => new Promise((resume) => setTimeout(resume, ms));
