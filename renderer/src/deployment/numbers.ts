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
  readonly p95: Figure | null;
  readonly p95Old: Figure | null;
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
    p95: now === null ? null : duration(now),
    p95Old: fresh?.p95 != null && old?.p95 != null ? duration(old.p95) : null,
    share: all > 0 && movesTraffic(one) ? (fresh?.requests ?? 0) / all : shareOf(one),
  };
}

function recorded(one: Deployment): Numbers {
  const { traffic, watch } = one.evidence;
  const known = traffic.length > 0;
  const sum = (key: 'requests' | 'errors') => traffic.reduce((total, it) => total + it[key], 0);
  const [fresh, old] = [watch?.new.latency, watch?.old?.latency];
  return {
    requests: known ? sum('requests') : null,
    errors: known ? sum('errors') : null,
    over: 'requests since the switch',
    p95: fresh ? duration(fresh.p95) : null,
    p95Old: old ? duration(old.p95) : null,
    share: shareOf(one),
  };
}

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
