import type { Deployment } from '#contract/deployment';
import { totals } from '../service/live.ts';
import { count, joined, span } from '../ui/figures.ts';
import { StackedArea } from '../ui/StackedArea.tsx';
import { movesOf, pointsOf, samplesOf, spanOf } from './around.ts';
import classes from './Numbers.module.css';
import { numbersOf } from './numbers.ts';
import type { Told } from './stages.ts';
import type { Traffic } from './useTraffic.ts';

type Props = { readonly of: Deployment; readonly told: Told; readonly traffic: Traffic };

/** The four numbers that matter while traffic moves, and the requests by release over time. */
export function Numbers({ of: one, told, traffic }: Props) {
  const { requests, errors, over, slow, share } = numbersOf(one, traffic);
  // Of one that ended before anything was switched, the record counts nothing.
  const isCounted = one.finishedAt === null || requests !== null;
  return (
    <div className={classes.all}>
      {isCounted && (
        <dl className={classes.numbers}>
          <Big
            value={errors === null ? '–' : count(errors)}
            label="failed"
            tone={errors ? 'bad' : requests ? 'good' : undefined}
          />
          <Big value={requests === null ? '–' : count(requests)} label={over} />
          {slow && (
            <Big
              value={joined(slow.now)}
              label={slow.before ? `${slow.word}, was ${joined(slow.before)}` : slow.word}
            />
          )}
          {!slow && one.finishedAt === null && <Big value="–" label="p95" />}
          <Big value={share === null ? '–' : `${Math.round(share * 100)} %`} label="on new" />
        </dl>
      )}
      <Over of={one} told={told} samples={samplesOf(one, traffic)} />
    </div>
  );
}

type OverProps = Pick<Props, 'of' | 'told'> & Pick<Traffic, 'samples'>;

function Over({ of: one, told, samples }: OverProps) {
  if (samples.length < 2) return null;
  const { from, to } = one;
  const releases = [...new Set([from?.release, to?.release].filter((it) => it !== undefined))];
  const points = pointsOf(one, samples, releases);
  const { requests, errors, seconds } = totals(samples);
  return (
    <StackedArea
      title="Requests/s"
      note={
        requests === 0
          ? `nobody asked in ${span(seconds)}`
          : `${count(errors)} of ${count(requests)} failed in ${span(seconds)}`
      }
      series={releases.map((release) => ({ name: release, fresh: release === to?.release }))}
      points={points}
      span={spanOf(one, points)}
      marks={movesOf(one, told)}
    />
  );
}

type BigProps = { readonly value: string; readonly label: string; readonly tone?: 'good' | 'bad' | undefined };

function Big({ value, label, tone }: BigProps) {
  return (
    <div>
      <dd className={tone ? `${classes.big} ${classes[tone]}` : classes.big}>{value}</dd>
      <dt className="dim small">{label}</dt>
    </div>
  );
}
