import { useMemo, useState } from 'react';
import type { Deployment } from '#contract/deployment';
import type { LiveSample } from '#contract/live';
import { Chart, type Line, type Mark } from '../ui/Chart.tsx';
import { count, duration, joined, span } from '../ui/figures.ts';
import { Toggle } from '../ui/Toggle.tsx';
import { releaseWords } from '../ui/words.ts';
import classes from './Figures.module.css';
import { FigureTable } from './FigureTable.tsx';
import { type Curve, curves, type Figure, pace, totals } from './live.ts';

type Props = {
  readonly samples: readonly LiveSample[];
  /** The release that serves: its line is the accent, any other grey. */
  readonly present: string | null;
  readonly deployments: readonly Deployment[];
  /** Milliseconds within which 95 of 100 requests shall be answered; null where nobody said. */
  readonly objective: number | null;
};

/** Requests, failures and the 95th percentile while somebody looks, with the moments at which traffic was switched. */
export function Figures({ samples, present, deployments, objective }: Props) {
  const [asTable, setAsTable] = useState(false);
  const [place, setPlace] = useState<number | null>(null);
  const marks = useMemo(() => deployments.flatMap(markOf), [deployments]);
  const now = pace(samples, 'releases');
  const { requests, errors, seconds } = totals(samples);
  const at = place === null ? undefined : samples[place];
  const shared = { samples, present, marks, onPlace: setPlace, place };
  return (
    <section aria-label="What callers get">
      {asTable ? (
        <FigureTable samples={samples} />
      ) : (
        <div className={classes.charts}>
          <One
            {...shared}
            title="Requests/s"
            figure="perSecond"
            least={5}
            words={(value) => value.toFixed(value < 10 ? 1 : 0)}
            note={now ? `${now.perSecond.toFixed(1)} now` : 'none read yet'}
          />
          <One
            {...shared}
            title="Failed/min"
            figure="failedPerMinute"
            least={2}
            words={(value) => count(value)}
            note={samples.length > 0 ? `${count(errors)} of ${count(requests)} in ${span(seconds)}` : ''}
          />
          <One
            {...shared}
            title="p95"
            figure="p95"
            least={10}
            words={(value) => joined(duration(value))}
            note={[
              now?.p95 != null ? joined(duration(now.p95)) : samples.length > 0 ? 'nobody asks' : '',
              ...(objective === null ? [] : [`objective ${joined(duration(objective))}`]),
            ]
              .filter(Boolean)
              .join(', ')}
          />
        </div>
      )}
      <div className={classes.foot}>
        <span className="dim small">
          {at ? new Date(at.at).toLocaleTimeString('en-GB') : `counted at the gateway while this page is open`}
        </span>
        <Toggle on={asTable} onChange={setAsTable}>
          As a table
        </Toggle>
      </div>
    </section>
  );
}

type OneProps = Pick<Props, 'samples' | 'present'> & {
  readonly title: string;
  readonly figure: Figure;
  readonly least: number;
  readonly note: string;
  readonly words: (value: number) => string;
  readonly marks: readonly Mark[];
  readonly place: number | null;
  readonly onPlace: (at: number | null) => void;
};

function One({ samples, present, title, figure, least, note, words, marks, place, onPlace }: OneProps) {
  const { times, lines } = useMemo(() => {
    const made = curves(samples, figure);
    return { times: made.times, lines: made.curves.map((curve) => lineOf(curve, figure, present)) };
  }, [samples, figure, present]);
  const under =
    place === null ? [] : lines.flatMap(({ name, values }) => [{ name, value: values[place] ?? null }]).filter(isThere);
  const shown = under
    .map(({ name, value }) => (lines.length > 1 ? `${name} ${words(value)}` : words(value)))
    .join(', ');
  return (
    <figure className={classes.figure}>
      <figcaption>
        <b>{title}</b> <small>{place === null ? note : shown || '–'}</small>
      </figcaption>
      <Chart
        summary={summary(title, lines, words)}
        times={times}
        lines={lines}
        marks={marks}
        least={least}
        isCount={figure === 'failedPerMinute'}
        onPlace={onPlace}
      />
    </figure>
  );
}

const isThere = <T extends { value: number | null }>(one: T): one is T & { value: number } => one.value !== null;

function lineOf({ release, values }: Curve, figure: Figure, present: string | null): Line {
  const isPresent = release === present;
  const tone = figure === 'failedPerMinute' ? 'fail' : isPresent ? 'accent' : 'old';
  return { name: release, tone, fill: figure !== 'failedPerMinute', values };
}

/** Only what was put in front of callers has a moment at which it was. */
function markOf({ servingAt, to, from, kind }: Deployment): readonly Mark[] {
  if (!servingAt || !to || (kind !== 'deploy' && kind !== 'rollback') || from?.release === to.release) return [];
  return [{ at: Date.parse(servingAt) / 1000, label: releaseWords(to) }];
}

function summary(title: string, lines: readonly Line[], words: (value: number) => string): string {
  const said = lines.flatMap(({ name, values }) => {
    const there = values.filter((value) => value !== null);
    const last = there.at(-1);
    if (last === undefined) return [];
    return [`${name} ${words(last)} now, between ${words(Math.min(...there))} and ${words(Math.max(...there))}`];
  });
  return said.length > 0 ? `${title}: ${said.join('; ')}` : `${title}: nothing yet`;
}
