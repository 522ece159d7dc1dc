import type { LiveSample, Rate } from '#contract/live';
import { duration } from '../ui/figures.ts';
import { Measure } from '../ui/Measure.tsx';
import { ReplicaName } from '../ui/ReplicaName.tsx';
import { Status } from '../ui/Status.tsx';
import classes from './Lanes.module.css';
import type { Lane, Measured } from './lanes.ts';

type Props = {
  readonly lane: Lane;
  /** What goes on now; undefined once it is over: then the card says what the record does. */
  readonly sample: LiveSample | undefined;
  readonly measured: Measured;
};

/** A replica: how it stands, and what its callers get now or what was measured of it. */
export function LaneCard({ lane: { name, side, kind, word, isGone }, sample, measured }: Props) {
  const rate = sample?.replicas.find((one) => one.name === name);
  return (
    <li className={side === 'new' ? `${classes.card} ${classes.fresh}` : classes.card}>
      <ReplicaName name={name} />
      <Status kind={kind} word={word} />
      {sample && !isGone ? <Now rate={rate} ms={sample.ms} /> : <Then of={measured} />}
    </li>
  );
}

function Now({ rate, ms }: { readonly rate: Rate | undefined; readonly ms: number }) {
  return (
    <dl>
      <dt>requests</dt>
      <dd>{rate ? <Measure of={[perSecond(rate.requests, ms), '/s']} /> : '–'}</dd>
      <dt>p95</dt>
      <dd>{rate?.p95 != null ? <Measure of={duration(rate.p95)} /> : '–'}</dd>
      <dt>failed</dt>
      <dd>{rate ? rate.errors : '–'}</dd>
    </dl>
  );
}

function Then({ of: { readyMs, right, asked } }: { readonly of: Measured }) {
  return (
    <dl>
      {readyMs !== null && (
        <>
          <dt>ready in</dt>
          <dd>
            <Measure of={duration(readyMs)} />
          </dd>
        </>
      )}
      {asked > 0 && (
        <>
          <dt>golden</dt>
          <dd>
            {right} of {asked} right
          </dd>
        </>
      )}
    </dl>
  );
}

export const perSecond = (requests: number, ms: number): string => (ms > 0 ? ((requests * 1000) / ms).toFixed(1) : '0');
