import { Button } from '@mantine/core';
import { useId, useState } from 'react';
import type { FieldEdit, Finding } from '#contract/checklist';
import type { ProblemShape } from '#contract/problem';
import { Failure } from '../ui/Failure.tsx';
import { moment } from '../ui/figures.ts';
import { Section } from '../ui/Section.tsx';
import { Status } from '../ui/Status.tsx';
import { useNow } from '../ui/useNow.ts';
import classes from './Found.module.css';
import { remedyWords, sentence, shownFindings } from './plan.ts';
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
        {judgement?.problem && open.every(({ stop }) => !stop) && <Mistake problem={judgement.problem} />}
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

/** What is wrong with the file itself, or keeps the host from being asked: nothing else can be said until then. */
function Mistake({ problem: { message, hint, where } }: { readonly problem: ProblemShape }) {
  return (
    <li className={classes.line}>
      <Status kind="fail" word={where ? `line ${where.line}` : 'first'} />
      <bdi className={classes.mistake}>{sentence(message)}</bdi>
      <bdi className={classes.why}>{sentence(hint)}</bdi>
    </li>
  );
}

type LineProps = { readonly finding: Finding; readonly apply: (set: readonly FieldEdit[]) => void };

function Line({ finding, apply }: LineProps) {
  const { verdict, stop, title, detail, evidence, remedy, stale } = finding;
  const isStop = stop && verdict === 'fail';
  const [open, setOpen] = useState(isStop);
  const id = useId();
  const value = evidence && evidence.value !== '' && evidence.value !== title ? evidence.value : null;
  const measured = [value, evidence?.threshold && `wanted ${evidence.threshold}`].filter(Boolean).join('; ');
  return (
    <li className={classes.line}>
      {isLater(finding) ? (
        <Status kind="idle" word="next step" />
      ) : (
        <Status kind={verdict} word={isStop ? 'stop' : verdict} />
      )}
      <button
        type="button"
        className={classes.title}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <bdi>{title}</bdi>
      </button>
      {remedy && remedy.set.length > 0 ? (
        <Button size="xs" onClick={() => apply(remedy.set)} title={remedy.text} aria-description={remedy.text}>
          {remedyWords(remedy)}
        </Button>
      ) : (
        <span />
      )}
      {measured !== '' && !isStop && <bdi className={classes.detail}>{measured}</bdi>}
      {stale && <span className={classes.detail}>Stale: {stale}</span>}
      <div id={id} hidden={!open} className={classes.why}>
        {detail}
        {remedy && remedy.text !== detail && <p>{remedy.text}</p>}
      </div>
    </li>
  );
}

/** Wanted at a later stage: nothing is wrong with the service as it is. */
const isLater = ({ verdict, severity, stop }: Finding): boolean =>
  !stop && severity === 'advice' && (verdict === 'fail' || verdict === 'warn');
