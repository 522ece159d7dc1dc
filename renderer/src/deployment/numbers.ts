import type { Deployment } from '#contract/deployment';
import { totals } from '../service/live.ts';
import { duration, type Figure } from '../ui/figures.ts';
import { since } from './around.ts';
import type { Traffic } from './useTraffic.ts';

type Numbers = {
  readonly requests: number | null;
  readonly errors: number | null;
  /** What the requests are counted over. */
  readonly over: string;
  /** How slow the slowest of 20 requests is, or of 100 where the record has only that; `before` of the release before. */
  readonly slow: { readonly word: 'p95' | 'p99'; readonly now: Figure; readonly before: Figure | null } | null;
  readonly share: number | null;
};

/** What was seen live until it is over, and then what the record measured: whoever opens it later reads the same. Pure. */
export function numbersOf(one: Deployment, { samples }: Pick<Traffic, 'samples'>): Numbers {
  return one.finishedAt === null ? soFar(one, samples) : recorded(one);
}

function soFar(one: Deployment, samples: Traffic['samples']): Numbers {
  const { from, to } = one;
  const seen = since(one, samples);
  const last = seen.at(-1)?.releases ?? [];
  const of = (release: string | undefined) => last.find((rate) => rate.release === release);
  const all = last.reduce((sum, rate) => sum + rate.requests, 0);
  const fresh = of(to?.release);
  const old = from?.release === to?.release ? undefined : of(from?.release);
  const now = fresh?.p95 ?? old?.p95 ?? null;
  const { requests, errors } = totals(seen);
  return {
    requests: seen.length > 0 ? requests : null,
    errors: seen.length > 0 ? errors : null,
    over: 'requests so far',
    slow: now === null ? null : slowOf('p95', now, fresh?.p95 == null ? null : old?.p95),
    share: all > 0 && movesTraffic(one) ? (fresh?.requests ?? 0) / all : shareOf(one),
  };
}

function recorded(one: Deployment): Numbers {
  const { traffic, watch, switchedMs } = one.evidence;
  // Where nothing was switched, the gateway counts on from a switch long before.
  const known = traffic.length > 0 && switchedMs !== null;
  const sum = (key: 'requests' | 'errors') => traffic.reduce((total, it) => total + it[key], 0);
  const [fresh, old] = [watch?.new.latency, watch?.old?.latency];
  const counted = known ? traffic.find(({ release }) => release === one.to?.release)?.latency : null;
  return {
    requests: known ? sum('requests') : null,
    errors: known ? sum('errors') : null,
    over: 'requests since the switch',
    slow: fresh ? slowOf('p95', fresh.p95, old?.p95) : counted ? slowOf('p99', counted.p99, null) : null,
    share: shareOf(one),
  };
}

const slowOf = (word: 'p95' | 'p99', now: number, before: number | null | undefined): NonNullable<Numbers['slow']> => ({
  word,
  now: duration(now),
  before: before == null ? null : duration(before),
});

const movesTraffic = ({ kind }: Deployment): boolean => kind === 'deploy' || kind === 'rollback' || kind === 'takeover';

/** How much of the traffic the new release has now; null where no other one had any, or nobody knows. */
function shareOf(one: Deployment): number | null {
  const { state, from, evidence } = one;
  if (!movesTraffic(one)) return null;
  const before = from === null ? null : 0;
  switch (state) {
    case 'planned':
    case 'running':
    case 'watching':
    case 'succeeded':
      return evidence.switchedMs === null ? before : 1;
    case 'taken-back':
    case 'stopped':
      return before;
    case 'failed':
    case 'interrupted':
      return null;
  }
}
