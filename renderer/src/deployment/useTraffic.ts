import { useEffect, useRef } from 'react';
import type { Deployment } from '#contract/deployment';
import type { LiveSample } from '#contract/live';
import { useClient } from '../app/session.ts';
import { extended } from '../service/live.ts';
import { useFollowed } from '../ui/useFollowed.ts';
import { isSeen, tail } from './around.ts';

/** What callers got; `isLive` on a page that saw it go on, until shortly after the end: then nothing is said of now. */
export type Traffic = {
  readonly samples: readonly LiveSample[];
  readonly isLive: boolean;
  /** Nothing more is to be had from the core's own memory. */
  readonly isOver: boolean;
};

/** Milliseconds in which the core keeps samples that nobody asks for; later there is nothing to be had. */
const kept = 15 * 60_000;
const nothing: Traffic = { samples: [], isLive: false, isOver: false };

/** Followed until shortly after the end. A page that is opened a little later is given the same samples by the core. */
export function useTraffic(one: Deployment | undefined): Traffic {
  const client = useClient();
  const ended = one ? one.finishedAt !== null : false;
  // By this machine's clock alone: the core's may be another's.
  const patience = useRef(Number.POSITIVE_INFINITY);
  useEffect(() => {
    patience.current = ended ? Date.now() + tail + 2000 : Number.POSITIVE_INFINITY;
  }, [ended]);
  const { value } = useFollowed<Traffic>(one?.id ?? '', {
    initial: nothing,
    async step({ samples, isLive, isOver }, signal) {
      if (!one || isOver) return null;
      const { service, host, finishedAt } = one;
      const left = patience.current - Date.now();
      const isOld = finishedAt !== null && Date.parse(finishedAt) < Date.now() - kept;
      if (isOld || left <= 0 || (ended && isSeen(one, samples))) return { samples, isLive: false, isOver: true };
      const limited = ended ? AbortSignal.any([signal, AbortSignal.timeout(left)]) : signal;
      const page = await client.service.live({ service, host, after: samples.at(-1)?.n ?? 0 }, { signal: limited });
      return { samples: extended(samples, page.samples), isLive: isLive || !ended, isOver: false };
    },
  });
  return value;
}
