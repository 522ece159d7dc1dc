import type { Ask, Reply } from '#contract/message';
import { CallFailed, lost } from './failure.ts';

/** The calls that travel over one connection, from its beginning to its end. */
export type Calls = {
  call(name: string, input: unknown, signal: AbortSignal | undefined): Promise<unknown>;
  /** Takes what the core said. */
  heard(text: string): void;
  /** The connection is gone: every call in hand is lost. */
  ended(): void;
};

type Waiting = { readonly resolve: (answer: unknown) => void; readonly reject: (reason: unknown) => void };

export function callsOver(say: (text: string) => void): Calls {
  const waiting = new Map<number, Waiting>();
  const tell = (it: Ask) => say(JSON.stringify(it));
  let last = 0;
  let over = false;
  return {
    call: (name, input, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        if (over) return reject(lost());
        last += 1;
        const n = last;
        const stop = () => {
          waiting.delete(n);
          tell({ n, stop: true });
          reject(signal?.reason);
        };
        const done = () => {
          waiting.delete(n);
          signal?.removeEventListener('abort', stop);
        };
        waiting.set(n, {
          resolve(answer) {
            done();
            resolve(answer);
          },
          reject(reason) {
            done();
            reject(reason);
          },
        });
        signal?.addEventListener('abort', stop, { once: true });
        tell({ n, call: name, input });
      }),
    heard(text) {
      const reply = JSON.parse(text) as Reply;
      const one = waiting.get(reply.n);
      if ('failure' in reply) one?.reject(new CallFailed(reply.failure));
      else one?.resolve(reply.answer);
    },
    ended() {
      over = true;
      for (const one of [...waiting.values()]) one.reject(lost());
    },
  };
}
