import type { Deployment } from '#contract/deployment';
import type { HistoryRecord } from '#contract/history';
import { useInventory } from '../app/session.ts';
import { Measure } from '../ui/Measure.tsx';
import { releaseWords } from '../ui/words.ts';
import { LaneCard, perSecond } from './LaneCard.tsx';
import classes from './Lanes.module.css';
import { type Lane, lanesOf, measuredOf, oldWords, sinceThen } from './lanes.ts';
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
  const there = useThere(one);
  const then = lanesOf(plan, told, one.state);
  const lanes = sinceThen(then, there);
  if (lanes.length === 0) return null;
  const isServed = lanes.some(({ gets }) => gets);
  const sample = traffic.isLive && isServed ? traffic.samples.at(-1) : undefined;
  const total = sample?.replicas.reduce((sum, { requests }) => sum + requests, 0) ?? 0;
  const shares = lanes.map(({ name, gets }) => {
    if (!gets) return 0;
    if (total === 0) return 1 / lanes.filter((lane) => lane.gets).length;
    return Math.max((sample?.replicas.find((rate) => rate.name === name)?.requests ?? 0) / total, 0.05);
  });
  return (
    <div className={classes.lanes}>
      <div className={classes.names}>
        <span className="cut">
          {one.from && (
            <>
              <b>
                <bdi>{releaseWords(one.from)}</bdi>
              </b>{' '}
              <span className="dim">{oldWords(one, plan, told, then)}</span>
            </>
          )}
        </span>
        <span className={classes.gateway}>
          <b>gateway</b> {sample && <Measure of={[perSecond(total, sample.ms), 'requests/s']} />}
        </span>
        <span className={`${classes.new} cut`}>
          {one.to && one.to.release !== one.from?.release && (
            <b>
              <bdi>{releaseWords(one.to)}</bdi>
            </b>
          )}
        </span>
      </div>
      <Wires lanes={lanes} shares={shares} />
      <ul
        className={classes.cards}
        aria-label="Replicas"
        style={{ gridTemplateColumns: `repeat(${lanes.length}, minmax(0, 1fr))` }}
      >
        {lanes.map((lane) => (
          <LaneCard
            key={lane.name}
            lane={lane}
            sample={sample}
            measured={measuredOf(lane.name, plan, told, one.evidence)}
          />
        ))}
      </ul>
    </div>
  );
}

/** The service's replicas as they are now, once it is over; null while nobody knows. */
function useThere({ host, service, finishedAt }: Deployment): ReadonlySet<string> | null {
  const { inventory } = useInventory();
  const at = inventory?.hosts.find(({ name }) => name === host);
  // A list that was read before the end knows nothing of what came of it.
  const isNew = at?.readAt != null && finishedAt !== null && Date.parse(at.readAt) > Date.parse(finishedAt);
  if (at?.state !== 'connected' || !isNew) return null;
  const served = at.served.find((it) => it.service === service);
  return new Set(served?.replicas.map(({ name }) => name));
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
