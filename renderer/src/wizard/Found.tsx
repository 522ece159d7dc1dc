import { Button } from '@mantine/core';
import { useState } from 'react';
import type { FieldEdit, Finding } from '#contract/checklist';
import { Failure } from '../ui/Failure.tsx';
import { moment } from '../ui/figures.ts';
import { Section } from '../ui/Section.tsx';
import { Status, type StatusKind } from '../ui/Status.tsx';
import { useNow } from '../ui/useNow.ts';
import classes from './Found.module.css';
import { remedyWords, shownFindings } from './plan.ts';
import type { Judged } from './useDraft.ts';

type Props = {
  readonly judged: Judged;
  readonly host: string;
  readonly apply: (set: readonly FieldEdit[]) => void;
};

/** What was found of the draft: a line each, what keeps it from being deployed first, what passed last. */
export function Found({ judged, host, apply }: Props) {
  const { judgement, waits, at, failure, again } = judged;
  const [all, setAll] = useState(false);
  const now = useNow(10_000);
  const shown = shownFindings(judgement?.findings ?? []);
  const open = shown.filter(({ verdict }) => verdict !== 'pass');
  const passed = shown.filter(({ verdict }) => verdict === 'pass');
  return (
    <Section
      title="What we found"
      note={waits ? `asking ${host}…` : `${moment(new Date(at).toISOString(), now)} on ${host}`}
      more={
        <button type="button" className={`link ${classes.again}`} onClick={again}>
          Look again
        </button>
      }
    >
      {failure !== null && failure !== undefined && <Failure of={failure} again={again} />}
      <ul>
        {[...open, ...(all ? passed : [])].map((one) => (
          <Line key={one.id} finding={one} apply={apply} />
        ))}
      </ul>
      {passed.length > 0 && (
        <div className={classes.line}>
          <Status kind="pass" word="pass" />
          <span className="second">{passed.length === 1 ? '1 more is right' : `${passed.length} more are right`}</span>
          <button type="button" className={`link ${classes.again}`} aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? 'Hide' : 'Show'}
          </button>
        </div>
      )}
    </Section>
  );
}

type LineProps = { readonly finding: Finding; readonly apply: (set: readonly FieldEdit[]) => void };

export function Line({ finding, apply }: LineProps) {
  const { verdict, stop, title, detail, evidence, remedy, stale } = finding;
  const isStop = stop && verdict === 'fail';
  const kind: StatusKind = verdict;
  const value = evidence?.value && evidence.value !== title ? evidence.value : null;
  const measured = value && (evidence?.threshold ? `${value}; wanted ${evidence.threshold}` : value);
  return (
    <li className={classes.line}>
      <Status kind={kind} word={isStop ? 'stop' : verdict} />
      <span className="medium">
        <bdi>{title}</bdi>
      </span>
      {remedy && remedy.set.length > 0 ? (
        <Button size="xs" onClick={() => apply(remedy.set)} title={remedy.text} aria-description={remedy.text}>
          {remedyWords(remedy)}
        </Button>
      ) : (
        <span />
      )}
      <span className={classes.detail}>
        {verdict === 'pass' ? null : <>{detail} </>}
        {measured && <bdi className={classes.value}>{measured}</bdi>}
        {stale && <> Stale: {stale}</>}
      </span>
    </li>
  );
}
