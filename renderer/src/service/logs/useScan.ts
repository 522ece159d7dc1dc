import { useEffect, useMemo, useReducer, useSyncExternalStore } from 'react';
import type { LogFeed } from './feed.ts';
import { scanOf, type Wanted } from './scan.ts';

type Scanned = {
  readonly hits: readonly number[];
  readonly listed: readonly number[] | null;
  readonly done: boolean;
};

/** Milliseconds of a frame that searching may take: the rest is for drawing it. */
const share = 6;

/** A log as it is wanted: searched a bit a frame until its end, then only what is added. `wanted` is compared by identity. */
export function useScan(feed: LogFeed, wanted: Wanted): Scanned {
  const version = useSyncExternalStore(feed.subscribe, feed.version);
  const scan = useMemo(() => ({ of: scanOf(feed.ring, wanted), done: false, upTo: -1 }), [feed, wanted]);
  const [, drawn] = useReducer((n: number) => n + 1, 0);
  useEffect(() => {
    // Where nothing is looked for, all lines are shown as they are, and there is no second drawing for them.
    if (wanted.search.kind !== 'sought' && wanted.stream === null) return;
    if (scan.done && scan.upTo === version) return;
    scan.upTo = version;
    let frame = 0;
    const go = () => {
      scan.done = scan.of.advance(share);
      drawn();
      if (!scan.done) frame = requestAnimationFrame(go);
    };
    go();
    return () => cancelAnimationFrame(frame);
  }, [scan, version, wanted]);
  const hits = scan.of.hits();
  return { hits, listed: scan.of.listed(), done: scan.done };
}
