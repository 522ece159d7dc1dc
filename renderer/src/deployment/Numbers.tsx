import type { Deployment } from '#contract/deployment';
import { count, duration, type Figure } from '../ui/figures.ts';
import { StackedArea } from '../ui/StackedArea.tsx';
import classes from './Numbers.module.css';
import { type Traffic, totals } from './useTraffic.ts';

type Props = { readonly of: Deployment; readonly traffic: Traffic };

/** The four numbers that matter while traffic moves, and the requests by release over time. */
export function Numbers({ of: one, traffic }: Props) {
  const { requests, errors, p95, p95Old, share } = numbersOf(one, traffic);
  const series = [one.from?.release, one.to?.release].filter((it) => it !== undefined);
  return (
    <div>
      <dl className={classes.numbers}>
        <Big
          value={errors === null ? '–' : count(errors)}
          label="failed"
          tone={errors === 0 ? 'good' : errors ? 'bad' : undefined}
        />
        <Big
          value={requests === null ? '–' : count(requests)}
          label={one.finishedAt ? 'requests during it' : 'requests so far'}
        />
        <Big value={p95 ? p95.join(' ') : '–'} label={p95Old ? `p95, was ${p95Old.join(' ')}` : 'p95'} />
        <Big value={share === null ? '–' : `${Math.round(share * 100)} %`} label="on new" />
      </dl>
      {traffic.samples.length > 1 && (
        <StackedArea
          title="Requests/s"
          series={[...new Set(series)].map((release) => ({
            name: release,
            fresh: release === one.to?.release,
            values: traffic.samples.map(({ releases, ms }) => {
              const rate = releases.find((it) => it.release === release);
              return rate && ms > 0 ? (rate.requests * 1000) / ms : 0;
            }),
          }))}
          seconds={traffic.samples.reduce((sum, { ms }) => sum + ms, 0) / 1000}
        />
      )}
    </div>
  );
}

function Big({
  value,
  label,
  tone,
}: {
  readonly value: string;
  readonly label: string;
  readonly tone?: 'good' | 'bad' | undefined;
}) {
  return (
    <div>
      <dd className={tone ? `${classes.big} ${classes[tone]}` : classes.big}>{value}</dd>
      <dt className="dim small">{label}</dt>
    </div>
  );
}

type Read = {
  readonly requests: number | null;
  readonly errors: number | null;
  readonly p95: Figure | null;
  readonly p95Old: Figure | null;
  readonly share: number | null;
};

/** From what was seen live, until it is over and the record has measured it. Pure. */
function numbersOf(one: Deployment, traffic: Traffic): Read {
  const { from, to, evidence } = one;
  const isRecorded = one.finishedAt !== null && evidence.traffic.length > 0;
  const watch = evidence.watch;
  const p95Old = watch?.old?.latency ? duration(watch.old.latency.p95) : null;
  if (traffic.samples.length > 0 && !isRecorded) {
    const { requests, errors } = totals(traffic);
    const last = traffic.samples.at(-1)?.releases ?? [];
    const of = (release: string | undefined) => last.find((rate) => rate.release === release);
    const all = last.reduce((sum, rate) => sum + rate.requests, 0);
    const fresh = of(to?.release);
    const old = from?.release === to?.release ? undefined : of(from?.release);
    const now = fresh?.p95 ?? old?.p95;
    return {
      requests,
      errors,
      p95: now == null ? null : duration(now),
      p95Old: fresh?.p95 != null && old?.p95 != null ? duration(old.p95) : p95Old,
      share: one.finishedAt === null && all > 0 ? (fresh?.requests ?? 0) / all : shareOf(one),
    };
  }
  if (evidence.traffic.length === 0 && !watch)
    return { requests: null, errors: null, p95: null, p95Old: null, share: shareOf(one) };
  const sum = (key: 'requests' | 'errors') => evidence.traffic.reduce((total, one) => total + one[key], 0);
  const fresh = watch?.new.latency?.p95 ?? null;
  return {
    requests: sum('requests'),
    errors: sum('errors'),
    p95: fresh === null ? null : duration(fresh),
    p95Old,
    share: shareOf(one),
  };
}

/** How much of the traffic the new release has now; null where no other one had any, or nobody knows. */
function shareOf({ kind, state, from, evidence }: Deployment): number | null {
  if (kind !== 'deploy' && kind !== 'rollback' && kind !== 'takeover') return null;
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
