import type { Deployment } from '#contract/deployment';
import type { HistoryRecord } from '#contract/history';
import type { LiveSample, Rate } from '#contract/live';
import { duration } from '../ui/figures.ts';
import { Measure } from '../ui/Measure.tsx';
import { Status } from '../ui/Status.tsx';
import { releaseWords } from '../ui/words.ts';
import classes from './Lanes.module.css';
import { type Lane, lanesOf } from './lanes.ts';
import type { Told } from './stages.ts';
import type { Traffic } from './useTraffic.ts';

type Props = {
  readonly of: Deployment;
  readonly plan: HistoryRecord['plan'];
  readonly told: Told;
  readonly traffic: Traffic;
};

/** Old and new side by side behind their gateway, and where the requests go. */
export function Lanes({ of: one, plan, told, traffic }: Props) {
  const lanes = lanesOf(plan, told, one.state);
  if (lanes.length === 0) return null;
  const sample = traffic.samples.at(-1);
  const total = sample?.replicas.reduce((sum, { requests }) => sum + requests, 0) ?? 0;
  const shares = lanes.map(({ name, gets }) => {
    const measured = sample?.replicas.find((rate) => rate.name === name)?.requests ?? 0;
    return gets ? Math.max(total > 0 ? measured / total : 0, 0.05) : 0;
  });
  const moved = lanes.some(({ side, gets }) => side === 'new' && gets);
  return (
    <div className={classes.lanes}>
      <div className={classes.names}>
        <span>
          {one.from && (
            <>
              <b>
                <bdi>{releaseWords(one.from)}</bdi>
              </b>{' '}
              <span className="dim">{words(one, moved)}</span>
            </>
          )}
        </span>
        <span className={classes.gateway}>
          <b>gateway</b> {sample && <Measure of={[perSecond(total, sample), 'requests/s']} />}
        </span>
        <span className={classes.new}>
          {one.to && one.to.release !== one.from?.release && (
            <b>
              <bdi>{releaseWords(one.to)}</bdi>
            </b>
          )}
        </span>
      </div>
      <Wires lanes={lanes} shares={shares} />
      <ul className={classes.cards} style={{ gridTemplateColumns: `repeat(${lanes.length}, minmax(0, 1fr))` }}>
        {lanes.map((lane) => (
          <Card
            key={lane.name}
            lane={lane}
            rate={sample?.replicas.find(({ name }) => name === lane.name)}
            sample={sample}
          />
        ))}
      </ul>
    </div>
  );
}

function words({ state, finishedAt }: Deployment, moved: boolean): string {
  if (finishedAt && state !== 'succeeded') return 'serves as before';
  return moved ? 'kept as the way back' : 'serves until the new one has proven itself';
}

function Wires({ lanes, shares }: { readonly lanes: readonly Lane[]; readonly shares: readonly number[] }) {
  const each = 100 / lanes.length;
  return (
    <svg className={classes.wires} viewBox="0 0 100 40" preserveAspectRatio="none" aria-hidden="true">
      {lanes.map(({ name, side, gets }, at) => {
        const x = each * (at + 0.5);
        return (
          <path
            key={name}
            className={side === 'new' ? classes.to : classes.from}
            d={`M50 0 C50 24 ${x} 12 ${x} 40`}
            strokeWidth={gets ? 1.5 + 5 * (shares[at] ?? 0) : 1}
            strokeDasharray={gets ? undefined : '3 3'}
            vectorEffect="non-scaling-stroke"
          />
        );
      })}
    </svg>
  );
}

type CardProps = { readonly lane: Lane; readonly rate: Rate | undefined; readonly sample: LiveSample | undefined };

function Card({ lane: { name, side, kind, word }, rate, sample }: CardProps) {
  return (
    <li className={side === 'new' ? `${classes.card} ${classes.fresh}` : classes.card}>
      <b className="cut" title={name}>
        {name.replace(/^slipway-/, '')}
      </b>
      <Status kind={kind} word={word} />
      {sample && (
        <dl>
          <dt>requests</dt>
          <dd>{rate ? <Measure of={[perSecond(rate.requests, sample), '/s']} /> : '–'}</dd>
          <dt>p95</dt>
          <dd>{rate?.p95 != null ? <Measure of={duration(rate.p95)} /> : '–'}</dd>
          <dt>failed</dt>
          <dd>{rate ? rate.errors : '–'}</dd>
        </dl>
      )}
    </li>
  );
}

const perSecond = (requests: number, { ms }: LiveSample): string =>
  ms > 0 ? ((requests * 1000) / ms).toFixed(1) : '0';
