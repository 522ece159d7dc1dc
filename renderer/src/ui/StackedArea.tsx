import { edgesOf, type Point, runsOf, secondsIn } from './areas.ts';
import classes from './StackedArea.module.css';
import { topOf } from './scale.ts';

type Props = {
  readonly title: string;
  /** What it comes to, in half a sentence. */
  readonly note: string;
  readonly series: readonly { readonly name: string; readonly fresh: boolean }[];
  readonly points: readonly Point[];
  /** The seconds that are shown, and moments in them with their names. */
  readonly span: readonly [number, number];
  readonly marks: readonly { readonly at: number; readonly label: string }[];
};

/** Few series over a short time, one on the other, with the moments that made a difference. */
export function StackedArea({ title, note, series, points, span: [from, to], marks }: Props) {
  const top = topOf(Math.max(...points.map(({ values }) => sum(values)), 0), 4, false);
  const x = (at: number) => ((at - from) / Math.max(to - from, 1)) * 100;
  const y = (value: number) => 100 - (value / top) * 100;
  const shown = marks.filter(({ at }) => at >= from && at <= to);
  const runs = runsOf(points);
  return (
    <figure className={classes.chart}>
      <figcaption>
        <b>{title}</b>
        {series.map(({ name, fresh }) => (
          <span key={name} className={fresh ? classes.freshKey : classes.oldKey}>
            {name}
          </span>
        ))}
        <span className="push dim small">{note}</span>
      </figcaption>
      <div className={classes.plot}>
        <svg
          viewBox="0 0 100 100"
          preserveAspectRatio="none"
          role="img"
          aria-label={summary({ title, series, points, shown })}
        >
          {[0, 50, 100].map((line) => (
            <path key={line} className={classes.line} d={`M0 ${line}H100`} vectorEffect="non-scaling-stroke" />
          ))}
          {runs.map((run) =>
            series
              .map(({ name, fresh }, n) => {
                const edges = edgesOf(run, n);
                const over = edges.map((edge) => `${x(edge.at)} ${y(edge.over)}`);
                const under = edges.map((edge) => `${x(edge.at)} ${y(edge.under)}`).toReversed();
                return (
                  <g key={`${run[0]?.from} ${name}`} className={fresh ? classes.fresh : classes.old}>
                    <path className={classes.area} d={`M${[...over, ...under].join('L')}Z`} />
                    <path className={classes.edge} d={`M${over.join('L')}`} vectorEffect="non-scaling-stroke" />
                  </g>
                );
                // The lowest last: where nothing stands on it, its edge is the one that is seen.
              })
              .toReversed(),
          )}
          {shown.map(({ at, label }) => (
            <path key={label} className={classes.mark} d={`M${x(at)} 0V100`} vectorEffect="non-scaling-stroke" />
          ))}
        </svg>
        {[top, top / 2, 0].map((value, n) => (
          <span key={value} className={classes.value} style={{ top: `${n * 50}%` }}>
            {Number(value.toPrecision(3))}
          </span>
        ))}
        <div className={classes.marks}>
          {shown.map(({ at, label }, n) => (
            <span
              key={label}
              className={n === 0 && x(at) > 25 ? classes.before : classes.after}
              style={{ left: `${x(at)}%` }}
            >
              {label}
            </span>
          ))}
        </div>
      </div>
      <div className={classes.axis}>
        {secondsIn([from, to]).map((at) => (
          <span key={at} className={classes[edgeOf(x(at))]} style={{ left: `${x(at)}%` }}>
            {at} s
          </span>
        ))}
      </div>
    </figure>
  );
}

/** A label is not moved half out of the chart by the place that it names. */
const edgeOf = (x: number): 'atStart' | 'atEnd' | 'inside' => (x < 4 ? 'atStart' : x > 96 ? 'atEnd' : 'inside');

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

type Said = Pick<Props, 'title' | 'series' | 'points'> & { readonly shown: Props['marks'] };

function summary({ title, series, points, shown }: Said): string {
  const last = points.at(-1)?.values ?? [];
  const rates = series.map(({ name }, n) => `${name} ${(last[n] ?? 0).toFixed(1)} at last`);
  const moves = shown.map(({ at, label }) => `${label} at ${at.toFixed(1)} s`);
  return `${title}: ${[...rates, ...moves].join(', ')}`;
}
