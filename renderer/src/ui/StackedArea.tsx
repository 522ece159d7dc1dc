import classes from './StackedArea.module.css';

type Series = { readonly name: string; readonly fresh: boolean; readonly values: readonly number[] };
type Props = { readonly title: string; readonly series: readonly Series[]; readonly seconds: number };

/** Few series over a short time, one on the other; the numbers are in the table for those who cannot see it. */
export function StackedArea({ title, series, seconds }: Props) {
  const length = Math.max(...series.map(({ values }) => values.length), 2);
  const sums = Array.from({ length }, (_, at) => series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0));
  const top = round(Math.max(...sums, 1));
  const base = new Array<number>(length).fill(0);
  const y = (value: number) => 100 - (value / top) * 100;
  const x = (at: number) => (at / (length - 1)) * 100;
  return (
    <figure className={classes.chart}>
      <figcaption>
        <b>{title}</b>
        {series.map(({ name, fresh }) => (
          <span key={name} className={fresh ? classes.freshKey : classes.oldKey}>
            {name}
          </span>
        ))}
      </figcaption>
      <div className={classes.plot}>
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label={summary(title, series)}>
          {[0, 0.5, 1].map((line) => (
            <path key={line} className={classes.line} d={`M0 ${line * 100}H100`} vectorEffect="non-scaling-stroke" />
          ))}
          {series.map(({ name, fresh, values }) => {
            const lower = [...base];
            values.forEach((value, at) => {
              base[at] = (base[at] ?? 0) + value;
            });
            const upper = base.map((value, at) => `${x(at)} ${y(value)}`);
            const under = lower.map((value, at) => `${x(at)} ${y(value)}`).toReversed();
            return (
              <path
                key={name}
                className={fresh ? classes.fresh : classes.old}
                d={`M${[...upper, ...under].join('L')}Z`}
              />
            );
          })}
        </svg>
        <span className={classes.top}>{top}</span>
        <span className={classes.zero}>0</span>
      </div>
      <div className={classes.axis}>
        <span>0 s</span>
        <span>{Math.round(seconds / 2)} s</span>
        <span>{Math.round(seconds)} s</span>
      </div>
    </figure>
  );
}

function round(value: number): number {
  const step = 10 ** Math.floor(Math.log10(value));
  return Math.ceil(value / step) * step;
}

function summary(title: string, series: readonly Series[]): string {
  return `${title}: ${series.map(({ name, values }) => `${name} ${(values.at(-1) ?? 0).toFixed(1)} now`).join(', ')}`;
}
