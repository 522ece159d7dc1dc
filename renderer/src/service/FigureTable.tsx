import type { LiveSample } from '#contract/live';
import { duration, joined } from '../ui/figures.ts';
import { Scrolls } from '../ui/Scrolls.tsx';
import classes from './Figures.module.css';

/** Seconds that make a row, so that a quarter of an hour can be read. */
const together = 10;

/** The same figures in numbers, the newest first. */
export function FigureTable({ samples }: { readonly samples: readonly LiveSample[] }) {
  const rows: (readonly LiveSample[])[] = [];
  for (let to = samples.length; to > 0; to -= together) rows.push(samples.slice(Math.max(0, to - together), to));
  return (
    <Scrolls as="section" className={classes.table} aria-label="Figures in numbers">
      <table className="table" aria-label="Requests, failures and p95">
        <thead>
          <tr>
            <th>Until</th>
            <th>Release</th>
            <th className="number">Requests/s</th>
            <th className="number">Failed</th>
            <th className="number">p95</th>
          </tr>
        </thead>
        <tbody>{rows.flatMap((these) => released(these).map((release) => rowOf(these, release)))}</tbody>
      </table>
    </Scrolls>
  );
}

const released = (samples: readonly LiveSample[]) => [
  ...new Set(samples.flatMap(({ releases }) => releases.map(({ release }) => release))),
];

function rowOf(samples: readonly LiveSample[], release: string) {
  const rates = samples.flatMap(({ releases }) => releases.filter((rate) => rate.release === release));
  const seconds = samples.reduce((sum, { ms }) => sum + ms, 0) / 1000;
  const requests = rates.reduce((sum, rate) => sum + rate.requests, 0);
  const errors = rates.reduce((sum, rate) => sum + rate.errors, 0);
  const p95 = Math.max(...rates.map((rate) => rate.p95 ?? 0));
  const at = samples.at(-1)?.at ?? '';
  return (
    <tr key={`${at}/${release}`}>
      <td>{new Date(at).toLocaleTimeString('en-GB')}</td>
      <td>{release}</td>
      <td className="number">{(requests / seconds).toFixed(1)}</td>
      <td className="number">{errors}</td>
      <td className="number">{p95 > 0 ? joined(duration(p95)) : '–'}</td>
    </tr>
  );
}
