import { type ReactNode, useId } from 'react';
import type { Finding } from '#contract/checklist';
import { Status } from '../ui/Status.tsx';
import { FindingDetail } from './FindingDetail.tsx';
import classes from './Findings.module.css';
import { type By, looks, standingOf } from './standing.ts';
import { readOf, titleOf } from './words.ts';

export type FindingsProps = {
  readonly findings: readonly Finding[];
  /** The id of the one that is opened. */
  readonly opened: string | null;
  readonly onOpen: (id: string | null) => void;
  /** The button at the end of a line. */
  readonly act: (finding: Finding) => ReactNode;
  /** What else may be done, once it is opened. */
  readonly more?: ((finding: Finding) => ReactNode) | undefined;
  readonly label: string;
  readonly by?: By;
};

/** A finding is one line: state, what, value, threshold, button. Where there is little room the figures go below. */
export function Findings({ findings, label, ...rest }: FindingsProps) {
  return (
    <ul className={classes.list} aria-label={label}>
      {findings.map((finding) => (
        <Line key={finding.id} of={finding} {...rest} />
      ))}
    </ul>
  );
}

type LineProps = Omit<FindingsProps, 'findings' | 'label'> & { readonly of: Finding };

function Line({ of: finding, opened, onOpen, act, more, by = 'stage' }: LineProps) {
  const id = useId();
  const isOpened = opened === finding.id;
  const standing = standingOf(finding, by);
  const value = readOf(finding);
  const threshold = finding.evidence?.threshold;
  return (
    <li className={classes.line} data-opened={isOpened || undefined} id={`finding-${finding.id}`}>
      <span className={classes.state}>
        <Status {...looks[standing]} />
      </span>
      <button
        type="button"
        className={classes.title}
        aria-expanded={isOpened}
        aria-controls={id}
        onClick={() => onOpen(isOpened ? null : finding.id)}
      >
        <bdi>{titleOf(finding)}</bdi>
      </button>
      <span className={classes.figures}>
        <bdi className={classes.value} title={value}>
          {value}
        </bdi>
        <span className={classes.wanted} title={threshold ?? undefined}>
          {threshold && (
            <>
              <span className={classes.word}>wanted </span>
              <bdi>{threshold}</bdi>
            </>
          )}
        </span>
      </span>
      <span className={classes.act}>{act(finding)}</span>
      {standing === 'stop' && by === 'stage' && (
        <bdi className={classes.stale}>{finding.remedy?.text ?? finding.detail}</bdi>
      )}
      {finding.stale !== null && <span className={classes.stale}>{finding.stale}</span>}
      <div id={id} className={classes.detail} hidden={!isOpened}>
        {isOpened && <FindingDetail of={finding}>{more?.(finding)}</FindingDetail>}
      </div>
    </li>
  );
}

/** What the columns are, for who sees them; each line says it by itself to who does not. */
export function FindingColumns({ areas }: { readonly areas: boolean }) {
  return (
    <div className={areas ? `${classes.columns} ${classes.group}` : classes.columns} aria-hidden="true">
      {areas && <span>Area</span>}
      <span className={classes.heads}>
        <span />
        <span>Finding</span>
        <span>Value read</span>
        <span>Threshold</span>
      </span>
    </div>
  );
}
