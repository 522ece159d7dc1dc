import type { LiveSample } from '#contract/live';
import { names } from '../docker/labels.ts';
import type { Hosts, OpenHost } from '../host/hosts.ts';
import { either } from '../waiting.ts';
import { hostWith } from './place.ts';
import { sampleUntil } from './sampling.ts';

/** What callers of services get now, sampled while somebody asks. */
export type Lives = {
  /** Samples after a number; waits up to 20 s for the next. UNKNOWN_SERVICE, UNKNOWN_HOST, HOST_UNREACHABLE. */
  next(
    asked: { service: string; host?: string | undefined; after: number; max: number },
    signal?: AbortSignal,
  ): Promise<LiveSample[]>;
  close(): void;
};

const longestWait = 20_000;
/** Milliseconds after the last question in which samples are still taken, and in which those that were are kept. */
const unasked = 10_000;
const forgotten = 15 * 60_000;
/** A quarter of an hour. */
const ring = 900;

type Live = {
  readonly samples: LiveSample[];
  n: number;
  asking: number;
  ends: AbortController | null;
  failure: unknown;
  changed: PromiseWithResolvers<void>;
  idle: NodeJS.Timeout | undefined;
};

export function openLives(hosts: Pick<Hosts, 'known' | 'open'>): Lives {
  const lives = new Map<string, Live>();

  return {
    async next({ service, host: asked, after, max }, signal) {
      const key = `${asked ?? ''} ${service}`;
      const live = lives.get(key) ?? fresh();
      lives.set(key, live);
      live.asking += 1;
      clearTimeout(live.idle);
      try {
        if (!live.ends) begin(live, service, await hostWith(hosts, service, asked));
        const late = AbortSignal.any([AbortSignal.timeout(longestWait), ...(signal ? [signal] : [])]);
        // A number from before the samples were forgotten is as good as none.
        const from = after > live.n ? 0 : after;
        while (live.n <= from && live.ends && !late.aborted) await either(live.changed.promise, late);
        if (live.failure) throw live.failure;
        return live.samples.filter(({ n }) => n > from).slice(0, max);
      } finally {
        live.asking -= 1;
        if (live.asking === 0) live.idle = setTimeout(() => rest(live), unasked).unref();
      }
    },
    close() {
      for (const live of lives.values()) {
        clearTimeout(live.idle);
        live.ends?.abort();
      }
      lives.clear();
    },
  };

  function begin(live: Live, service: string, { engine }: OpenHost): void {
    if (live.ends) return;
    const ends = new AbortController();
    live.ends = ends;
    live.failure = null;
    const onSample = (sample: Omit<LiveSample, 'n'>) => {
      live.n += 1;
      live.samples.push({ n: live.n, ...sample });
      if (live.samples.length > ring) live.samples.shift();
      wake(live);
    };
    sampleUntil({ engine, gateway: names.gateway(service) }, onSample, ends.signal)
      .catch((error: unknown) => {
        if (!ends.signal.aborted) live.failure = error;
      })
      .finally(() => {
        if (live.ends === ends) live.ends = null;
        wake(live);
      });
  }

  function rest(live: Live): void {
    live.ends?.abort();
    live.ends = null;
    live.idle = setTimeout(() => {
      for (const [key, it] of lives) if (it === live) lives.delete(key);
    }, forgotten).unref();
  }
}

const fresh = (): Live => ({
  samples: [],
  n: 0,
  asking: 0,
  ends: null,
  failure: null,
  changed: Promise.withResolvers(),
  idle: undefined,
});

function wake(live: Live): void {
  live.changed.resolve();
  live.changed = Promise.withResolvers();
}
