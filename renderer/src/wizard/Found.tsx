import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Area, FieldEdit, Finding } from '#contract/checklist';
import type { ProblemShape } from '#contract/problem';
import { areaWords } from '../checklist/areas.ts';
import { doingOf, doingWords } from '../checklist/doing.ts';
import list from '../checklist/Findings.module.css';
import { Findings } from '../checklist/Findings.tsx';
import { standingOf } from '../checklist/standing.ts';
import { titleOf } from '../checklist/words.ts';
import { Failure } from '../ui/Failure.tsx';
import { moment } from '../ui/figures.ts';
import { Section } from '../ui/Section.tsx';
import { Status } from '../ui/Status.tsx';
import { useNow } from '../ui/useNow.ts';
import classes from './Found.module.css';
import { foundOf } from './found.ts';
import { sentence } from './plan.ts';
import type { Judged } from './useDraft.ts';

type Props = {
  readonly judged: Judged;
  readonly host: string;
  readonly apply: (set: readonly FieldEdit[]) => void;
  /** Only what belongs to it is shown; what stops the draft elsewhere is counted. */
  readonly area?: Area | null;
};

/** What was found of the draft: a line each, what keeps it from being deployed first, what passed last. */
export function Found({ judged, host, apply, area = null }: Props) {
  const { judgement, waits, looks, at, failure, again } = judged;
  const now = useNow(10_000);
  const found = foundOf(judged);
  const within = (findings: readonly Finding[]) => findings.filter((one) => area === null || one.area === area);
  const [open, well, later] = [within(found.open), within(found.well), within(found.later)];
  const elsewhere = found.open.filter(isStop).length - open.filter(isStop).length;
  const said = waits
    ? `asking ${host}…`
    : looks
      ? `looking closer at ${host}…`
      : moment(new Date(at).toISOString(), now);
  return (
    <Section
      title={area === null ? 'What we found' : areaWords(area)}
      note={said}
      more={
        <button type="button" className={`link ${classes.again}`} onClick={again}>
          Look again
        </button>
      }
    >
      {failure !== null && failure !== undefined && <Failure of={failure} again={again} />}
      {judgement?.problem && !found.open.some(isStop) && <Mistake problem={judgement.problem} />}
      <div className={list.frame}>
        <Lines findings={open} apply={apply} label="To be looked at" />
        <More findings={well} apply={apply} kind="pass" one="1 is right" many={`${well.length} are right`} />
        <More
          findings={later}
          apply={apply}
          kind="unchecked"
          one="1 shows once it runs or is measured"
          many={`${later.length} show once it runs or is measured`}
        />
      </div>
      {judgement && !looks && open.length + well.length + later.length === 0 && !judgement.problem && (
        <p className={`second ${classes.nothing}`}>Nothing of this applies to it.</p>
      )}
      {elsewhere > 0 && (
        <div className={classes.line}>
          <Status kind="fail" word={elsewhere === 1 ? 'stop' : 'stops'} />
          <span className="second">{elsewhere === 1 ? '1 in another area' : `${elsewhere} in other areas`}</span>
        </div>
      )}
    </Section>
  );
}

const isStop = (finding: Finding): boolean => standingOf(finding) === 'stop';

/** What is wrong with the file itself, or keeps the host from being asked: nothing else can be said until then. */
function Mistake({ problem: { message, hint, where } }: { readonly problem: ProblemShape }) {
  return (
    <div className={classes.line}>
      <Status kind="fail" word={where ? `line ${where.line}` : 'first'} />
      <bdi className={classes.mistake}>{sentence(message)}</bdi>
      <bdi className={classes.why}>{sentence(hint)}</bdi>
    </div>
  );
}

type LinesProps = Pick<Props, 'apply'> & { readonly findings: readonly Finding[]; readonly label: string };

function Lines({ findings, apply, label }: LinesProps) {
  const [opened, setOpened] = useState<string | null>(null);
  if (findings.length === 0) return null;
  return (
    <Findings
      findings={findings}
      label={label}
      opened={opened}
      onOpen={setOpened}
      act={(finding) => <Act of={finding} apply={apply} />}
    />
  );
}

function Act({ of: finding, apply }: { readonly of: Finding } & Pick<Props, 'apply'>) {
  const { remedy } = finding;
  if (!remedy || doingOf(finding) !== 'fix') return null;
  const label = doingWords('fix', remedy.minutes);
  return (
    <Button
      size="xs"
      onClick={() => apply(remedy.set)}
      title={remedy.text}
      aria-label={`${label}: ${titleOf(finding)}`}
    >
      {label}
    </Button>
  );
}

type MoreProps = Pick<Props, 'apply'> & {
  readonly findings: readonly Finding[];
  readonly kind: 'pass' | 'unchecked';
  readonly one: string;
  readonly many: string;
};

/** What needs nobody's attention, counted; each of it is one press away. */
function More({ findings, apply, kind, one, many }: MoreProps) {
  const [shown, setShown] = useState(false);
  if (findings.length === 0) return null;
  const words = findings.length === 1 ? one : many;
  return (
    <>
      <div className={classes.line}>
        <Status kind={kind} word={kind} />
        <span className="second">{words}</span>
        <button
          type="button"
          className={`link ${classes.again}`}
          aria-expanded={shown}
          onClick={() => setShown(!shown)}
          aria-label={`${shown ? 'Hide' : 'Show'}: ${words}`}
        >
          {shown ? 'Hide' : 'Show'}
        </button>
      </div>
      {shown && <Lines findings={findings} apply={apply} label={words} />}
    </>
  );
}
