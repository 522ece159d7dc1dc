import { useEffect, useState } from 'react';
import { useClient } from '../../app/session.ts';
import { type LogFeed, logFeed } from './feed.ts';
import { readLogs } from './read.ts';

type Reading = { readonly replica: string | null; readonly feed: LogFeed };

const reading = (replica: string | null): Reading => ({ replica, feed: logFeed() });

/** Whose log: of a service, or of anybody's container. */
type Of = { readonly host: string; readonly service?: string; readonly container?: string };

/** A feed for each choice of whose lines are read, null for everybody's; the one before is let go of. */
export function useLog({ host, service = '', container }: Of) {
  const client = useClient();
  const [{ replica, feed }, setReading] = useState(() => reading(null));
  const [{ failure, opening }, setState] = useState<{ failure: unknown; opening: boolean }>({
    failure: null,
    opening: true,
  });
  useEffect(() => {
    const stop = new AbortController();
    setState({ failure: null, opening: true });
    const heard = {
      lines: feed.add,
      failed: (reason: unknown) => setState({ failure: reason, opening: false }),
    };
    const of = container === undefined ? { service } : { container };
    void readLogs(client, { host, of, replica }, heard, stop.signal);
    return () => stop.abort();
  }, [client, host, service, container, replica, feed]);
  return { replica, feed, failure, opening, read: (next: string | null) => setReading(reading(next)) };
}
