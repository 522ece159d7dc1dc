import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Area, Finding } from '#contract/checklist';
import { Say } from '../../checklist/Say.tsx';
import { dayWords, isAsking } from '../../checklist/saying.ts';
import { Section } from '../../ui/Section.tsx';
import { Status } from '../../ui/Status.tsx';
import { allOf } from '../found.ts';
import type { Judged } from '../useDraft.ts';
import classes from './AreaStep.module.css';
import { questionsIn } from './decisions.ts';

type Props = {
  readonly area: Area;
  readonly judged: Judged;
  readonly at: { readonly host: string; readonly service: string };
};

/** What no program can answer: asked in plain words, and kept as answers of a person until a day. */
export function Questions({ area, judged, at }: Props) {
  const [asked, setAsked] = useState<Finding | null>(null);
  const questions = questionsIn(area, allOf(judged));
  return (
    <>
      {questions.length > 0 && (
        <Section title="Only you can say" note="kept in the history, not in the file">
          <ul className={classes.questions} aria-label="Questions">
            {questions.map((one) => (
              <Question key={one.id} of={one} disabled={at.service === ''} ask={() => setAsked(one)} />
            ))}
          </ul>
          {at.service === '' && <p className="second small">Name the service first: answers belong to it.</p>}
        </Section>
      )}
      {/* Whatever a later look finds: what somebody is writing stays. */}
      {asked && <Say what="answer" of={asked} at={at} onClose={() => setAsked(null)} done={judged.again} />}
    </>
  );
}

type QuestionProps = { readonly of: Finding; readonly disabled: boolean; readonly ask: () => void };

function Question({ of: { question, answer, ...rest }, disabled, ask }: QuestionProps) {
  const word = answer ? 'Answer anew' : 'Answer';
  return (
    <li>
      <bdi>{question}</bdi>
      <Button size="xs" aria-label={`${word}: ${question}`} disabled={disabled} onClick={ask}>
        {word}
      </Button>
      {answer && <Answered of={answer} holds={!isAsking({ question, answer, ...rest })} />}
    </li>
  );
}

function Answered({ of: { text, by, until }, holds }: { of: NonNullable<Finding['answer']>; holds: boolean }) {
  return (
    <p className={classes.answer}>
      <Status kind={holds ? 'pass' : 'stale'} word={holds ? 'answered' : 'over'} />
      <span>
        “<bdi>{text}</bdi>”{' '}
        <span className="dim">
          <bdi>{by}</bdi>, until {dayWords(until)}
        </span>
      </span>
    </p>
  );
}
