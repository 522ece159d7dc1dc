import type { LiveSample } from '#contract/live';
import type { ServiceStatus } from '#contract/service';
import { bytes, duration, joined } from '../ui/figures.ts';
import { ReplicaName } from '../ui/ReplicaName.tsx';
import { Section } from '../ui/Section.tsx';
import { Status } from '../ui/Status.tsx';
import { replicaShape, replicaWord } from '../ui/words.ts';
import { memoryOf, pace } from './live.ts';
import { shortName } from './logs/format.ts';
import classes from './Replicas.module.css';

type Replica = ServiceStatus['replicas'][number];
type Props = {
  readonly replicas: readonly Replica[];
  readonly present: string | null;
  readonly samples: readonly LiveSample[];
  readonly isBehindGateway: boolean;
  /** The host does not answer: the states are those that were seen last. */
  readonly isAway: boolean;
};

/** The containers that answer, side by side. */
export function Replicas({ replicas, present, samples, isBehindGateway, isAway }: Props) {
  const ready = replicas.filter(({ state }) => state === 'ready').length;
  const now = pace(samples, 'releases');
  const notes = [
    `${ready} of ${replicas.length} ready${isAway ? ' when last seen' : ''}`,
    ...(isBehindGateway ? ['behind one gateway'] : []),
    ...(now && !isAway && replicas.length > 1 ? [`${now.perSecond.toFixed(1)} requests/s together`] : []),
  ];
  return (
    <Section title="Replicas" note={notes.join(' · ')}>
      {replicas.length === 0 && <p className={`second ${classes.none}`}>No container of it runs or is kept.</p>}
      <ul className={classes.cards}>
        {replicas.map((one) => (
          <Card
            key={one.id}
            of={one}
            isOld={present !== null && one.release !== present}
            samples={samples}
            isAway={isAway}
          />
        ))}
      </ul>
    </Section>
  );
}

type CardProps = Pick<Props, 'samples' | 'isAway'> & { readonly of: Replica; readonly isOld: boolean };

function Card({ of: one, isOld, isAway, samples }: CardProps) {
  const now = pace(samples, 'replicas', one.name);
  const memory = memoryOf(samples, one.name);
  const isUp = one.state !== 'exited' && !isAway;
  return (
    <li className={isOld ? `${classes.card} ${classes.old}` : classes.card}>
      <div className={classes.top}>
        <ReplicaName name={one.name} />
        <Status kind={isAway ? 'unchecked' : replicaShape[one.state]} word={replicaWord[one.state]} />
      </div>
      <dl>
        <dt>requests</dt>
        <dd>{now && isUp ? `${now.perSecond.toFixed(1)} /s` : '–'}</dd>
        <dt>p95</dt>
        <dd>{now?.p95 != null && isUp ? joined(duration(now.p95)) : '–'}</dd>
        <dt>memory</dt>
        <dd>{memory && isUp ? words(memory) : '–'}</dd>
      </dl>
      {memory && isUp && memory.limit === null && <p className="small dim">no memory limit</p>}
      {memory && isUp && memory.limit !== null && (
        <meter
          className={classes.meter}
          min={0}
          max={memory.limit}
          value={memory.used}
          aria-label={`memory of ${shortName(one.name)}, ${words(memory)}`}
        />
      )}
    </li>
  );
}

function words({ used, limit }: { used: number; limit: number | null }): string {
  if (limit === null) return joined(bytes(used));
  const [most, unit] = bytes(limit);
  const [now, its] = bytes(used);
  return unit === its ? `${now} of ${most} ${unit}` : `${now} ${its} of ${most} ${unit}`;
}
