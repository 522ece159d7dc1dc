import type { ReactNode } from 'react';
import classes from './SegmentBar.module.css';

/** A segment says by its shape what its colour says. */
export type Segment = 'pass' | 'accepted' | 'warn' | 'fail' | 'later' | 'stale' | 'unchecked';

/** Pixels of one with the gap behind it, and how high it is. */
const [pitch, height] = [7, 10];

const shapes: Readonly<Record<Segment, ReactNode>> = {
  pass: <rect y="1" width="6" height="8" className={classes.pass} />,
  accepted: <path d="M3 1.2 5.8 5 3 8.8.2 5Z" className={classes.accepted} />,
  warn: <path d="M3 1 6.2 9H-.2Z" className={classes.warn} />,
  fail: (
    <>
      <rect y="1" width="6" height="8" rx="1" className={classes.fail} />
      <path d="M1.5 3.5 4.5 6.5M4.5 3.5 1.5 6.5" className={classes.cut} />
    </>
  ),
  later: <rect x=".5" y="1.5" width="5" height="7" className={classes.outline} />,
  stale: <path d="M.5 1.5h5v7H.5ZM.5 8.5l5-7" className={classes.outline} />,
  unchecked: <rect x=".5" y="1.5" width="5" height="7" className={classes.dashed} />,
};

/** Few things of a kind, each as a small shape; `words` say it to who cannot see it. */
export function SegmentBar({ segments, words }: { readonly segments: readonly Segment[]; readonly words: string }) {
  const width = Math.max(segments.length * pitch - 1, 1);
  return (
    <svg
      className={classes.bar}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={words}
    >
      {segments.map((segment, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a segment is its place
        <g key={at} transform={`translate(${at * pitch} 0)`}>
          {shapes[segment]}
        </g>
      ))}
    </svg>
  );
}
