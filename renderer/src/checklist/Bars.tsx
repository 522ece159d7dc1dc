import type { ReactNode } from 'react';
import type { Area, Finding } from '#contract/checklist';
import { SegmentBar } from '../ui/SegmentBar.tsx';
import { areas, areaWords } from './areas.ts';
import classes from './Bars.module.css';
import { type Bar, barsOf } from './bars.ts';

type Props = {
  readonly findings: readonly Finding[];
  /** What an area's row is: a link to its findings, or a choice of them. */
  readonly row: (area: Area, content: ReactNode) => ReactNode;
};

/** Seven small bars, one an area. */
export function Bars({ findings, row }: Props) {
  return (
    <ul className={classes.bars} aria-label="Seven areas">
      {barsOf(findings).map((bar) => (
        <li key={bar.area}>{row(bar.area, <One of={bar} />)}</li>
      ))}
    </ul>
  );
}

function One({ of: { area, segments, words, well, of } }: { readonly of: Bar }) {
  return (
    <>
      <span>{areaWords(area)}</span>
      <SegmentBar
        segments={segments.filter((one) => one !== 'idle').map((one) => (one === 'stop' ? 'fail' : one))}
        words={words}
      />
      <span className={classes.count} aria-hidden="true">
        {well} of {of}
      </span>
    </>
  );
}

/** The same before anything is known. */
export function NoBars() {
  return (
    <ul className={classes.bars} aria-hidden="true">
      {areas.map((area) => (
        <li key={area} className={classes.row}>
          <span className="dim">{areaWords(area)}</span>
          <span className={classes.empty} />
        </li>
      ))}
    </ul>
  );
}
