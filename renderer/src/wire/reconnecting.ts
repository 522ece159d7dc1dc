import { type Calls, callsOver } from './calls.ts';
import type { Carrier, Carrying } from './carrier.ts';
import { lost } from './failure.ts';

/**
 * How the page stands to the core; `since` in milliseconds since 1970. `connecting` is the first time only, `lost` is
 * tried again by itself, `ended` is not: the server wants a new one-time link.
 */
export type ConnectionState = {
  readonly is: 'connecting' | 'connected' | 'lost' | 'ended';
  readonly since: number;
};

export type Reconnecting = {
  call(name: string, input: unknown, signal: AbortSignal | undefined): Promise<unknown>;
  state(): ConnectionState;
  /** Tells of every change; what it returns stops that. */
  subscribe(listener: () => void): () => void;
  /** Somebody looks: what is lost or ended is tried at once. */
  hurry(): void;
  close(): void;
};

/** Milliseconds. `patience`: that a call made without a connection waits for one; it was not sent, so nothing is in doubt. */
const usual = { first: 200, longest: 3_000, patience: 10_000 };

/** A connection that is made again whenever it is lost, after 0.2 to 3 s and never at the same moment as other pages. */
export function reconnecting(carrying: Carrying, { first, longest, patience } = usual): Reconnecting {
  const listeners = new Set<() => void>();
  let state: ConnectionState = { is: 'connecting', since: Date.now() };
  let calls: Calls | undefined;
  let carrier: Carrier | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  let closed = false;
  const become = (is: ConnectionState['is']) => {
    if (state.is === is) return;
    state = { is, since: Date.now() };
    for (const listener of [...listeners]) listener();
  };
  const attempt = () => {
    again = undefined;
    const fresh = callsOver((text) => carrier?.say(text));
    carrier = carrying({
      opened() {
        tries = 0;
        calls = fresh;
        become('connected');
      },
      said: fresh.heard,
      closed(why) {
        calls = undefined;
        fresh.ended();
        if (closed) return;
        if (why === 'refused') return become('ended');
        if (state.is === 'connected' || tries > 0) become('lost');
        const wait = Math.min(longest, first * 2 ** tries);
        tries += 1;
        again = setTimeout(attempt, wait * (0.5 + Math.random() / 2));
      },
    });
  };
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const connected = (signal: AbortSignal | undefined): Promise<Calls> =>
    new Promise((resolve, reject) => {
      const look = () => {
        if (calls) settle(() => resolve(calls as Calls));
        else if (closed || state.is === 'ended') settle(() => reject(lost()));
      };
      const aborted = () => settle(() => reject(signal?.reason));
      const late = setTimeout(() => settle(() => reject(lost())), patience);
      const stop = subscribe(look);
      const settle = (how: () => void) => {
        clearTimeout(late);
        stop();
        signal?.removeEventListener('abort', aborted);
        how();
      };
      signal?.addEventListener('abort', aborted, { once: true });
      if (signal?.aborted) aborted();
      else look();
    });
  attempt();
  return {
    call: async (name, input, signal) => (calls ?? (await connected(signal))).call(name, input, signal),
    state: () => state,
    subscribe,
    hurry() {
      if (closed || (again === undefined && state.is !== 'ended')) return;
      clearTimeout(again);
      if (state.is === 'ended') become('lost');
      attempt();
    },
    close() {
      closed = true;
      clearTimeout(again);
      carrier?.close();
      for (const listener of [...listeners]) listener();
    },
  };
}
