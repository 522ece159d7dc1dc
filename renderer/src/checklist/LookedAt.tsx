import { ago, duration, joined } from '../ui/figures.ts';
import { useNow } from '../ui/useNow.ts';
import classes from './LookedAt.module.css';
import type { Reported } from './useReport.ts';

type Props = {
  readonly of: Reported;
  /** Why it cannot be looked at now; null where it can. */
  readonly unless: string | null;
};

/** How old what is shown is, and how to see it anew. */
export function LookedAt({ of: { report, at, isLooking, again }, unless }: Props) {
  const now = useNow(5_000);
  return (
    <p className={classes.line} aria-live="polite">
      {isLooking ? (
        <span>{report ? 'Looking again…' : 'Looking at it…'}</span>
      ) : (
        report && (
          <span>
            Looked at {ago(new Date(at).toISOString(), now)} in {joined(duration(report.tookMs))}
          </span>
        )
      )}
      {unless !== null ? (
        <span>{unless}</span>
      ) : (
        !isLooking && (
          <button type="button" className={`link ${classes.again}`} onClick={again}>
            Look again
          </button>
        )
      )}
    </p>
  );
}
