import type { ReactNode } from 'react';
import classes from './Status.module.css';

/** Every state that is shown: a shape and a colour; the word beside it says which. */
export type StatusKind =
  | 'pass'
  | 'warn'
  | 'fail'
  | 'unchecked'
  | 'accepted'
  | 'stale'
  | 'later'
  | 'not-applicable'
  | 'serving'
  | 'degraded'
  | 'down'
  | 'busy'
  | 'leaving'
  | 'idle';

type Tone = 'pass' | 'warn' | 'fail' | 'unchecked' | 'accent';

const shapes: Readonly<Record<StatusKind, { tone: Tone; shape: ReactNode }>> = {
  pass: {
    tone: 'pass',
    shape: (
      <>
        <circle cx="6" cy="6" r="6" fill="currentColor" />
        <path d="M3.3 6.2 5.2 8.1 8.8 4.2" className={classes.cut} />
      </>
    ),
  },
  warn: {
    tone: 'warn',
    shape: (
      <>
        <path d="M6 .6 12 11.4H0Z" fill="currentColor" />
        <path d="M6 4.4v3.2M6 9v1" className={classes.cut} />
      </>
    ),
  },
  fail: {
    tone: 'fail',
    shape: (
      <>
        <rect x=".5" y=".5" width="11" height="11" rx="1.5" fill="currentColor" />
        <path d="M3.6 3.6l4.8 4.8M8.4 3.6 3.6 8.4" className={classes.cut} />
      </>
    ),
  },
  unchecked: {
    tone: 'unchecked',
    shape: <circle cx="6" cy="6" r="5.2" className={classes.ring} strokeDasharray="2.2 1.87" />,
  },
  stale: {
    tone: 'unchecked',
    shape: (
      <>
        <circle cx="6" cy="6" r="5.2" className={classes.ring} />
        <path d="M6 3.2V6l2 1.4" className={classes.ring} />
      </>
    ),
  },
  later: {
    tone: 'unchecked',
    shape: <rect x="1.2" y="1.2" width="9.6" height="9.6" rx="1" className={classes.ring} />,
  },
  accepted: { tone: 'unchecked', shape: <path d="M6 .7 11.3 6 6 11.3.7 6Z" className={classes.ring} /> },
  'not-applicable': { tone: 'unchecked', shape: <path d="M2 6h8" className={classes.ring} /> },
  serving: { tone: 'pass', shape: <circle cx="6" cy="6" r="4" fill="currentColor" /> },
  degraded: { tone: 'warn', shape: <path d="M6 1.4 11.2 10.6H.8Z" fill="currentColor" /> },
  down: { tone: 'fail', shape: <rect x="2" y="2" width="8" height="8" fill="currentColor" /> },
  busy: {
    tone: 'accent',
    shape: (
      <>
        <circle cx="6" cy="6" r="4.3" className={classes.ring} />
        <path d="M6 1.7a4.3 4.3 0 0 1 0 8.6Z" fill="currentColor" />
      </>
    ),
  },
  leaving: {
    tone: 'unchecked',
    shape: (
      <>
        <circle cx="6" cy="6" r="4.3" className={classes.ring} />
        <path d="M1.7 6a4.3 4.3 0 0 0 8.6 0Z" fill="currentColor" />
      </>
    ),
  },
  idle: { tone: 'unchecked', shape: <circle cx="6" cy="6" r="4.3" className={classes.ring} /> },
};

type Props = { readonly kind: StatusKind; readonly word: string; readonly children?: ReactNode };

/** Shape, word and colour. `children` replace the word on screen where it says more. */
export function Status({ kind, word, children }: Props) {
  return (
    <span className={`${classes.status} ${classes[shapes[kind].tone]}`}>
      <StatusShape kind={kind} />
      {children ?? word}
    </span>
  );
}

/** The shape alone, for narrow lists; its word is read out where it is given. */
export function StatusShape({ kind, word }: { readonly kind: StatusKind; readonly word?: string }) {
  const { tone, shape } = shapes[kind];
  const className = `${classes.shape} ${classes[tone]}`;
  if (word === undefined)
    return (
      <svg className={className} viewBox="0 0 12 12" aria-hidden="true">
        {shape}
      </svg>
    );
  return (
    <svg className={className} viewBox="0 0 12 12" role="img" aria-label={word}>
      {shape}
    </svg>
  );
}
