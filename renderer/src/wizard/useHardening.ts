import { useCallback, useEffect, useRef, useState } from 'react';
import type { Hardening as Told } from '#contract/harden';
import { useClient } from '../app/session.ts';

export type Hardened = {
  readonly is: 'idle' | 'running' | 'ended';
  readonly hardening: Told | null;
  /** Why it could not be started or followed. */
  readonly failure: unknown;
  /** When it was begun, in milliseconds since 1970. */
  readonly since: number;
  /** The text of which it looks for tighter settings. */
  readonly of: string;
};

export type Hardening = Hardened & {
  readonly start: (text: string) => void;
  /** Ends it; what it made is removed. */
  readonly stop: () => void;
};

const idle: Hardened = { is: 'idle', hardening: null, failure: null, since: 0, of: '' };

/** The tightest settings of a draft, looked for one at a time, and ended where nobody looks any more. */
export function useHardening(host: string): Hardening {
  const client = useClient();
  const [hardened, setHardened] = useState<Hardened>(idle);
  const running = useRef<AbortController | null>(null);
  const stop = useCallback(() => {
    running.current?.abort();
    running.current = null;
    setHardened((now) => (now.is === 'running' ? { ...now, is: 'ended' } : now));
  }, []);
  const start = useCallback(
    (text: string) => {
      stop();
      const over = new AbortController();
      running.current = over;
      setHardened({ ...idle, is: 'running', since: Date.now(), of: text });
      const tell = (change: Partial<Hardened>) => {
        if (!over.signal.aborted) setHardened((now) => ({ ...now, ...change }));
      };
      // Not aborted while it starts: only who knows its id can end it.
      const started = client.harden.start({
        subject: { kind: 'file', file: { name: 'slipway.yaml', text } },
        host,
      });
      over.signal.addEventListener('abort', () => {
        void started.then(({ id }) => client.harden.close({ id })).catch(() => undefined);
      });
      const follow = async () => {
        const { id } = await started;
        for (let after = 0; !over.signal.aborted; ) {
          const hardening = await client.harden.next({ id, after }, { signal: over.signal });
          tell({ hardening });
          after = hardening.n;
          if (hardening.phase === 'done' || hardening.phase === 'failed') return tell({ is: 'ended' });
        }
      };
      follow().catch((failure: unknown) => tell({ is: 'ended', failure }));
    },
    [client, host, stop],
  );
  useEffect(() => {
    const leave = () => running.current?.abort();
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, []);
  return { ...hardened, start, stop };
}
