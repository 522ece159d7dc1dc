import { useCallback, useEffect, useRef, useState } from 'react';
import type { Candidate } from '#contract/candidate';
import { useClient } from '../app/session.ts';
import type { Client } from '../connect.ts';
import { failureIn } from '../wire/failure.ts';

export type Trying = {
  readonly is: 'idle' | 'running' | 'stopped' | 'ended';
  readonly candidate: Candidate | null;
  /** Why it could not be started or followed. */
  readonly failure: unknown;
  /** When it was begun, in milliseconds since 1970. */
  readonly since: number;
};

export type Tried = Trying & {
  readonly start: (text: string) => void;
  /** Stops and removes it; what it answered stays on screen. */
  readonly stop: () => Promise<void>;
};

/** Milliseconds until a call that failed is made again. */
const pause = 1000;

const idle: Trying = { is: 'idle', candidate: null, failure: null, since: 0 };

/** A candidate that is tried beside what serves: one at a time, and gone from the host once it is not looked at. */
export function useCandidate(host: string): Tried {
  const client = useClient();
  const [trying, setTrying] = useState<Trying>(idle);
  const running = useRef<Running | null>(null);
  const stop = useCallback(async () => {
    const one = running.current;
    running.current = null;
    if (!one) return;
    setTrying(({ is, candidate, ...now }) => ({
      ...now,
      is: is === 'running' ? 'stopped' : is,
      candidate: candidate && { ...candidate, container: null },
    }));
    await one.close();
  }, []);
  const start = useCallback(
    (text: string) => {
      void stop();
      setTrying({ ...idle, is: 'running', since: Date.now() });
      const one = run(client, { text, host }, (change) => {
        if (running.current === one) setTrying((now) => changedBy(now, change));
      });
      running.current = one;
    },
    [client, host, stop],
  );
  useEffect(() => {
    const leave = () => void running.current?.close();
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      leave();
      running.current = null;
    };
  }, []);
  return { ...trying, start, stop };
}

type Change = Partial<Trying> & { readonly gone?: true };

const changedBy = (now: Trying, { gone, ...change }: Change): Trying => {
  const next = { ...now, ...change };
  return gone && next.candidate ? { ...next, candidate: { ...next.candidate, container: null } } : next;
};

type Running = { readonly close: () => Promise<void> };

function run(
  client: Client,
  asked: { readonly text: string; readonly host: string },
  tell: (change: Change) => void,
): Running {
  const over = new AbortController();
  // Not aborted while it starts: only who knows its id can take it away.
  const started = client.candidate.start(asked);
  const follow = async () => {
    const { id } = await started;
    for (let after = 0; !over.signal.aborted; ) {
      const candidate = await client.candidate.next({ id, after }, { signal: over.signal });
      tell({ candidate });
      after = candidate.n;
      if (candidate.phase !== 'done' && candidate.phase !== 'failed') continue;
      tell({ is: 'ended' });
      return candidate.container === null ? undefined : stayWith(id, after);
    }
  };
  // One that nobody asks for is removed after a while, and this one is still looked at.
  const stayWith = async (id: string, from: number) => {
    for (let after = from; !over.signal.aborted; ) {
      try {
        const candidate = await client.candidate.next({ id, after }, { signal: over.signal });
        tell({ candidate });
        after = candidate.n;
        if (candidate.container === null) return;
      } catch (thrown) {
        if (over.signal.aborted) return;
        const failure = failureIn(thrown);
        if (failure.kind === 'problem' && failure.code === 'UNKNOWN_CONTAINER') return tell({ gone: true });
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  };
  follow().catch((failure: unknown) => {
    if (!over.signal.aborted) tell({ is: 'ended', failure });
  });
  return {
    async close() {
      over.abort();
      const begun = await started.catch(() => null);
      if (begun) await client.candidate.close({ id: begun.id }).catch(() => undefined);
    },
  };
}
