import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Finding, NextStep, Report } from '#contract/checklist';
import { LinkButton } from '../ui/LinkButton.tsx';
import { Section } from '../ui/Section.tsx';
import { StatusShape } from '../ui/Status.tsx';
import { doingOf, doingWords } from './doing.ts';
import classes from './NextSteps.module.css';
import { NothingDone } from './NothingDone.tsx';
import { looks, standingOf } from './standing.ts';
import type { Fixing } from './useFix.ts';
import { titleOf } from './words.ts';

type Props = {
  readonly report: Report;
  readonly fixing: Fixing;
  /** Nothing can be begun now: its host is away, or it is being deployed. */
  readonly disabled: boolean;
};

const most = 3;

/** The three that are worth most, with their minutes; the button does the thing, as far as a press can. */
export function NextSteps({ report, fixing, disabled }: Props) {
  const { next, findings, subject } = report;
  const at = { host: subject.host, service: subject.name };
  const left = next.length - most;
  return (
    <Section title="Next steps" note={next.length > 0 ? 'worth most first' : 'none: all that can be known is well'}>
      <ul className={classes.steps}>
        {next.slice(0, most).map((step) => {
          const finding = findings.find(({ id }) => id === step.id);
          return (
            finding && (
              <li key={step.id}>
                <span className={classes.title}>
                  <StatusShape {...looks[standingOf(finding)]} />
                  <Link to="/service/$host/$service/checks" params={at} search={{ finding: step.id }}>
                    <bdi>{titleOf(finding)}</bdi>
                  </Link>
                </span>
                <Step step={step} finding={finding} at={at} fixing={fixing} disabled={disabled} />
                <bdi className={classes.how}>{step.text}</bdi>
              </li>
            )
          );
        })}
      </ul>
      <NothingDone fixing={fixing} />
      {left > 0 && (
        <p className={classes.more}>
          <Link className="link" to="/service/$host/$service/checks" params={at}>
            and {left} more
          </Link>
        </p>
      )}
    </Section>
  );
}

type StepProps = Pick<Props, 'fixing' | 'disabled'> & {
  readonly step: NextStep;
  readonly finding: Finding;
  readonly at: { readonly host: string; readonly service: string };
};

function Step({ step, finding, at, fixing, disabled }: StepProps) {
  const doing = doingOf(finding);
  const label = doingWords(doing, step.minutes);
  const name = `${label}: ${titleOf(finding)}`;
  if (doing === 'fix')
    return (
      <Button
        size="xs"
        aria-label={name}
        disabled={disabled || (fixing.isPending && !fixing.fixes(step.id))}
        loading={fixing.fixes(step.id)}
        onClick={() => fixing.begin([step.id])}
      >
        {label}
      </Button>
    );
  return (
    <LinkButton
      size="xs"
      aria-label={name}
      to="/service/$host/$service/checks"
      params={at}
      search={{ finding: step.id, ...(doing === 'answer' ? { say: 'answer' } : {}) }}
    >
      {label}
    </LinkButton>
  );
}
